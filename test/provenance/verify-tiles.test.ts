import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import type { StoredLog } from '../../src/ports/index.js';
import { judgeTile, judgingHere, verifyLog, type Judging, type Verification } from '../../src/provenance/index.js';
import { followUp, HandClock } from '../contracts/event-store.contract.js';
import { TamperedLog, makeHashesAnew, makeTilesAnew, reading, replaced, rewrite, sql } from './tampered-log.js';

/** Seven whole tiles of 256, and 208 events more. */
const SIZE = 2_000;
let log: TamperedLog;
beforeAll(async () => {
  log = await TamperedLog.written(SIZE);
});
afterAll(() => log.dispose());

/** Every place looked at on its own, as a store without pages has it. */
const eventByEvent = (stored: StoredLog): Judging => ({
  damage: () => stored.damage(),
  tiles: async function* () {
    yield await Promise.resolve('nothing' as const);
  },
});
const reportOf = (folder: string, judging: (stored: StoredLog) => Judging, from = 0): Promise<Verification> =>
  reading(folder, ({ stored }) => verifyLog(stored, { judging: judging(stored), from }));

const copyOf = (index: number, position: number, leaf: boolean) => (database: Database) => {
  database.exec(`INSERT INTO events SELECT ${position}, stream, 1000, 'new', type, patient_id, recorded_at, header,
    header_salt, clinical, identity, content_salt FROM events WHERE position = ${index}`);
  if (leaf) database.exec(`INSERT INTO leaves SELECT ${position}, leaf FROM leaves WHERE position = ${index}`);
};
const without = (from: number, to: number, tables = ['events', 'leaves']): ((database: Database) => void) =>
  sql(tables.map((table) => `DELETE FROM ${table} WHERE position BETWEEN ${from} AND ${to}`).join(';'));

/** What is tampered with; events 255 and 256 are the last of a tile and the first of the next. */
const TAMPERED: Record<string, (database: Database) => void> = {
  'the clinical date of the last event of a tile': (database) =>
    rewrite(database, 255, 'clinical', replaced('2009-03-02', '2008-03-02')),
  'who recorded the first event of the next': (database) =>
    rewrite(database, 256, 'header', replaced('"clinician"', '"physician"')),
  'a leaf': sql("UPDATE leaves SET leaf = 'null' WHERE position = 700"),
  'a tile of leaf hashes': sql('UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND n = 3'),
  'a tile of leaf hashes, which is gone': sql('DELETE FROM tiles WHERE level = 0 AND n = 3'),
  'the tile above': sql('UPDATE tiles SET hashes = zeroblob(224) WHERE level = 1'),
  'an event, which is gone': without(512, 512, ['events']),
  'events and leaves from the middle of one tile to that of a later one': without(300, 900),
  'the end': without(1_900, 1_999),
  'the end, tiles included': (database) => {
    without(1_900, 1_999)(database);
    makeTilesAnew(database);
  },
  'a place before the first': copyOf(499, -1, true),
  'a place after the last': copyOf(499, SIZE, false),
  'a place far away': copyOf(499, 1e9, true),
  'two events that changed places over the edge of a tile, with their leaves and tiles': (database) => {
    for (const table of ['events', 'leaves'])
      database.exec(`UPDATE ${table} SET position = -1 WHERE position = 255;
        UPDATE ${table} SET position = 255 WHERE position = 256; UPDATE ${table} SET position = 256 WHERE position = -1`);
    makeTilesAnew(database);
  },
  'an event, taken out, the log closed behind it and every hash made anew': (database) => {
    without(500, 500)(database);
    for (const table of ['events', 'leaves'])
      database.exec(`UPDATE ${table} SET position = -position WHERE position > 500;
        UPDATE ${table} SET position = -position - 1 WHERE position < 0`);
    makeHashesAnew(database);
  },
  'an id that an earlier tile has, every hash made anew': (database) => {
    database.exec('CREATE TABLE loose AS SELECT * FROM events; DROP TABLE events; ALTER TABLE loose RENAME TO events');
    for (const column of ['header', 'id']) rewrite(database, 1_019, column, replaced(log.ids[1_019]!, log.ids[19]!));
    makeHashesAnew(database);
  },
  'the event that a correction names, every hash made anew': (database) => {
    rewrite(database, 1_998, 'clinical', replaced(log.ids[10]!, '00000000-0000-4000-8000-000000000000'));
    makeHashesAnew(database);
  },
  'the instant of the first leaf of a tile, every hash made anew': (database) =>
    makeHashesAnew(database, (position, at) => (position === 512 ? '2020-01-01T00:00:00.000Z' : at)),
  'the revision of a patient, in its column': sql('UPDATE events SET revision = 5000 WHERE position = 1030'),
  'the revision in a header, every hash made anew': (database) => {
    rewrite(database, 1_030, 'header', replaced('"revision":51', '"revision":15'));
    makeHashesAnew(database);
  },
  'the last tile, which holds a hash more': sql(
    'UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE level = 0 AND n = 7',
  ),
};

describe('verify tile by tile', () => {
  it.each(Object.keys(TAMPERED))('reports what it reports event by event, where somebody altered %s', async (what) => {
    const folder = log.edited(TAMPERED[what]!);
    const report = await reportOf(folder, judgingHere);
    expect(report).toEqual(await reportOf(folder, eventByEvent));
    // An end that was cut off everywhere is seen by what was signed alone.
    expect(report.findings.length > 0).toBe(what !== 'the end, tiles included');
  });

  it('reports the same from an index in the middle of a tile on', async () => {
    const folder = log.edited(TAMPERED['events and leaves from the middle of one tile to that of a later one']!);
    for (const from of [0, 1, 256, 400, 1_999, 5_000])
      expect(await reportOf(folder, judgingHere, from)).toEqual(await reportOf(folder, eventByEvent, from));
  });

  it('looks no more at the events of a tile in which all is as it should be', async () => {
    await reading(
      log.edited(() => undefined),
      async ({ stored }) => {
        expect([await judgeTile(stored, 0), await judgeTile(stored, 6)]).toMatchObject([{ n: 0 }, { n: 6 }]);
        expect([await judgeTile(stored, 7), await judgeTile(stored, 8)]).toEqual(['differs', 'nothing']);
        const looked: (number | undefined)[] = [];
        const records = stored.records.bind(stored);
        stored.records = (range) => (looked.push(range?.after), records(range));
        expect((await verifyLog(stored)).findings).toEqual([]);
        // What lies before the first index, the last tile, and what lies beyond it.
        expect(looked).toEqual([undefined, 7 * 256 - 1, 8 * 256 - 1]);
      },
    );
  });
});

describe('verify beside who writes', () => {
  it('reads the log as it was when it began, also where others judge its tiles later', async () => {
    const folder = log.edited(() => undefined);
    const kek = createSecretKey(Buffer.alloc(32, 7));
    const keys = new SqliteKeys(folder, () => kek);
    const writer = SqliteEventStore.forWriting(folder, keys, new HandClock());
    const write = async (): Promise<unknown> =>
      writer.append(
        'patient-new',
        'any',
        Array.from({ length: 300 }, () => followUp('new')),
      );
    await reading(folder, async ({ stored }) => {
      const judging: Judging = {
        damage: () => stored.damage(),
        // The writer's own connection stands for that of another thread.
        tiles: async function* () {
          for (let n = 0; n < 7; n += 1) {
            await write();
            yield await judgeTile(writer.stored, n);
          }
        },
      };
      expect(await verifyLog(stored, { judging })).toMatchObject({ size: SIZE, findings: [] });
    });
    await writer.close();
    await keys.close();
  });

  it('ends where it is told to, lets go of the log, and has told how far it got', async () => {
    await reading(
      log.edited(() => undefined),
      async ({ stored }) => {
        const stop = new AbortController();
        const told: number[] = [];
        const progress = (done: number): void => {
          told.push(done);
          if (done >= 1_000) stop.abort();
        };
        await expect(verifyLog(stored, { progress, signal: stop.signal })).rejects.toMatchObject({
          name: 'AbortError',
        });
        expect(told).toEqual([256, 512, 768, 1_024]);
        expect(await verifyLog(stored)).toMatchObject({ size: SIZE, findings: [] });
      },
    );
  });
});
