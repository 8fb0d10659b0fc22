import { createSecretKey, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addressOf, clientsOf } from '../../src/adapters/kurrentdb/client.js';
import { KurrentEventStore, type KurrentOptions } from '../../src/adapters/kurrentdb/event-store.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import type { StoredLeaf, StoredRecord } from '../../src/ports/index.js';
import { HashTree, verifyLog } from '../../src/provenance/index.js';
import { HandClock, collect, followUp } from '../contracts/event-store.contract.js';
import { KurrentDouble, type Trouble } from './kurrentdb-double.js';

const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
const clock = new HandClock();
let server: KurrentDouble;
let open: KurrentEventStore[] = [];

/** Another process on the same server. */
const storeOn = (options: Partial<KurrentOptions> = {}, withClock: HandClock | null = clock): KurrentEventStore => {
  const store = new KurrentEventStore(server.connect, keys, withClock, {
    indexFile: join(folder, `${randomUUID()}.db`),
    sequencedMs: 10_000,
    ...options,
  });
  open.push(store);
  return store;
};
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let left = 500; !(await isSo()); left -= 1) {
    if (left === 0) throw new Error('it never came to be so');
    await delay(10);
  }
};
const written = (): readonly string[] =>
  server.all.filter(({ streamId }) => streamId.startsWith('patient-')).map(({ id }) => id);

beforeEach(() => {
  server = new KurrentDouble();
});
afterEach(async () => {
  server.up();
  await Promise.all(open.map((store) => store.close()));
  open = [];
});
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

describe('a patient recorded in KurrentDB', () => {
  it.each<Trouble>(['unavailable', 'plain-grpc', 'not-ready'])(
    'is recorded in the end when the server first answers %s',
    async (trouble) => {
      const store = storeOn();
      server.trouble(trouble);
      const event = followUp('p1');
      expect(await store.append('patient-p1', 'none', [event])).toMatchObject({ position: 0, deduplicated: false });
      expect(written()).toEqual([event.id]);
    },
  );

  it.each<Trouble>(['lost-unavailable', 'lost-deadline', 'lost-plain-grpc', 'lost-not-ready'])(
    'is recorded once when the answer is lost: %s',
    async (trouble) => {
      const store = storeOn();
      await store.append('patient-p1', 'none', [followUp('p1')]);
      server.trouble(trouble);
      const sent = store.append('patient-p1', 'any', [followUp('p1'), followUp('p1')]);
      expect(await sent).toMatchObject({ deduplicated: false, revision: 2 });
      expect(new Set(written()).size).toBe(3);
      expect(written()).toHaveLength(3);
      const [, first, again] = server.appends.filter(({ stream }) => stream === 'patient-p1');
      // The whole first call is repeated: to read the head again and try once more would write a second time.
      expect(again).toEqual(first);
    },
  );

  it('is told that nobody knows when no answer comes, and recorded once when it is sent again', async () => {
    const store = storeOn({ callMs: 1_500 });
    server.trouble('lost-hangs');
    const event = followUp('p1', { note: 'seen by Dr N.' });
    await expect(store.append('patient-p1', 'any', [event])).rejects.toMatchObject({ code: 'store-unavailable' });
    const again = storeOn();
    expect(await again.append('patient-p1', 'any', [event])).toMatchObject({ deduplicated: true, position: 0 });
    expect(written()).toEqual([event.id]);
  });

  it('keeps what was recorded first when two processes send one id at once, and says so', async () => {
    const [one, other] = [storeOn(), storeOn()];
    for (let round = 0; round < 5; round += 1) {
      const event = followUp(`p${round}`);
      const stream = `patient-p${round}`;
      const changed = { ...event, occurredOn: '2010-01-01' };
      const answers = await Promise.allSettled([
        one.append(stream, 'any', [event]),
        other.append(stream, 'any', [changed]),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refused = answers.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'id-conflict', why: 'other-content' } });
      const again = await Promise.all([one.append(stream, 'any', [await only(one, stream)]), other.head()]);
      expect(again[0]).toMatchObject({ deduplicated: true, revision: 0 });
    }
    expect(new Set(written()).size).toBe(written().length);
  });

  it('answers 503 at once while the server is away, and goes on with the same store when it is back', async () => {
    const store = storeOn();
    const seen: (number | null)[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of store.subscribe({ signal: abort.signal }))
        seen.push(...batch.map(({ position }) => position));
    })();
    await store.append('patient-p1', 'none', [followUp('p1')]);
    server.down();
    const started = performance.now();
    const event = followUp('p1');
    await expect(store.append('patient-p1', 'any', [event])).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(performance.now() - started).toBeLessThan(10_000);
    server.up();
    expect(await store.append('patient-p1', 'any', [event])).toMatchObject({ position: 1 });
    server.breakSubscriptions();
    expect(await store.append('patient-p1', 'any', [followUp('p1')])).toMatchObject({ position: 2 });
    await until(() => seen.length === 3);
    abort.abort();
    await reading;
    expect(seen).toEqual([0, 1, 2]);
  });

  it('is read by a new client when the first read of the old one met no server', async () => {
    server.down();
    const store = storeOn();
    await expect(store.head()).rejects.toMatchObject({ code: 'store-unavailable' });
    server.up();
    expect(await store.append('patient-p1', 'none', [followUp('p1')])).toMatchObject({ position: 0 });
    expect(server.clients).toBeGreaterThan(1);
  });

  it('is not recorded, with a 503, where the client that ships finds no server', async () => {
    const nobody = clientsOf('kurrentdb://127.0.0.1:9?tls=false');
    const store = new KurrentEventStore(nobody, keys, clock, { indexFile: join(folder, `${randomUUID()}.db`) });
    open.push(store);
    const started = performance.now();
    const appended = store.append('patient-p1', 'none', [followUp('p1')]);
    await expect(appended).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(() => clientsOf('kurrentdb://user:secret@:x')).toThrow(/^(?!.*secret).*EVENT_STORE_URL/);
  }, 30_000);

  it('has no position until the sequencer comes to it, and is read with the rest of the record', async () => {
    const store = storeOn({ sequencedMs: 50 });
    for (let tries = 0; tries < 3; tries += 1) server.trouble('unavailable', /transparency-log/);
    const event = followUp('p1');
    expect(await store.append('patient-p1', 'none', [event])).toMatchObject({ revision: 0, position: null });
    expect(await collect(store.readStream('patient-p1'))).toMatchObject([{ id: event.id, position: null }]);
    expect(await collect(store.readStream('patient-p1', { upTo: 5 }))).toEqual([]);
    expect(await store.head()).toBeNull();
    await until(async () => (await store.head())?.position === 0);
    expect(await collect(store.readStream('patient-p1'))).toMatchObject([{ id: event.id, position: 0 }]);
  });

  it('stands in clear words where the tools of the server show it, sealed fields aside', async () => {
    const store = storeOn();
    const event = followUp('p1', { note: 'seen by Dr N.', correlationId: 'c-1' });
    await store.append('patient-p1', 'none', [event]);
    const [found] = server.streams.get('patient-p1')!;
    expect(found).toMatchObject({
      id: event.id,
      type: 'FollowedUp',
      data: { header: { patientId: 'p1', revision: 0 }, clinical: { data: { status: 'alive' } } },
      metadata: { version: 1, $correlationId: 'c-1', keyId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
      /Dr N/,
    );
    expect(server.streams.get('transparency-log')).toMatchObject([
      { data: { id: event.id, index: 0, v: 1 }, metadata: { stream: 'patient-p1', revision: 0 } },
    ]);
  });

  it('is not served when a word of it was altered in the server', async () => {
    const store = storeOn();
    await store.append('patient-p1', 'none', [followUp('p1')]);
    const [found] = server.streams.get('patient-p1')!;
    (found!.data as { clinical: { data: { status: string } } }).clinical.data.status = 'dead';
    for (const read of [store.readStream('patient-p1'), store.readAll()])
      await expect(collect(read)).rejects.toMatchObject({ code: 'integrity-failure', position: 0 });
  });

  it.each(['tombstone', 'softDelete'] as const)('is missed when somebody deletes the stream: %s', async (way) => {
    const store = storeOn();
    await store.append('patient-p1', 'none', [followUp('p1'), followUp('p1')]);
    server[way]('patient-p1');
    await expect(collect(store.readStream('patient-p1'))).rejects.toMatchObject({ code: 'integrity-failure' });
    await expect(store.append('patient-p1', 'any', [followUp('p1')])).rejects.toMatchObject({
      code: 'integrity-failure',
    });
    expect(written()).toHaveLength(2);
  });

  it('is refused as a whole where the batch is more than the server takes', async () => {
    const large = Array.from({ length: 9 }, () => followUp('p1', { data: { text: 'x'.repeat(130_000) } }));
    await expect(storeOn().append('patient-p1', 'none', large)).rejects.toMatchObject({ code: 'too-large' });
    expect(written()).toEqual([]);
  });
});

describe('the sequencers of a log in KurrentDB', () => {
  const leaves = (): readonly { index: number; at: string; id: string }[] =>
    (server.streams.get('transparency-log') ?? []).map(({ data }) => data as { index: number; at: string; id: string });

  it('give each event one place, however many of them run', async () => {
    const stores = [storeOn(), storeOn(), storeOn()];
    await Promise.all(
      Array.from({ length: 120 }, (_, n) =>
        stores[n % 3]!.append(`patient-${n % 7}`, 'any', [followUp(`${n % 7}`), followUp(`${n % 7}`)]),
      ),
    );
    expect(leaves().map(({ index }) => index)).toEqual(Array.from({ length: 240 }, (_, n) => n));
    // In the server's own order.
    expect(leaves().map(({ id }) => id)).toEqual(written());
    expect(stores.filter((store) => store.sequencing()?.leads)).toHaveLength(1);
  }, 30_000);

  it('leave the log to who went on when one was paused, and time never goes back', async () => {
    const late = new HandClock('2026-01-01T00:00:00.000Z');
    const [paused, other] = [storeOn({ sequencedMs: 50, callMs: 400 }, late), storeOn()];
    await paused.head();
    // Its leaf is on the way and does not come through while the other writes.
    server.trouble('hangs', /transparency-log/);
    await Promise.all([1, 2, 3].map((n) => paused.append(`patient-${n}`, 'none', [followUp(`${n}`)])));
    await other.append('patient-4', 'none', [followUp('4')]);
    await until(() => leaves().length === 4);
    await until(() => paused.sequencing()?.waiting === 0);
    expect(leaves().map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(new Set(leaves().map(({ id }) => id)).size).toBe(4);
    await other.close();
    await paused.append('patient-5', 'none', [followUp('5')]);
    await until(() => leaves().length === 5);
    const instants = leaves().map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted());
  }, 20_000);

  it('hand over when the one that led is gone', async () => {
    const [one, other] = [storeOn(), storeOn()];
    await one.append('patient-p1', 'none', [followUp('p1')]);
    await one.close();
    expect(await other.append('patient-p1', 'any', [followUp('p1')])).toMatchObject({ position: 1 });
    await until(() => other.sequencing()?.waiting === 0);
    expect(other.sequencing()).toEqual({ leads: true, waiting: 0, seconds: 0, failure: null });
  });

  it('stop at what nobody can read, say so, and skip nothing', async () => {
    const store = storeOn({ sequencedMs: 100 });
    await store.append('patient-p1', 'none', [followUp('p1')]);
    await server
      .connect()
      .appendToStream(
        'patient-p1',
        [{ id: randomUUID(), type: 'Note', contentType: 'application/json', data: { by: 'hand' }, metadata: {} }],
        { streamState: 0n, deadline: 1_000 },
      );
    expect(await store.append('patient-p2', 'none', [followUp('p2')])).toMatchObject({ position: null });
    await until(() => store.sequencing()?.failure != null);
    expect(store.sequencing()?.failure).toMatch(/patient-p1 at revision 1/);
    expect(store.sequencing()?.waiting).toBeGreaterThan(0);
    expect(store.sequencing()?.seconds).toBeGreaterThan(0);
    expect(leaves()).toHaveLength(1);
  });

  it('search on from where nothing of ours was found when the subscription breaks', async () => {
    const store = storeOn();
    await store.append('patient-p1', 'none', [followUp('p1')]);
    const client = server.connect();
    const foreign = Array.from({ length: 1_000 }, () => ({
      id: randomUUID(),
      type: 'Measured',
      contentType: 'application/json' as const,
      data: {},
      metadata: {},
    }));
    await client.appendToStream('elsewhere', foreign, { streamState: 'no_stream', deadline: 1_000 });
    await delay(50);
    server.breakSubscriptions();
    await until(() => server.subscribedFrom.length === 2);
    expect(Number((server.subscribedFrom[1] as { commit: bigint }).commit)).toBeGreaterThan(50_000);
    expect(await store.append('patient-p1', 'any', [followUp('p1')])).toMatchObject({ position: 1 });
  });

  it('keep to their own log where the address names one of several in a server', () => {
    const of = (query: string) => addressOf(`kurrentdb://a:2113,b:2113${query}`);
    expect(of('?tls=false&streamPrefix=north-')).toEqual({
      server: 'kurrentdb://a:2113,b:2113?tls=false',
      prefix: 'north-',
    });
    expect(of('?streamPrefix=north-&tls=false')).toEqual({
      server: 'kurrentdb://a:2113,b:2113?tls=false',
      prefix: 'north-',
    });
    expect(of('?streamPrefix=north-')).toEqual({ server: 'kurrentdb://a:2113,b:2113', prefix: 'north-' });
    expect(of('')).toEqual({ server: 'kurrentdb://a:2113,b:2113', prefix: '' });
    expect(() => of('?streamPrefix=$all')).toThrow(/letters, digits/);
  });

  it('find a log again when the index was of another one', async () => {
    const indexFile = join(folder, `${randomUUID()}.db`);
    const first = storeOn({ indexFile });
    await first.append('patient-p1', 'none', [followUp('p1'), followUp('p1')]);
    await first.close();
    server = new KurrentDouble();
    const second = storeOn({ indexFile });
    expect(await second.head()).toBeNull();
    expect(await second.append('patient-p9', 'none', [followUp('p9')])).toMatchObject({ position: 0 });
    expect((await collect(second.readAll())).map(({ patientId }) => patientId)).toEqual(['p9']);
  });
});

describe('a log that is put into KurrentDB', () => {
  it('keeps ids, order, instants and every byte: the root is that of the SQLite log', async () => {
    const home = mkdtempSync(join(tmpdir(), 'hepatrace-'));
    const sqlite = SqliteEventStore.forWriting(home, keys, clock);
    for (let round = 0; round < 300; round += 1) {
      clock.instant = new Date(Date.UTC(2026, 2, 1, 10, 0, round)).toISOString();
      const patient = `p${round % 5}`;
      const note = round % 2 ? { note: `n${round}` } : {};
      await sqlite.append(`patient-${patient}`, 'any', [followUp(patient, note), followUp(patient)]);
    }
    const places: (StoredRecord & StoredLeaf)[] = [];
    const texts: string[] = [];
    for await (const page of sqlite.stored.leaves()) texts.push(...page.map(({ leaf }) => leaf));
    for await (const page of sqlite.stored.records())
      places.push(...page.map((record) => ({ ...record, leaf: texts[record.position]! })));

    const target = storeOn({}, null);
    await target.restore(places.slice(0, 100));
    // Broken off with events whose leaves are missing, and begun again.
    server.trouble('lost-plain-grpc', /transparency-log/);
    await target.restore(places);
    expect(await target.signed.size()).toBe(600);
    const rootOf = (log: { tile(level: number, n: number): Promise<Buffer | null> }): Promise<Buffer> =>
      new HashTree((level, n) => log.tile(level, n)).root(600);
    expect(await rootOf(target.signed)).toEqual(await rootOf(sqlite.signed));
    expect(await collect(target.readAll({ identity: true }))).toEqual(
      await collect(sqlite.readAll({ identity: true })),
    );
    expect(await target.pointAt(7)).toEqual(await sqlite.pointAt(7));

    const copied: StoredRecord[] = [];
    for await (const page of target.stored.records()) copied.push(...page);
    expect(places).toEqual(copied.map((record, n) => ({ ...record, leaf: texts[n] })));
    const entriesOf = async (log: typeof target.signed | typeof sqlite.signed): Promise<unknown[]> => {
      const entries: unknown[] = [];
      for await (const page of log.entries({ after: 590 })) entries.push(...page);
      return entries;
    };
    expect(await entriesOf(target.signed)).toEqual(await entriesOf(sqlite.signed));
    expect(await verifyLog(target.stored)).toEqual(await verifyLog(sqlite.stored));
    await sqlite.close();
    rmSync(home, { recursive: true });
  }, 60_000);

  it('keeps its checkpoints, and refuses the second of two that sign at once', async () => {
    const [one, other] = [storeOn(), storeOn()];
    const note = (size: number) => ({ origin: 'example.org/log', size, note: `note ${size}` });
    await one.signed.keep(note(1));
    expect(await other.signed.lastCheckpoint()).toEqual(note(1));
    const both = await Promise.allSettled([one.signed.keep(note(2)), other.signed.keep(note(3))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const sizes: number[] = [];
    for await (const page of one.signed.checkpoints({ after: 1 })) sizes.push(...page.map(({ size }) => size));
    expect(sizes).toHaveLength(1);
  });
});

/** The one event of a stream, as it was sent. */
async function only(store: KurrentEventStore, stream: string): Promise<ReturnType<typeof followUp>> {
  const [event] = await collect(store.readStream(stream, { identity: true }));
  const { revision: _, position: __, ...sent } = event!;
  return sent;
}
