import { createSecretKey, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { clientsOf, type Client, type Draft } from '../../src/adapters/kurrentdb/client.js';
import { KurrentEventStore } from '../../src/adapters/kurrentdb/event-store.js';
import { openDatabase } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import type { LogPlace, StoredRecord } from '../../src/ports/index.js';
import {
  Checkpointer,
  copyLog,
  verifyLog,
  vkeyOf,
  type CopiedLog,
  type CopyOptions,
  type SignedStory,
} from '../../src/provenance/index.js';
import { HandClock, collect, followUp } from '../contracts/event-store.contract.js';
import { serviceUrl } from '../contracts/service-url.js';
import { KurrentDouble } from '../adapters/kurrentdb-double.js';

const root = mkdtempSync(join(tmpdir(), 'hepatrace-copy-'));
const newFolder = (): string => {
  const folder = join(root, randomUUID());
  mkdirSync(folder);
  return folder;
};
const keys = new SqliteKeys(newFolder(), () => createSecretKey(Buffer.alloc(32, 7)));
const clock = new HandClock();
const SIZE = 90;
const BATCH = 20;

/** A log that can be opened for writing and, where it is copied to, for putting places into it. */
interface Opened {
  readonly store: SqliteEventStore | KurrentEventStore;
  /** With an instant of the test's own clock: appends. */
  readonly as: 'written' | 'restored';
}
type Open = (as: Opened['as']) => SqliteEventStore | KurrentEventStore;

let open: (SqliteEventStore | KurrentEventStore)[] = [];
const kept = <Store extends SqliteEventStore | KurrentEventStore>(store: Store): Store => {
  open.push(store);
  return store;
};
const closeAll = async (): Promise<void> => {
  await Promise.all(open.map((store) => store.close()));
  open = [];
};
afterEach(closeAll);
afterAll(() => rmSync(root, { recursive: true }));

const sqlite = (): Open => {
  const folder = newFolder();
  return (as) =>
    kept(
      as === 'written' ? SqliteEventStore.forWriting(folder, keys, clock) : SqliteEventStore.forRestoring(folder, keys),
    );
};
const kurrent = (connect: () => Client, prefix = `test-${randomUUID()}-`): Open => {
  return (as) => {
    const options = { prefix, indexFile: join(newFolder(), 'leaves.db'), sequencedMs: 20_000 };
    return kept(new KurrentEventStore(connect, keys, as === 'written' ? clock : null, options));
  };
};

/** Patients recorded in turn, some with sealed notes, at instants of their own; signed every 30 events. */
async function write(place: Open): Promise<SignedStory> {
  const store = place('written');
  const checkpointer = new Checkpointer(store, store.signed, keys, clock, []);
  for (let n = 0; n < SIZE / 3; n += 1) {
    clock.instant = new Date(Date.UTC(2026, 2, 1, 10, 0, n)).toISOString();
    const patient = `p${n % 4}`;
    const events = [followUp(patient, { note: `letter ${n}` }), followUp(patient), followUp(patient)];
    await store.append(`patient-${patient}`, 'any', events);
    if (n % 10 === 9) await checkpointer.checkpoint();
  }
  await checkpointer.close();
  const checkpoints = [];
  for await (const page of store.signed.checkpoints({ after: -1 })) checkpoints.push(...page);
  const story = {
    vkey: await vkeyOf(store, keys),
    keepers: [{ name: 'the database', checkpoints, anchored: null }],
  };
  await closeAll();
  return story;
}

const copied = (from: CopiedLog, to: CopiedLog, more: Partial<CopyOptions> = {}) =>
  copyLog(from, to, { takeKeys: () => undefined, batch: BATCH, ...more });

/** Everything that a store holds of a log, as bytes. */
async function contentOf(store: SqliteEventStore | KurrentEventStore): Promise<object> {
  const records: StoredRecord[] = [];
  const leaves: unknown[] = [];
  const checkpoints: unknown[] = [];
  for await (const page of store.stored.records()) records.push(...page);
  for await (const page of store.stored.leaves()) leaves.push(...page);
  for await (const page of store.signed.checkpoints({ after: -1 })) checkpoints.push(...page);
  return { records, leaves, checkpoints, last: await store.signed.lastCheckpoint() };
}

/** A log whose batches come through until one does not: what was put there before stands. */
const brittle = (log: CopiedLog, good: number): CopiedLog => {
  let left = good;
  return {
    stored: log.stored,
    signed: log.signed,
    restore: async (places: readonly LogPlace[]) => {
      if (left-- === 0) throw new Error('killed');
      await log.restore(places);
    },
  };
};

const server = serviceUrl('EVENT_STORE_URL');
const WAYS: readonly (readonly [string, () => Open, () => Open, boolean])[] = [
  ['SQLite to SQLite', sqlite, sqlite, true],
  ['SQLite to KurrentDB (scripted double)', sqlite, () => kurrent(new KurrentDouble().connect), true],
  ['KurrentDB (scripted double) to SQLite', () => kurrent(new KurrentDouble().connect), sqlite, true],
  [
    'KurrentDB to KurrentDB (scripted doubles)',
    () => kurrent(new KurrentDouble().connect),
    () => kurrent(new KurrentDouble().connect),
    true,
  ],
  ['SQLite to KurrentDB', sqlite, () => kurrent(clientsOf(server ?? '')), server !== null],
  ['KurrentDB to SQLite', () => kurrent(clientsOf(server ?? '')), sqlite, server !== null],
];

for (const [way, source, target, isThere] of WAYS) {
  (isThere ? describe : describe.skip)(`the record of patients, copied from ${way}`, () => {
    let from: Open;
    let story: SignedStory;
    beforeAll(async () => {
      from = source();
      story = await write(from);
    });

    it('has the same bytes, instants, checkpoints and root; a second run changes nothing', async () => {
      const to = target();
      const [log, copy] = [from('restored'), to('restored')];
      const answer = await copied(log, copy, { story });
      const { root: expected, size } = await verifyLog(log.stored, { story });
      expect(answer).toEqual({ events: SIZE, copied: SIZE, checkpoints: 3, root: expected });
      expect(await verifyLog(copy.stored, { story })).toEqual({ size, root: expected, findings: [] });
      const content = await contentOf(copy);
      expect(content).toEqual(await contentOf(log));
      expect(await collect(copy.readAll({ identity: true }))).toEqual(await collect(log.readAll({ identity: true })));
      expect(await copied(log, copy, { story })).toEqual({ ...answer, copied: 0 });
      expect(await contentOf(copy)).toEqual(content);
    });

    it('is whole after an interruption at each batch', async () => {
      const to = target();
      const log = from('restored');
      for (let batches = 1; batches * BATCH < SIZE; batches += 1) {
        const interrupted = copied(log, brittle(to('restored'), 1));
        await expect(interrupted).rejects.toThrow('killed');
      }
      expect(await copied(log, to('restored'), { story })).toMatchObject({ events: SIZE, copied: SIZE % BATCH });
      expect(await contentOf(to('restored'))).toEqual(await contentOf(log));
    });

    it('goes on as one log: the next position, the same name; it is not copied over any more', async () => {
      const to = target();
      await copied(from('restored'), to('restored'));
      await closeAll();
      const store = to('written');
      const checkpointer = new Checkpointer(store, store.signed, keys, clock, []);
      await checkpointer.requireThawed();
      expect(await store.append('patient-p0', 'exists', [followUp('p0')])).toMatchObject({ position: SIZE });
      expect(await checkpointer.checkpoint()).toMatchObject({ origin: story.vkey.split('+')[0], size: SIZE + 1 });
      await checkpointer.close();
      await closeAll();
      await expect(copied(from('restored'), to('restored'))).rejects.toMatchObject({ code: 'went-on' });
    });

    it('is not copied over another log', async () => {
      const other = target();
      await other('written').append('patient-p0', 'none', [followUp('p0')]);
      await closeAll();
      const before = await contentOf(other('restored'));
      const refused = copied(from('restored'), other('restored'));
      await expect(refused).rejects.toMatchObject({ code: 'holds-something-else', message: /an empty/ });
      expect(await contentOf(other('restored'))).toEqual(before);
    });
  });
}

describe('a log that is copied to KurrentDB', () => {
  it('goes on from events that a killed run had put there without their leaves', async () => {
    const [source, server] = [sqlite(), new KurrentDouble()];
    const story = await write(source);
    const target = kurrent(server.connect);
    for (let n = 0; n < 3; n += 1) server.trouble('unavailable', /transparency-log/);
    await expect(copied(source('restored'), target('restored'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(server.all).toHaveLength(BATCH);
    server.trouble('lost-plain-grpc', /transparency-log/);
    server.trouble('lost-unavailable');
    const answer = await copied(source('restored'), target('restored'), { story });
    expect(answer).toMatchObject({ events: SIZE, copied: SIZE });
    expect(await contentOf(target('restored'))).toEqual(await contentOf(source('restored')));
  });

  it.each([
    ['before', 0],
    ['behind', 1],
  ])('is refused where a patient who is not of it stands %s it, without a leaf yet', async (_, there) => {
    const [source, server, elsewhere] = [sqlite(), new KurrentDouble(), new KurrentDouble()];
    // Of a single patient, so that no later revision gives it away.
    await source('written').append('patient-p0', 'none', [followUp('p0')]);
    await closeAll();
    const target = kurrent(server.connect, 'x-');
    if (there > 0) await copied(source('restored'), target('restored'));
    await kurrent(elsewhere.connect, 'x-')('written').append('patient-p9', 'none', [followUp('p9')]);
    const { id, type, data, metadata } = elsewhere.streams.get('x-patient-p9')![0]!;
    const stranger = { id, type, contentType: 'application/json', data, metadata } as Draft;
    await server.connect().appendToStream('x-patient-p9', [stranger], { streamState: 'no_stream', deadline: 1_000 });
    const refused = copied(source('restored'), target('restored'));
    await expect(refused).rejects.toMatchObject({ code: 'holds-something-else' });
    expect(await target('restored').signed.size()).toBe(there);
    expect(server.streams.get('x-patient-p0') ?? []).toHaveLength(there);
  });
});

describe('a log in which a byte was altered', () => {
  it.each([
    ['header', "UPDATE events SET header = replace(header, '2026-', '2025-') WHERE position = 41", 41],
    ['content', 'UPDATE events SET content_salt = zeroblob(16) WHERE position = 42', 42],
    ['leaf', "UPDATE leaves SET leaf = replace(leaf, '2026-', '2025-') WHERE position = 43", 43],
  ])('is refused, its %s: of it nothing is copied', async (_, change, position) => {
    const folder = newFolder();
    await write(() => kept(SqliteEventStore.forWriting(folder, keys, clock)));
    const database = openDatabase(join(folder, 'events.db'));
    database.exec('DROP TRIGGER events_stay; DROP TRIGGER leaves_stay');
    database.exec(change);
    database.close();
    const target = sqlite();
    let tookKeys = false;
    const refused = copied(kept(SqliteEventStore.forRestoring(folder, keys)), target('restored'), {
      takeKeys: () => {
        tookKeys = true;
      },
    });
    await expect(refused).rejects.toMatchObject({ code: 'integrity-failure', position });
    expect(tookKeys).toBe(false);
    expect(await target('restored').signed.size()).toBe(0);
  });

  it('is told when it was altered on the way: the copy is verified as well', async () => {
    const source = sqlite();
    await write(source);
    const copy = sqlite()('restored');
    const altering: CopiedLog = {
      stored: copy.stored,
      signed: copy.signed,
      restore: (places) =>
        copy.restore(
          places.map((place) => (place.position === 50 ? { ...place, headerSalt: Buffer.alloc(16) } : place)),
        ),
    };
    await expect(copied(source('restored'), altering)).rejects.toMatchObject({
      code: 'integrity-failure',
      position: 50,
      message: /in the copy/,
    });
  });
});
