import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openForReading, openForWriting } from '../../src/adapters/index.js';
import { FolderInUseError } from '../../src/ports/index.js';
import { collect, followUp } from '../contracts/event-store.contract.js';
import { dataFolder, startAppender } from './data-folder.js';

describe('a data folder that is held for writing', () => {
  const folder = dataFolder();

  it('is refused to a second writer of the same process, at once, with what to do; readers come in', async () => {
    const holder = openForWriting(folder);
    await holder.store.append('patient-p1', 'none', [followUp('p1')]);
    const before = Date.now();
    expect(() => openForWriting(folder)).toThrow(FolderInUseError);
    expect(() => openForWriting(folder)).toThrow(/another process writes to .*data: stop it, or .*--data-dir/);
    expect(Date.now() - before).toBeLessThan(2_000);
    const reader = openForReading(folder);
    expect(await collect(reader.store.readAll())).toHaveLength(1);
    await expect(reader.store.append('patient-p1', 'any', [followUp('p1')])).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await reader.close();
    await holder.close();
    await openForWriting(folder).close();
  });

  it('is refused to another process: the command line says so and exits with 1', async () => {
    const holder = openForWriting(folder);
    const rebuild = spawnSync(process.execPath, ['dist/cli.js', 'rebuild', '--data-dir', folder.dataDir], {
      encoding: 'utf8',
      env: { ...process.env, HEPATRACE_KEY_FILE: folder.keyFile },
    });
    expect(rebuild.status).toBe(1);
    expect(rebuild.stderr).toMatch(/^hepatrace: another process writes to .*data: stop it/);
    await holder.close();
  });

  it('is free again when the process that held it is killed', async () => {
    const appender = await startAppender(folder);
    expect(() => openForWriting(folder)).toThrow(FolderInUseError);
    await appender.kill();
    await openForWriting(folder).close();
  });

  it('is let go when opening it fails half-way', async () => {
    const damaged = dataFolder();
    mkdirSync(damaged.dataDir);
    const file = join(damaged.dataDir, 'events.db');
    writeFileSync(file, 'patient;date\n'.repeat(100));
    expect(() => openForWriting(damaged)).toThrow(/SQLITE_NOTADB/);
    rmSync(file);
    await openForWriting(damaged).close();
  });
});
