import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryKeys } from '../../src/adapters/memory/keys.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { openCheckpoint } from '../../src/provenance/index.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';
import { CommandLine } from './command-line.js';

const registered = (patientId: string) => ({
  patientId,
  id: `00000000-0000-4000-8000-00000000000${patientId.at(-1)}`,
  type: 'PatientRegistered',
  occurredOn: '2007-01-10',
  data: { dateBasis: 'calendar' },
});

describe('hepatrace log', () => {
  let line: CommandLine;
  let database: string;
  let number = 0;
  /** Imports one more patient. */
  const imports = (patientId: string) => {
    const file = join(line.folder, `${(number += 1)}.ndjson`);
    writeFileSync(file, `${JSON.stringify(registered(patientId))}\n`);
    return line.run(['import', file]);
  };
  beforeAll(() => {
    line = new CommandLine('embedded');
    database = join(line.dataDir, 'events.db');
    imports('p1');
    imports('p2');
  });
  afterAll(() => line.dispose());

  it('prints the signed checkpoint, and the key that opens it', () => {
    const [note, vkey] = ['checkpoint', 'vkey'].map((name) => line.run(['log', name]).stdout);
    expect(openCheckpoint(note!, vkey!.trim()).size).toBe(2);
  });

  it('proves that a patient was registered, in the common text and as JSON, and that the log only grew', () => {
    const { id } = registered('p2');
    const { stdout, status } = line.run(['log', 'prove', id]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^c2sp.org\/tlog-proof@v1\nextra .+\nindex 1\n.{44}\n\nhepatrace\/[0-9a-f]{8}\/1\n2\n/);
    expect(line.json(['log', 'prove', id])).toMatchObject({ index: 1, size: 2 });
    const growth = JSON.parse(line.run(['log', 'consistency', '1']).stdout) as object;
    expect(growth).toMatchObject({ from: 1, to: 2 });
  });

  it('refuses what it cannot prove, and a size that is none', () => {
    const refusals: readonly [string[], number, RegExp][] = [
      [['prove', 'no-such-event'], 1, /no event no-such-event.*\[event-unknown\]/],
      [['prove', registered('p2').id, '--size', '1'], 1, /does not hold it yet.*\[bad-tree-size\]/],
      [['consistency', 'two'], 2, /"two" is no size of a log/],
      [['thaw', '--reason', 'x'], 1, /\[not-frozen\]/],
      [['thaw', '--reason', ' '], 2, /--reason is empty/],
      [['thaw'], 2, /required option '--reason <text>'/],
    ];
    for (const [args, status, message] of refusals) {
      const answer = line.run(['log', ...args]);
      expect([args, answer.status]).toEqual([args, status]);
      expect(answer.stderr).toMatch(message);
    }
  });

  it('freezes a log whose older copy was put back beside a newer anchor, until it is thawed', () => {
    line.environment['ANCHORS'] = `file:${join(line.folder, 'anchor')}`;
    line.run(['log', 'checkpoint']);
    copyFileSync(database, join(line.folder, 'backup.db'));
    imports('p3');
    for (const file of readdirSync(line.dataDir).filter((name) => name.startsWith('events.db-')))
      rmSync(join(line.dataDir, file));
    copyFileSync(join(line.folder, 'backup.db'), database);
    const refused = imports('p3');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/this log has 2: index 2 is missing\..*hepatrace log thaw.*\[log-frozen\]/);
    expect(line.run(['log', 'checkpoint']).status).toBe(1);
    const thawed = line.run(['log', 'thaw', '--reason', 'backup put back']);
    expect(thawed.stdout).toMatch(/^hepatrace\/[0-9a-f]{8}\/2\n3\n/);
    expect(thawed.stderr).toMatch(/from here on the log is verified with hepatrace\/[0-9a-f]{8}\/2\+/);
    expect(imports('p3').status).toBe(0);
    expect(line.run(['verify']).status).toBe(0);
  });

  it('is signed to its end before patients leave it in an export', async () => {
    const open = () => SqliteEventStore.forWriting(line.dataDir, new MemoryKeys(), new HandClock());
    const unsigned = open();
    const { events } = await unsigned.append('patient-p1', 0, [followUp('p1')]);
    await unsigned.close();
    expect(line.run(['export', '--format', 'ndjson', '--to', join(line.folder, 'out')]).status).toBe(0);
    const exported = open();
    expect((await exported.signed.lastCheckpoint())?.size).toBe((events[0]?.position ?? NaN) + 1);
    await exported.close();
  });
});
