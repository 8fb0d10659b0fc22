import { createSecretKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openForReading } from '../../src/adapters/index.js';
import { openDatabase, type Database } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { IntegrityError, StoreUnavailableError } from '../../src/ports/index.js';
import { verifyLog, withoutIdentity } from '../../src/provenance/index.js';
import { HandClock, collect, followUp } from '../contracts/event-store.contract.js';
import { dataFolder, type DataFolder } from './data-folder.js';

const kek = createSecretKey(Buffer.alloc(32, 7));
const clock = new HandClock();

function open({ dataDir }: DataFolder): { store: SqliteEventStore; database: Database } {
  mkdirSync(dataDir, { recursive: true });
  const store = SqliteEventStore.forWriting(dataDir, new SqliteKeys(dataDir, () => kek), clock);
  // The connection of the store itself: its limits and triggers are what is tested.
  return { store, database: (store as unknown as { database: Database }).database };
}

describe('a log in an SQLite file', () => {
  it('lets nobody change or delete what is written, not even over its own connection', async () => {
    const { store, database } = open(dataFolder());
    await store.append(
      'patient-p1',
      'none',
      Array.from({ length: 300 }, () => followUp('p1')),
    );
    const forbidden: Record<string, string> = {
      "UPDATE events SET type = 'Died'": 'events are never changed',
      'DELETE FROM events WHERE position = 299': 'events are never deleted',
      "UPDATE leaves SET leaf = ''": 'leaves are never changed',
      'DELETE FROM leaves': 'leaves are never deleted',
      'DELETE FROM tiles': 'tiles are never deleted',
      'UPDATE tiles SET hashes = zeroblob(8224) WHERE level = 0 AND n = 0': 'a tile only grows',
      'UPDATE tiles SET hashes = zeroblob(3200) WHERE level = 0 AND n = 1': 'a tile only grows',
    };
    for (const [statement, message] of Object.entries(forbidden))
      expect(() => database.exec(statement)).toThrow(message);
    expect((await verifyLog(store.stored)).findings).toEqual([]);
    await store.close();
  });

  it('gives a patient of more events than a page whole, sealed text in any script included, in each way of reading', async () => {
    const { store } = open(dataFolder());
    const notes = ['Größe 3 cm – ≥ 30 %', undefined, '肝転移 😀', 'a "quoted"\n\u0000 note'];
    const source = { system: 'Klinikum Süd', recordedOn: '2010', document: { id: 'ß', sha256: 'ab'.repeat(32) } };
    const events = Array.from({ length: 2_300 }, (_, index) => {
      const note = notes[index % 4];
      const acknowledge = ['nach-Todestag-§'];
      return followUp('p1', { acknowledge, ...(note && { note }), ...(index % 3 === 0 && { source }) });
    });
    await store.append('patient-p0', 'none', [followUp('p0')]);
    await store.append('patient-p1', 'none', events);
    const whole = events.map((event, revision) => ({ ...event, revision, position: revision + 1 }));
    const withoutKeys = whole.map((event) => withoutIdentity(event));
    expect(await collect(store.readStream('patient-p1', { identity: true }))).toEqual(whole);
    expect(await collect(store.readStream('patient-p1'))).toEqual(withoutKeys);
    expect((await collect(store.readAll({ identity: true }))).slice(1)).toEqual(whole);
    expect((await collect(store.readStreams())).slice(1)).toEqual(withoutKeys);
    expect((await collect(store.readAll({ types: ['FollowedUp'], after: 0 }))).length).toBe(2_300);
    await store.close();
  });

  it('answers storage-full on a full disk, loses nothing, goes on reading, and writes again once there is room', async () => {
    const { store, database } = open(dataFolder());
    const pages = Number(database.pragma('page_count', { simple: true })) + 40;
    database.pragma(`max_page_count = ${pages}`);
    const kept: string[] = [];
    const append = async (): Promise<void> => {
      const batch = [followUp('p1', { note: 'x'.repeat(2_000) }), followUp('p1')];
      await store.append('patient-p1', 'any', batch);
      kept.push(...batch.map(({ id }) => id));
    };
    const fill = async (): Promise<never> => {
      for (;;) await append();
    };
    const full = fill();
    await expect(full).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(full).rejects.toMatchObject({ code: 'storage-full' });
    await expect(append()).rejects.toMatchObject({ code: 'storage-full' });
    expect(kept.length).toBeGreaterThan(4);
    expect((await collect(store.readAll())).map(({ id }) => id)).toEqual(kept);
    database.pragma(`max_page_count = ${pages + 100}`);
    await append();
    expect((await collect(store.readStream('patient-p1'))).map(({ id }) => id)).toEqual(kept);
    expect(await verifyLog(store.stored)).toMatchObject({ size: kept.length, findings: [] });
    await store.close();
  });

  it('refuses a file of a newer layout, to writers and readers, and says to upgrade', async () => {
    const folder = dataFolder();
    const { store, database } = open(folder);
    database.pragma('user_version = 99');
    await store.close();
    expect(() => open(folder)).toThrow(/newer hepatrace \(layout 99, this one knows 1\): upgrade hepatrace/);
    expect(() => openForReading(folder)).toThrow(expect.objectContaining({ code: 'newer-data' }));
  });

  it('refuses to read a folder without a log, and makes none by looking', () => {
    const folder = dataFolder();
    const noData = expect.objectContaining({ code: 'no-data', message: expect.stringContaining('--data-dir') });
    expect(() => openForReading(folder)).toThrow(noData);
    mkdirSync(folder.dataDir);
    expect(() => openForReading(folder)).toThrow(noData);
    // What a crash leaves that came before the tables were made.
    writeFileSync(join(folder.dataDir, 'events.db'), '');
    expect(() => openForReading(folder)).toThrow(expect.objectContaining({ code: 'no-data' }));
    expect(readFileSync(join(folder.dataDir, 'events.db'))).toHaveLength(0);
  });

  it('refuses a file that is no database, to writers and readers', () => {
    const folder = dataFolder();
    mkdirSync(folder.dataDir);
    writeFileSync(join(folder.dataDir, 'events.db'), 'patient;date\n'.repeat(100));
    expect(() => open(folder)).toThrow(IntegrityError);
    expect(() => openForReading(folder)).toThrow(IntegrityError);
  });

  it.each(['events', 'leaves', 'tiles'])(
    'takes no new event where the end of the %s was cut off: that would cover it up',
    async (table) => {
      const folder = dataFolder();
      const { store } = open(folder);
      await store.append('patient-p1', 'none', [followUp('p1'), followUp('p1')]);
      await store.close();
      const database = openDatabase(join(folder.dataDir, 'events.db'));
      database.exec('DROP TRIGGER events_are_kept; DROP TRIGGER leaves_are_kept; DROP TRIGGER tiles_grow');
      if (table === 'tiles') database.exec('UPDATE tiles SET hashes = substr(hashes, 1, 32)');
      else database.exec(`DELETE FROM ${table} WHERE position = 1`);
      database.close();
      expect(() => open(folder)).toThrow(/tiles hold [12] hashes: run verify/);
    },
  );
});
