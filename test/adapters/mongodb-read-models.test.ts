import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import { Connection } from '../../src/adapters/mongodb/connection.js';
import { MongoGeneration } from '../../src/adapters/mongodb/generation.js';
import { Lease } from '../../src/adapters/mongodb/lease.js';
import { MongoReadModels } from '../../src/adapters/mongodb/read-models.js';
import {
  SetupError,
  StoreUnavailableError,
  type ReadModels,
  type Snapshot,
  type StoredDocument,
} from '../../src/ports/index.js';
import { Projector, rebuild } from '../../src/projections/index.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';
import { serviceUrl } from '../contracts/service-url.js';
import { brittleWay, temporaryMongo } from './temporary-mongo.js';

const server = serviceUrl('READ_MODELS_URL');
const suite = server === null ? describe.skip : describe;

const document = (id: string, lastPosition: number): StoredDocument => ({
  collection: 'pfs',
  id,
  patientId: id,
  lastPosition,
  body: { at: lastPosition },
});
const checkpoint = (position: number) => ({ position, recordedAt: '2026-03-01T10:00:00.000Z', projection: 'p1' });
const advance = (clock: HandClock, ms: number): void => {
  clock.instant = new Date(Date.parse(clock.instant) + ms).toISOString();
};
const busy = expect.objectContaining({ code: 'busy' });
const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came to be');
};

let database: ReturnType<typeof temporaryMongo>;
let opened: { close(): Promise<void> }[];
beforeEach(() => {
  database = temporaryMongo(server ?? 'mongodb://127.0.0.1/x');
  opened = [];
});
afterEach(async () => {
  for (const one of opened.toReversed()) await one.close();
  if (server) await database.drop();
});
const keep = <T extends { close(): Promise<void> }>(one: T): T => {
  opened.push(one);
  return one;
};
const modelsOf = (clock = new HandClock(), leaseMs?: number, url = database.url): MongoReadModels =>
  keep(new MongoReadModels(new Connection(url), clock, leaseMs));

/** A process of whose lease and clock the test disposes; its heart beats only where the test says so. */
function processOf(clock: HandClock) {
  const connection = keep(database.connect());
  const lease = new Lease(connection, clock, 30_000);
  keep({ close: () => lease.release() });
  return { lease, live: () => new MongoGeneration({ connection, lease, clock }, null) };
}

/** Stops a process right before it does the next thing of that name; gives what wakes it up. */
function pauseAt<K extends 'held' | 'change'>(lease: Lease, step: K): { reached: Promise<void>; wake: () => void } {
  let wake = (): void => {};
  const woken = new Promise<void>((resolve) => (wake = resolve));
  let arrive = (): void => {};
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const own = lease[step].bind(lease) as (...args: unknown[]) => Promise<unknown>;
  jest.spyOn(lease, step).mockImplementationOnce((async (...args: unknown[]) => {
    // `held` is what it believed when it fell asleep, `change` is what it does after it woke up.
    const believed = step === 'held' ? await own(...args) : null;
    arrive();
    await woken;
    return step === 'held' ? believed : own(...args);
  }) as never);
  return { reached, wake };
}

suite('two processes that would both write to the read models on MongoDB', () => {
  it('are one leader and one that waits; when the leader ends, the other takes over at once', async () => {
    const [first, second] = [modelsOf(), modelsOf()];
    await (await first.live()).write([document('a', 1)], checkpoint(1));
    expect(await second.lead()).toBe(false);
    await expect((await second.live()).write([document('a', 2)], checkpoint(2))).rejects.toEqual(busy);
    await expect(second.begin()).rejects.toEqual(busy);
    expect((await (await second.live()).get('pfs', ['a'])).documents).toEqual([document('a', 1)]);
    await first.close();
    expect(await second.lead()).toBe(true);
    await (await second.live()).write([document('a', 2)], checkpoint(2));
  });

  it('take turns when the leader falls silent, by the clock of the other alone', async () => {
    const [paused, next] = [processOf(new HandClock()), new HandClock()];
    const follower = processOf(next);
    expect(await paused.lease.take()).toMatchObject({ token: 1 });
    expect(await follower.lease.take()).toBeNull();
    advance(next, 29_999);
    expect(await follower.lease.take()).toBeNull();
    // A sign of life begins the time anew.
    await paused.live().write([], checkpoint(0));
    advance(next, 2);
    expect(await follower.lease.take()).toBeNull();
    advance(next, 30_000);
    expect(await follower.lease.take()).toMatchObject({ token: 2 });
    expect(await paused.lease.take()).toBeNull();
  });

  it('keep the lease where it is as long as its heart beats', async () => {
    const later = new HandClock();
    const [first, second] = [modelsOf(new HandClock(), 60), modelsOf(later)];
    expect([await first.lead(), await second.lead()]).toEqual([true, false]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    advance(later, 60_000);
    expect(await second.lead()).toBe(false);
  });

  it.each(['held', 'change'] as const)(
    'show nothing of what one that was paused writes late (asleep at %s)',
    async (step) => {
      const clock = new HandClock();
      const [paused, next] = [processOf(new HandClock()), processOf(clock)];
      await paused.live().write([document('a', 1), document('b', 1)], checkpoint(1));
      const { reached, wake } = pauseAt(paused.lease, step);
      const late = paused.live().write([document('a', 3), document('b', 4)], checkpoint(4));
      await reached;
      await next.lease.take();
      advance(clock, 30_001);
      await next.live().write([document('a', 2)], checkpoint(2));
      wake();
      await expect(late).rejects.toEqual(busy);
      const seen = { documents: [document('a', 2), document('b', 1)], checkpoint: checkpoint(2) };
      expect(await next.live().get('pfs', ['a', 'b'])).toEqual(seen);
      // The one that leads comes to the same places of the log in its own time.
      await next.live().write([document('a', 3)], checkpoint(3));
      expect((await next.live().get('pfs', ['a', 'b'])).documents).toEqual([document('a', 3), document('b', 1)]);
      await next.live().write([document('b', 4)], checkpoint(4));
      expect((await next.live().get('pfs', ['a', 'b'])).documents).toEqual([document('a', 3), document('b', 4)]);
    },
  );

  it('never make live what one began to build before another led', async () => {
    const clock = new HandClock();
    const [slow, next] = [modelsOf(new HandClock(), 3_600_000), modelsOf(clock)];
    const half = await slow.begin();
    await half.write([document('half', 1)], null);
    expect(await next.lead()).toBe(false);
    advance(clock, 10_001);
    const whole = await next.begin();
    await whole.write([document('whole', 1)], checkpoint(1));
    await next.switchTo(whole);
    await expect(half.write([document('half', 2)], checkpoint(2))).rejects.toEqual(busy);
    await expect(slow.switchTo(half)).rejects.toEqual(busy);
    expect((await (await slow.live()).get('pfs', ['whole', 'half'])).documents).toEqual([document('whole', 1)]);
  });

  it('end with what one fold gives, when both project and the leader dies in between', async () => {
    const store = new MemoryEventStore(new HandClock());
    const record = async (round: number): Promise<void> => {
      for (const patientId of ['p1', 'p2', 'p3']) {
        const registered = followUp(patientId, { type: 'PatientRegistered', data: { dateBasis: 'calendar' } });
        await store.append(`patient-${patientId}`, round === 0 ? 'none' : round, [
          ...(round === 0 ? [registered] : []),
          followUp(patientId),
        ]);
      }
    };
    const both = [modelsOf(), modelsOf()] as const;
    const projectors = both.map((models) => keep(new Projector(store, models, () => {}, 20)));
    await record(0);
    await Promise.all(projectors.map((projector) => projector.start()));
    const upTo = (position: number) => () =>
      projectors.every((projector) => isDeepStrictEqual(projector.status(), { position, stoppedBy: null }));
    await eventually(upTo(5));
    const leads = await both[0].lead();
    const [leader, other] = leads ? [0, 1] : [1, 0];
    await record(1);
    await projectors[leader]?.close();
    await both[leader]?.close();
    await record(2);
    await projectors[other]?.reached(11);
    const alone = new MemoryReadModels();
    await rebuild(store, alone);
    const all = async (models: ReadModels | undefined) =>
      (await (await models?.live())?.get('os', ['p1', 'p2', 'p3']))?.documents.map((one) => ({ ...one }));
    expect(projectors[other]?.status()).toEqual({ position: 11, stoppedBy: null });
    expect(await all(both[other])).toEqual(await all(alone));
  });
});

suite('a rebuild on MongoDB while others read', () => {
  it('shows the old read models whole, then the new ones whole', async () => {
    const [builder, reader] = [modelsOf(), modelsOf()];
    const ids = Array.from({ length: 60 }, (_, index) => `p${String(index).padStart(3, '0')}`);
    await (
      await builder.live()
    ).write(
      ids.map((id) => document(id, 1)),
      checkpoint(1),
    );
    const seen: string[] = [];
    const scanned = async (snapshot: Snapshot<AsyncIterable<readonly StoredDocument[]>>): Promise<void> => {
      const positions = new Set<number>();
      let count = 0;
      for await (const batch of snapshot.documents)
        for (const { lastPosition } of batch) {
          positions.add(lastPosition);
          count += 1;
        }
      seen.push(`${count} of ${snapshot.checkpoint?.position}: ${[...positions].join()}`);
    };
    // On a slow machine both rebuilds may fit into one scan: it is told so, and never shown a half.
    const toldToTryAgain = (error: unknown): void => {
      if (!(error instanceof StoreUnavailableError)) throw error;
    };
    const done = new AbortController();
    const readOnce = async (): Promise<void> => {
      const { documents, checkpoint: then } = await (await reader.live()).get('pfs', ids);
      seen.push(
        `${documents.length} of ${then?.position}: ${[...new Set(documents.map((one) => one.lastPosition))].join()}`,
      );
      await (await reader.live()).scan('pfs', scanned).catch(toldToTryAgain);
    };
    const read = async (): Promise<void> => {
      while (!done.signal.aborted) await readOnce();
      await readOnce();
    };
    await readOnce();
    const reading = read();
    for (const position of [2, 3]) {
      const next = await builder.begin();
      for (const id of ids) await next.write([document(id, position)], null);
      await next.write([], checkpoint(position));
      await builder.switchTo(next);
    }
    done.abort();
    await reading;
    const whole = ['60 of 1: 1', '60 of 2: 2', '60 of 3: 3'];
    expect(seen.filter((one) => !whole.includes(one))).toEqual([]);
    expect(seen).toEqual([...seen].sort());
    expect([seen[0], seen.at(-1)]).toEqual([whole[0], whole[2]]);
  });

  it('lets a read that holds a dropped generation answer from the live one, and a scan of it say so', async () => {
    const models = modelsOf();
    const old = await models.live();
    await old.write([document('a', 1)], checkpoint(1));
    const rebuilt = async (position: number): Promise<void> => {
      const next = await models.begin();
      await next.write([document('a', position)], checkpoint(position));
      await models.switchTo(next);
    };
    const scanned = old.scan('pfs', async ({ documents }) => {
      await rebuilt(2);
      await rebuilt(3);
      for await (const batch of documents) return batch.length;
      return 0;
    });
    await expect(scanned).rejects.toThrow(/built anew meanwhile: try again/);
    expect(await old.get('pfs', ['a'])).toEqual({ documents: [document('a', 3)], checkpoint: checkpoint(3) });
    await expect(old.write([document('a', 4)], checkpoint(4))).rejects.toThrow(StoreUnavailableError);
  });

  it('keeps superseded versions as long as a scan may take, and no longer', async () => {
    const clock = new HandClock();
    const models = modelsOf(clock);
    const live = await models.live();
    const connection = keep(database.connect());
    const versions = () => connection.use((db) => db.collection('documents_g1').countDocuments());
    await live.write([document('a', 1)], checkpoint(1));
    await live.write([document('a', 2)], checkpoint(2));
    advance(clock, 599_000);
    await live.write([document('a', 3)], checkpoint(3));
    expect(await versions()).toBe(3);
    const slow = live.scan('pfs', async ({ documents }) => {
      advance(clock, 600_001);
      for await (const batch of documents) return batch.length;
      return 0;
    });
    await expect(slow).rejects.toThrow(/try again/);
    await live.write([document('a', 4)], checkpoint(4));
    advance(clock, 600_001);
    await live.write([document('a', 5)], checkpoint(5));
    expect(await versions()).toBe(2);
    expect((await live.get('pfs', ['a'])).documents).toEqual([document('a', 5)]);
  });
});

suite('a way to MongoDB that breaks', () => {
  it.each(['update', 'insert', 'find'])('does no harm when the answer to %s is lost', async (command) => {
    const way = keep(await brittleWay(database.url));
    const models = modelsOf(new HandClock(), undefined, way.url);
    const live = await models.live();
    await live.write([document('a', 1)], checkpoint(1));
    way.loseAnswerTo(command);
    await live.write([document('a', 2), document('b', 2)], checkpoint(2));
    expect(way.lost()).toBe(1);
    expect(await live.get('pfs', ['a', 'b'])).toEqual({
      documents: [document('a', 2), document('b', 2)],
      checkpoint: checkpoint(2),
    });
  });

  it('is told as store-unavailable within seconds while it is cut, at the start too, and forgotten when it is mended', async () => {
    const way = keep(await brittleWay(database.url));
    way.cut();
    const models = modelsOf(new HandClock(), undefined, way.url);
    const live = await models.live();
    const unavailable = expect.objectContaining({ name: 'StoreUnavailableError', code: 'store-unavailable' });
    const started = performance.now();
    await expect(live.get('pfs', ['a'])).rejects.toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(5_000);
    way.mend();
    await live.write([document('a', 1)], checkpoint(1));
    way.cut();
    await expect(live.get('pfs', ['a'])).rejects.toEqual(unavailable);
    way.mend();
    expect((await live.get('pfs', ['a'])).documents).toEqual([document('a', 1)]);
  });

  it('stops the projector until it is mended; then it goes on by itself, also with nothing new to project', async () => {
    const way = keep(await brittleWay(database.url));
    const store = new MemoryEventStore(new HandClock());
    await store.append('patient-p1', 'none', [
      followUp('p1', { type: 'PatientRegistered', data: { dateBasis: 'calendar' } }),
    ]);
    way.cut();
    const projector = keep(new Projector(store, modelsOf(new HandClock(), undefined, way.url), () => {}, 20));
    await projector.start();
    expect(projector.status().stoppedBy).toMatchObject({ why: expect.stringMatching(/do not answer/) });
    way.mend();
    await eventually(() => projector.status().position === 0);
    expect(projector.status()).toEqual({ position: 0, stoppedBy: null });
  });
});

describe('the address of a MongoDB server', () => {
  it('is in no error, as it may hold a password', async () => {
    const connection = keep(new Connection('mongodb://reader:s3cret@127.0.0.1:1/hepatrace'));
    const error = await connection.use((db) => db.collection('a').findOne({})).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect((error as Error).stack).not.toContain('s3cret');
  });

  it.each(['mongodb://reader:s3cret@:0x/hepatrace', 'mongodb://reader:s3cret@host/hepatrace?timeouts=none'])(
    'is refused without being repeated when the driver cannot read it',
    (url) => {
      let thrown: unknown;
      try {
        void new Connection(url);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(SetupError);
      expect(thrown).toMatchObject({
        code: 'bad-config',
        message: expect.stringMatching(/^READ_MODELS_URL .* give mongodb:/),
      });
      expect((thrown as Error).message).not.toContain('s3cret');
    },
  );
});
