import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { analysisOf } from '../../src/analyses/index.js';
import type { LogPoint } from '../../src/ports/index.js';
import { Projector, Reading } from '../../src/projections/index.js';
import { NotRecordedError, Recording } from '../../src/recording/index.js';
import { ALL, runStudy } from '../../src/studies/index.js';
import { HandClock } from '../contracts/event-store.contract.js';
import { attempts, draftOf, type Attempt } from '../projections/commands.js';

const caller = { subject: 'u-1', role: 'clinician', organisation: 'org-1', requestId: 'r-1' };
// From the rows that the live projection keeps; from rows of the log; from whole timelines.
const STUDIES = [
  { analysis: analysisOf('pfs'), asked: {} },
  { analysis: analysisOf('os'), asked: { ruleSet: 'as-recorded', timeZero: 'registration' } },
  { analysis: analysisOf('series'), asked: {} },
];

/** Days on which the source wrote things down: each attempt its own. */
const recordedOn = ({ pick }: Attempt): string => `20${10 + (pick % 5)}-0${1 + (pick % 9)}`;

async function holds(tries: readonly Attempt[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  const clock = new HandClock();
  const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
  const store = SqliteEventStore.forWriting(folder, keys, clock);
  const models = SqliteReadModels.forWriting(folder);
  const projector = new Projector(store, models, (why) => {
    throw why;
  });
  const results = async (reading: Reading, moment: LogPoint | null): Promise<string> => {
    const study = { cohort: ALL, parameters: {} };
    const origin = { log: store.signed, software: 'this one' };
    const all = STUDIES.map(({ analysis, asked }) => runStudy(reading, analysis, { ...study, asked }, moment, origin));
    return JSON.stringify(await Promise.all(all));
  };
  try {
    await projector.start();
    const live = new Reading(store, models, (position) => projector.reached(position));
    const recording = new Recording(store, clock);
    const then = new Map<number, readonly string[]>();
    for (const attempt of tries) {
      const { value } = await live.timeline(attempt.patientId, null);
      const draft = { ...draftOf(attempt, value), source: { recordedOn: recordedOn(attempt) } };
      try {
        const { position } = await recording.record({ patientId: attempt.patientId, drafts: [draft], caller });
        then.set(position!, [await results(live, null), await results(live.asKnownAtSource('2012-06-30'), null)]);
      } catch (error) {
        if (!(error instanceof NotRecordedError)) throw error;
      }
    }
    const now = new Reading(store, null, null);
    for (const [position, [all, atSource]] of then) {
      const moment = await store.pointAt(position);
      expect(await results(now, moment)).toBe(all);
      expect(await results(now.asKnownAtSource('2012-06-30'), moment)).toBe(atSource);
    }
    return then.size;
  } finally {
    await projector.close();
    await Promise.all([store.close(), models.close(), keys.close()]);
    rmSync(folder, { recursive: true });
  }
}

describe('a result of any past position', () => {
  it('is to the byte what it was when the log ended there, whatever was corrected or retracted since', async () => {
    let recorded = 0;
    await fc.assert(
      fc.asyncProperty(attempts(18), async (tries) => {
        recorded += await holds(tries);
      }),
      { numRuns: 12 },
    );
    // The property would hold of nothing at all: see that things were recorded.
    expect(recorded).toBeGreaterThan(30);
  });
});
