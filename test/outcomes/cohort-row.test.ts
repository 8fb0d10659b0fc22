import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FIXED_FACTS, cohortRow, derive, questionOf, type Endpoints } from '../../src/outcomes/index.js';
import { question, timeline } from './any-timeline.js';
import { registered, timelineOf, type Line } from './history.js';

const ASKED = { question: questionOf(), endpoints: ['os'], facts: FIXED_FACTS } as const;
const NAMES = Object.keys(derive(timelineOf([]), questionOf()).endpoints) as (keyof Endpoints)[];
const enrolled = '2006-01-10';
const frame = { dateBasis: 'calendar' };

describe('the cohort row of a patient', () => {
  it('holds the endpoints asked for, whichever they are, as they are among all of them', () => {
    const { entries } = timelineOf([registered(enrolled)]);
    let rows = 0;
    fc.assert(
      fc.property(timeline, question, fc.subarray(NAMES), (any, asked, endpoints) => {
        const one = { ...any, entries: [...entries, ...any.entries] };
        const all = derive(one, asked).endpoints;
        const row = cohortRow(one, { question: asked, endpoints, facts: [] });
        expect(row?.endpoints).toEqual(Object.fromEntries(endpoints.map((name) => [name, all[name]])));
        rows += 1;
      }),
      { numRuns: 300 },
    );
    expect(rows).toBe(300);
  });

  it('holds what is fixed at time zero where the record states it, and nothing where it is silent', () => {
    const lines: Line[] = [
      [enrolled, 'PatientRegistered', { ...frame, sex: 'female', arm: 'B' }],
      ['2006-02-01', 'DiagnosisMade', { kind: 'primary', stage: 'IIIB' }],
      ['2005-02-01', 'DiagnosisMade', { kind: 'primary', stage: 'I' }],
      ['2006-03-01', 'DiagnosisMade', { kind: 'liver-metastasis' }],
    ];
    expect(cohortRow(timelineOf(lines), ASKED)?.facts).toEqual({
      sex: 'female',
      arm: 'B',
      'diagnosis.stage': 'I',
      'conversion.initial': 'unknown',
      'metastases.timing': 'metachronous-late',
    });
  });

  it('says whether consent to the use of the data is withdrawn', () => {
    const withdrawing = (scope: string): Line[] => [
      registered(enrolled),
      ['2007-01-01', 'ConsentWithdrawn', { scope }],
    ];
    expect(cohortRow(timelineOf(withdrawing('data-use')), ASKED)?.withdrawn).toBe(true);
    expect(cohortRow(timelineOf(withdrawing('contact')), ASKED)?.withdrawn).toBe(false);
  });

  it('is none for a patient whose registration does not stand', () => {
    const one = timelineOf([registered(enrolled)]);
    expect(cohortRow(one, ASKED)?.patientId).toBe(one.patientId);
    const entries = one.entries.map((entry) => ({ ...entry, status: 'retracted' as const }));
    expect(cohortRow({ ...one, entries }, ASKED)).toBeNull();
  });
});
