import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { verifyLog } from '../../src/provenance/index.js';
import { collect, followUp, HandClock } from '../contracts/event-store.contract.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hepatrace-index-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Takes the last entry from the one page of an index: its cell count stands at byte 3 of the page. */
function loseLastEntry(index: string): void {
  const file = join(folder, 'events.db');
  const database = openDatabase(file, { readOnly: true });
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(index) as number;
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  database.close();
  const bytes = readFileSync(file);
  const at = (root - 1) * pageSize + 3;
  bytes.writeUInt16BE(bytes.readUInt16BE(at) - 1, at);
  writeFileSync(file, bytes);
}

describe('a log whose index has lost an entry', () => {
  it.each(['sqlite_autoindex_events_1', 'sqlite_autoindex_events_2'])(
    'refuses the record of the patient whose last event it hides, and serves the others: %s',
    async (index) => {
      const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
      const written = SqliteEventStore.forWriting(folder, keys, new HandClock());
      for (const patient of ['p1', 'p2'])
        await written.append(`patient-${patient}`, 'none', [followUp(patient), followUp(patient), followUp(patient)]);
      await written.close();
      loseLastEntry(index);
      const store = SqliteEventStore.forReading(folder, keys);
      expect(await collect(store.readStream('patient-p1'))).toHaveLength(3);
      await expect(collect(store.readStream('patient-p2'))).rejects.toMatchObject({ code: 'integrity-failure' });
      await expect(collect(store.readStream('patient-p2', { to: 1 }))).rejects.toMatchObject({
        code: 'integrity-failure',
      });
      await store.close();
      await keys.close();
    },
  );
});

describe('a log whose page gives nothing where its table allows no such thing', () => {
  it('is verified to the end: the leaf of the second event is named, and those after it are looked at', async () => {
    const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
    const written = SqliteEventStore.forWriting(folder, keys, new HandClock());
    await written.append('patient-p1', 'none', [followUp('p1'), followUp('p1'), followUp('p1')]);
    await written.close();
    const damage = (statements: string): void => {
      const database = openDatabase(join(folder, 'events.db'));
      database.unsafeMode(true);
      database.exec(statements);
      database.close();
    };
    // As the table refuses it, another table takes its place for the moment.
    const asTable = (from: string, to: string): string =>
      `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'leaves'`;
    damage(`DROP TRIGGER leaves_stay; ${asTable('leaf TEXT NOT NULL', 'leaf TEXT')}`);
    damage(`UPDATE leaves SET leaf = NULL WHERE position = 1; ${asTable('leaf TEXT', 'leaf TEXT NOT NULL')}`);
    const store = SqliteEventStore.forReading(folder, keys);
    const { size, findings } = await verifyLog(store.stored);
    expect(size).toBe(3);
    expect(findings.map(({ code, index }) => [code, index])).toEqual([
      ['page-corrupt', null],
      ['page-corrupt', 1],
    ]);
    await store.close();
    await keys.close();
  });
});
