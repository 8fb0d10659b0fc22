import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openForReading, openForWriting } from '../../src/adapters/index.js';
import { followUp } from '../contracts/event-store.contract.js';

let folder: string;
let config: { dataDir: string; keyFile: string };
beforeEach(() => {
  // A folder that somebody else made, open to everyone.
  folder = mkdtempSync(join(tmpdir(), 'hepatrace-files-'));
  config = { dataDir: join(folder, '.'), keyFile: join(`${folder}-key`, 'key') };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(`${folder}-key`, { recursive: true, force: true });
});

describe('the files of a data folder', () => {
  it('can be read by their owner alone, wherever the folder lies', async () => {
    const adapters = openForWriting(config);
    try {
      await adapters.store.append('patient-p1', 'none', [followUp('p1', { note: 'seen by Dr N.' })]);
      const open = readdirSync(folder).filter((name) => !name.startsWith('writer.lock'));
      expect(open).toEqual(expect.arrayContaining(['events.db', 'events.db-wal', 'keys.db', 'read-models.db']));
      for (const name of open) expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
    } finally {
      await adapters.close();
    }
  });

  it('name damaged read models, and say that they may be deleted', async () => {
    await openForWriting(config).close();
    writeFileSync(
      join(folder, 'read-models.db'),
      'no database at all, but long enough to be looked at as one'.repeat(20),
    );
    for (const open of [openForWriting, openForReading]) {
      expect(() => open(config)).toThrow(
        expect.objectContaining({
          code: 'read-models-damaged',
          message: expect.stringMatching(/delete it, it is built again/),
        }),
      );
    }
    rmSync(join(folder, 'read-models.db'));
    await openForWriting(config).close();
  });
});
