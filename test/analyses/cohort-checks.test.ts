import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runAnalysis, type Context, type Member } from '../../src/analyses/index.js';
import { dfs } from '../../src/analyses/dfs.js';
import { followUp } from '../../src/analyses/follow-up.js';
import { incidence } from '../../src/analyses/incidence.js';
import { os } from '../../src/analyses/os.js';
import { pfs } from '../../src/analyses/pfs.js';
import { response } from '../../src/analyses/response.js';
import { surgery } from '../../src/analyses/surgery.js';
import { ttf } from '../../src/analyses/ttf.js';
import { ttp } from '../../src/analyses/ttp.js';
import { derive, questionOf, type Question } from '../../src/outcomes/index.js';
import type { Step } from '../../src/statistics/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { question, timeline } from '../outcomes/any-timeline.js';
import { context } from './cohort.js';
import { patientIds, timelineOf } from './demo-cohort.js';

/** A cohort, and the question that is asked of it. */
type Asked = readonly [readonly Timeline[], Question];

const membersOf = (timelines: readonly Timeline[], asked: Question): readonly Member[] =>
  timelines.map((one, index) => {
    const timeline = { ...one, patientId: one.patientId === 'p1' ? `p${index}` : one.patientId };
    return { timeline, outcomes: derive(timeline, asked) };
  });

const SURVIVAL = { pfs, os, dfs, ttp, ttf };
const byClass = (asked: Question, parameters = {}): Context => ({
  ...context,
  question: asked,
  groupBy: 'conversion.initial',
  parameters,
});

/** Survival never rises, and who leaves at a step is at risk no more. */
function expectCurve(n: number, curve: readonly Step[]): void {
  let [survival, atRisk] = [1, n];
  for (const step of curve) {
    expect(step.atRisk).toBe(atRisk);
    expect(step.survival).toBeLessThanOrEqual(survival);
    expect(step.survival).toBeGreaterThanOrEqual(0);
    if (step.lower !== null) expect(step.lower).toBeLessThanOrEqual(step.survival);
    if (step.upper !== null) expect(step.upper).toBeGreaterThanOrEqual(step.survival);
    [survival, atRisk] = [step.survival, atRisk - step.events - step.censored];
  }
  expect(atRisk).toBe(0);
}

/** endpoints.md 11, each as a function of a cohort. */
const CHECKS: Readonly<Record<string, (asked: Asked) => void>> = {
  'survival never rises, stays between 0 and 1, and those at risk drop by those who leave'([timelines, asked]) {
    for (const analysis of Object.values(SURVIVAL)) {
      for (const { n, events, curve } of runAnalysis(analysis, membersOf(timelines, asked), byClass(asked)).groups) {
        expect(events).toBeLessThanOrEqual(n);
        expectCurve(n, curve);
      }
    }
    for (const { n, curve } of runAnalysis(followUp, membersOf(timelines, asked), byClass(asked)).groups) {
      expectCurve(n, curve);
    }
  },

  'the classes at the outset, and those excluded of each, add up to the cohort'([timelines, asked]) {
    for (const analysis of Object.values(SURVIVAL)) {
      const { groups, excluded, patients } = runAnalysis(analysis, membersOf(timelines, asked), byClass(asked));
      expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(patients.length);
      expect(patients.length + excluded.length).toBe(timelines.length);
    }
  },

  'the events expected of the classes add up to those observed'([timelines, asked]) {
    for (const analysis of Object.values(SURVIVAL)) {
      const { comparison } = runAnalysis(analysis, membersOf(timelines, asked), byClass(asked));
      const compared = comparison?.logRank?.groups ?? [];
      const sum = (of: 'observed' | 'expected') => compared.reduce((all, group) => all + group[of], 0);
      expect(sum('expected')).toBeCloseTo(sum('observed'), 9);
    }
  },

  'nobody progresses after he died'([timelines, asked]) {
    const rowsOf = (analysis: typeof pfs) =>
      runAnalysis(analysis, membersOf(timelines, asked), { ...context, question: asked }).patients;
    const deaths = new Map(
      rowsOf(os).flatMap(({ patientId, time, status }) => (status === 'event' ? [[patientId, time]] : [])),
    );
    for (const { patientId, time, status } of rowsOf(pfs)) {
      if (status === 'event') expect(time).toBeLessThanOrEqual(deaths.get(patientId) ?? Infinity);
    }
  },

  'documented progressions alone are no more events than those by intention to treat'([timelines, asked]) {
    const eventsBy = (ruleSet: Question['ruleSet']): number => {
      const other = { ...asked, ruleSet };
      return runAnalysis(pfs, membersOf(timelines, other), { ...context, question: other }).groups[0]?.events ?? 0;
    };
    expect(eventsBy('fda-2007-table-a')).toBeLessThanOrEqual(eventsBy('itt-ema'));
  },

  'confirmed responses are no more than unconfirmed ones'([timelines, asked]) {
    const [group] = runAnalysis(response, membersOf(timelines, asked), { ...context, question: asked }).groups;
    const responders = (by: 'confirmed' | 'unconfirmed') =>
      group?.proportions.filter(({ of, confirmation }) => of === 'objective-response' && confirmation === by) ?? [];
    expect(responders('confirmed')).toHaveLength(2);
    for (const [place, { numerator }] of responders('confirmed').entries()) {
      expect(numerator).toBeLessThanOrEqual(responders('unconfirmed')[place]!.numerator);
    }
  },

  'as many are free of disease as have a clearing R0 resection of the liver that leaves none'([timelines, asked]) {
    const own = { ...asked, options: { ...asked.options, margins: 'R0' } } as const;
    const members = membersOf(timelines, own).filter(({ timeline: { entries } }) =>
      entries.every(({ data, type }) => !Array.isArray(data['diseaseLeft']) && type !== 'ConsentWithdrawn'),
    );
    const resected = members.filter(({ outcomes: { endpoints } }) =>
      endpoints.surgery.operations.some(
        ({ organ, clearing, margin }) => organ === 'liver' && clearing === true && margin === 'R0',
      ),
    );
    expect(runAnalysis(dfs, members, { ...context, question: own }).patients.map(({ patientId }) => patientId)).toEqual(
      resected.map(({ timeline: { patientId } }) => patientId).toSorted(),
    );
  },

  'conversion, what came before it and neither add up to 1 on every day'([timelines, asked]) {
    for (const { curve } of runAnalysis(incidence, membersOf(timelines, asked), byClass(asked)).groups) {
      for (const { conversion, progressionOrDeath, eventFree } of curve) {
        expect(conversion.incidence + progressionOrDeath.incidence + eventFree).toBeCloseTo(1, 12);
      }
    }
  },

  'who is kept at a landmark and who is dropped add up to all'([timelines, asked]) {
    for (const by of ['resection', 'conversion', 'response']) {
      const asks = byClass(asked, { by, landmark: 40 });
      for (const { n, landmark } of runAnalysis(surgery, membersOf(timelines, asked), asks).groups) {
        expect(landmark.kept + landmark.dropped.events + landmark.dropped.censored).toBe(n);
      }
    }
  },
};

const cohorts: fc.Arbitrary<Asked> = fc.tuple(
  fc.array(timeline, { maxLength: 12 }),
  question.map((asked): Question => ({ ...asked, ruleSet: 'fda-2007-table-a', timeZero: 'first-line-treatment' })),
);
const demo = patientIds.map((patientId) => timelineOf(patientId));

describe.each(Object.entries(CHECKS))('%s', (_, check) => {
  it('of any cohort', () => {
    fc.assert(fc.property(cohorts, check), { seed: 2011, numRuns: 100 });
  });

  it.each(['fda-2007-table-a', 'itt-ema'])('of the demo cohort under %s', (ruleSet) => {
    check([demo, questionOf({ ruleSet })]);
  });
});
