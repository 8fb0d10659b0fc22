import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { questionOf, type CohortRow, type Outcomes, type RowAsked } from '../../src/outcomes/index.js';
import type { EventStore, LogPoint, ReadModels } from '../../src/ports/index.js';
import { KEPT, Projector, Reading, readModelDifferences, rebuild } from '../../src/projections/index.js';
import { MERGE_TYPES } from '../../src/records/index.js';
import { NotRecordedError, Recording } from '../../src/recording/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { HandClock } from '../contracts/event-store.contract.js';
import { attempts, draftOf, type Attempt } from './commands.js';

const caller = { subject: 'u-1', role: 'clinician', organisation: 'org-1', requestId: 'r-1' };
const PATIENTS = ['p1', 'p2', 'p3', 'never-seen'];
const QUESTIONS = [
  questionOf(),
  questionOf({ ruleSet: 'as-recorded', timeZero: 'registration', cutOff: '2008-06-30' }),
];

interface Knowledge {
  readonly timelines: (Timeline | null)[];
  readonly outcomes: (Outcomes | null)[];
  readonly all: Timeline[];
  /** Of the kept endpoints, and of others, which no read model keeps. */
  readonly rows: Readonly<Record<string, readonly CohortRow[]>>;
}

const ASKED: Readonly<Record<string, RowAsked>> = {
  ...Object.fromEntries(KEPT.endpoints.map((name) => [name, { ...KEPT, endpoints: [name] }])),
  several: { question: QUESTIONS[1]!, endpoints: ['pfs', 'treatment'], facts: ['arm'] },
};

async function rowsOf(reading: Reading, asked: RowAsked, asOf: LogPoint | null): Promise<readonly CohortRow[]> {
  const rows: CohortRow[] = [];
  await reading.rows(asked, asOf, () => (row) => rows.push(row));
  return rows.toSorted((a, b) => (a.patientId < b.patientId ? -1 : 1));
}

async function knowledge(reading: Reading, asOf: LogPoint | null): Promise<Knowledge> {
  const timelines = [];
  const outcomes = [];
  for (const patientId of PATIENTS) {
    timelines.push((await reading.timeline(patientId, asOf)).value);
    for (const question of QUESTIONS) outcomes.push((await reading.outcomes(patientId, question, asOf)).value);
  }
  const all: Timeline[] = [];
  await reading.timelines(asOf, async (batches) => {
    for await (const batch of batches) all.push(...batch);
  });
  const rows: Record<string, readonly CohortRow[]> = {};
  for (const [name, asked] of Object.entries(ASKED)) rows[name] = await rowsOf(reading, asked, asOf);
  return { timelines, outcomes, all, rows };
}

/** Tries everything, and remembers what was known after each position that a recording reached. */
async function tryAll(store: EventStore, reading: Reading, tries: readonly Attempt[]): Promise<Map<number, Knowledge>> {
  const recording = new Recording(store, new HandClock());
  const known = new Map<number, Knowledge>();
  for (const attempt of tries) {
    const { value } = await reading.timeline(attempt.patientId, null);
    const draft = draftOf(attempt, value);
    try {
      const { position } = await recording.record({ patientId: attempt.patientId, drafts: [draft], caller });
      known.set(position!, await knowledge(reading, null));
    } catch (error) {
      if (!(error instanceof NotRecordedError)) throw error;
    }
  }
  return known;
}

async function holdsFor(
  store: EventStore,
  models: ReadModels,
  empty: ReadModels,
  tries: readonly Attempt[],
): Promise<number> {
  const projector = new Projector(store, models, (why) => {
    throw why;
  });
  await projector.start();
  const live = new Reading(store, models, (position) => projector.reached(position));
  const known = await tryAll(store, live, tries);
  const now = await knowledge(live, null);
  await projector.close();

  await rebuild(store, empty);
  const rebuilt = new Reading(store, empty, null);
  expect(await knowledge(rebuilt, null)).toEqual(now);
  // Every document of everybody, in no cohort or in one, live as rebuilt.
  if (await store.head()) expect(await readModelDifferences(store, models)).toEqual([]);
  const bare = new Reading(store, null, null);
  expect(await knowledge(bare, await store.head())).toEqual(now);
  // What was known then is what is answered now about then.
  for (const [position, then] of known) expect(await knowledge(bare, await store.pointAt(position))).toEqual(then);
  return known.size;
}

describe('one fold', () => {
  it('gives the same live, rebuilt and as of any moment, whatever was recorded, corrected, retracted, merged and un-merged', async () => {
    let recorded = 0;
    let merges = 0;
    await fc.assert(
      fc.asyncProperty(attempts(25), async (tries) => {
        const store = new MemoryEventStore(new HandClock());
        recorded += await holdsFor(store, new MemoryReadModels(), new MemoryReadModels(), tries);
        for await (const batch of store.readAll({ types: MERGE_TYPES })) merges += batch.length;
      }),
      { numRuns: 60 },
    );
    // The property would hold of nothing at all: see that things were recorded.
    expect(recorded).toBeGreaterThan(120);

    expect(merges).toBeGreaterThan(10);
  });

  it('does so on SQLite', async () => {
    await fc.assert(
      fc.asyncProperty(attempts(25), async (tries) => {
        const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
        const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
        const store = SqliteEventStore.forWriting(folder, keys, new HandClock());
        const models = SqliteReadModels.forWriting(folder);
        try {
          await holdsFor(store, models, new MemoryReadModels(), tries);
          const before = await knowledge(new Reading(store, models, null), null);
          await rebuild(store, models);
          expect(await knowledge(new Reading(store, models, null), null)).toEqual(before);
        } finally {
          await Promise.all([store.close(), models.close(), keys.close()]);
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 12 },
    );
  });
});
