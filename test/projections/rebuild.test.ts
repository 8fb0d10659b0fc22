import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import type { Building, EventStore, PartBuilt, ReadModels, StoredDocument } from '../../src/ports/index.js';
import { PROJECTION, documentsIn, rebuild, type RebuildOptions } from '../../src/projections/index.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';

/** More than are written at once, so that an interruption finds some in and some not. */
const PATIENTS = Array.from({ length: 1_500 }, (_, index) => `p${String(index).padStart(4, '0')}`);

const registered = (patientId: string) =>
  followUp(patientId, { type: 'PatientRegistered', data: { dateBasis: 'calendar' } });

async function record(store: EventStore): Promise<void> {
  for (const id of PATIENTS) await store.append(`patient-${id}`, 'none', [registered(id), followUp(id)]);
}

/** All that is kept of overall survival. */
async function kept(models: ReadModels): Promise<readonly StoredDocument[]> {
  const found: StoredDocument[] = [];
  await (
    await models.live()
  ).scan('os', async ({ documents }) => {
    for await (const batch of documents) found.push(...batch.map((one) => ({ ...one, body: one.body })));
  });
  return found;
}

async function rebuiltFromNothing(store: EventStore): Promise<readonly StoredDocument[]> {
  const models = new MemoryReadModels();
  await rebuild(store, models, { fresh: true });
  return kept(models);
}

/** In two parts, as two threads would; tells who was folded. */
const inTwo =
  (store: EventStore, folded: string[] = []): NonNullable<RebuildOptions['parts']> =>
  (upTo, built) =>
    [0, 1].map((index) =>
      seen(documentsIn(store, { upTo, after: built?.[index]?.patientId ?? null, shard: { index, of: 2 } }), folded),
    );

async function* seen(parts: ReturnType<typeof documentsIn>, folded: string[]): ReturnType<typeof documentsIn> {
  for await (const part of parts) {
    folded.push(...new Set(part.made.map(({ patientId }) => patientId)));
    yield part;
  }
}

async function interrupted(store: EventStore, models: ReadModels): Promise<void> {
  const abort = new AbortController();
  const progress = ({ events }: { events: number }): void => {
    if (events > 2_400) abort.abort();
  };
  await expect(rebuild(store, models, { parts: inTwo(store), progress, signal: abort.signal })).rejects.toThrow(
    /abort/,
  );
}

describe('a rebuild that was interrupted', () => {
  let store: MemoryEventStore;
  let models: MemoryReadModels;
  beforeEach(async () => {
    store = new MemoryEventStore(new HandClock());
    models = new MemoryReadModels();
    await record(store);
  });

  it('goes on where it stood: no patient who is in is folded again, and all are there at the end', async () => {
    await interrupted(store, models);
    expect(await kept(models)).toEqual([]);
    const folded: string[] = [];
    const progress: { events: number; before?: number }[] = [];
    let left: Building | undefined;
    const checkpoint = await rebuild(store, models, {
      parts: inTwo(store, folded),
      progress: (one) => progress.push(one),
      resuming: (building) => (left = building),
    });
    expect(checkpoint).toEqual({ ...(await store.head()), projection: PROJECTION });
    // A thousand patients make 7,000 documents, which are written at once: 500 a part, of two events each.
    expect(left?.parts).toEqual([
      { patientId: 'p0998', events: 1_000 },
      { patientId: 'p0999', events: 1_000 },
    ]);
    expect(folded.toSorted()).toEqual(PATIENTS.slice(1_000));
    expect(progress[0]?.before).toBe(2_000);
    expect(progress.at(-1)?.events).toBe(3_000);
    expect(await kept(models)).toEqual(await rebuiltFromNothing(store));
    expect(await models.unfinished()).toBeNull();
  });

  it('takes into account what was recorded since, of patients who are in and of new ones', async () => {
    await interrupted(store, models);
    await store.append('patient-p0001', 1, [followUp('p0001', { type: 'Died', data: { cause: 'cancer' } })]);
    await store.append('patient-p2000', 'none', [registered('p2000'), followUp('p2000')]);
    const checkpoint = await rebuild(store, models);
    expect(checkpoint?.position).toBe(3_002);
    expect(await (await models.live()).checkpoint()).toEqual(checkpoint);
    expect(await kept(models)).toEqual(await rebuiltFromNothing(store));
  });

  it('goes on in one thread with the parts that it had in two', async () => {
    await interrupted(store, models);
    await rebuild(store, models);
    expect(await kept(models)).toEqual(await rebuiltFromNothing(store));
  });

  it('starts anew where it is told to, or where other code or another log had made what is there', async () => {
    const parts: readonly PartBuilt[] = [{ patientId: 'p1400', events: 2_802 }];
    const head = (await store.head())!;
    const foreign: Building[] = [
      { goal: { ...head, projection: 'an earlier version' }, parts },
      { goal: { ...head, recordedAt: '2025-12-31T10:00:00.000Z', projection: PROJECTION }, parts },
      { goal: { ...head, position: 9_999, projection: PROJECTION }, parts },
    ];
    const told: Building[] = [];
    for (const building of foreign) {
      await (await models.begin()).write([], building);
      await rebuild(store, models, { resuming: (one) => told.push(one) });
      expect(await kept(models)).toHaveLength(PATIENTS.length);
    }
    await (await models.begin()).write([], { goal: { ...head, projection: PROJECTION }, parts });
    await rebuild(store, models, { fresh: true, resuming: (one) => told.push(one) });
    expect(await kept(models)).toHaveLength(PATIENTS.length);
    expect(told).toEqual([]);
  });
});

describe('a rebuild on disk whose process ended', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is taken up by the next one, from the last documents that were on disk', async () => {
    const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
    const store = SqliteEventStore.forWriting(folder, keys, new HandClock());
    await record(store);
    const first = SqliteReadModels.forWriting(folder);
    await rebuild(store, first);
    const before = await kept(first);
    await interrupted(store, first);
    await first.close();
    const next = SqliteReadModels.forWriting(folder);
    expect(await kept(next)).toEqual(before);
    const folded: string[] = [];
    await rebuild(store, next, { parts: inTwo(store, folded) });
    expect(folded.length).toBeGreaterThan(0);
    expect(folded.length).toBeLessThan(PATIENTS.length);
    expect(await kept(next)).toEqual(before);
    await Promise.all([store.close(), next.close(), keys.close()]);
  });
});
