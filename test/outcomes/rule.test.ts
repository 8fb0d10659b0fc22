import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  derive,
  endpointsOf,
  questionOf,
  ruleOf,
  RULE_SETS,
  type Endpoints,
  type Question,
} from '../../src/outcomes/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { patientIds, timelineOf } from '../analyses/demo-cohort.js';
import { question, timeline } from './any-timeline.js';

const NAMES = Object.keys(derive(timelineOf(patientIds[0]!), questionOf()).endpoints) as (keyof Endpoints)[];

/** Endpoints whose answer changes when entries of the types that their rule does not read are taken away. */
function misled(whole: Timeline, asked: Question): readonly string[] {
  const all = endpointsOf(whole, asked, NAMES);
  return NAMES.filter((name) => {
    const { reads } = ruleOf(name, asked);
    const entries = whole.entries.filter(({ type }) => reads.includes(type));
    if (entries.length === whole.entries.length) return false;
    const left = endpointsOf({ ...whole, entries }, asked, [name])[name];
    return JSON.stringify(left) !== JSON.stringify(all[name]);
  });
}

describe('the types of events that a rule says it reads', () => {
  it('are all that the endpoints of 60 patients depend on, under every rule set', () => {
    for (const ruleSet of RULE_SETS) {
      const asked = questionOf({ ruleSet, timeZero: ruleSet === 'as-recorded' ? 'metastasis' : undefined });
      for (const id of patientIds) expect([id, ruleSet, ...misled(timelineOf(id), asked)]).toEqual([id, ruleSet]);
    }
  });

  it('are all that any patient with whole dates depends on', () => {
    fc.assert(
      fc.property(timeline, question, (any, asked) => {
        // A partial date is placed between the whole dates of all others.
        fc.pre(any.entries.every(({ occurredOn }) => occurredOn.length !== 4 && occurredOn.length !== 7));
        expect(misled(any, asked)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
