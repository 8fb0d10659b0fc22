import { beforeAll, describe, expect, it } from '@jest/globals';
import { evaluate, flow, flowText, membership, type Plan, type Verdict } from '../../src/cohorts/index.js';
import { derive, questionOf, type Outcomes } from '../../src/outcomes/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { patientIds, timelineOf } from '../analyses/demo-cohort.js';
import * as definitions from './definitions.js';
import { planOf } from './given.js';

let patients: readonly { readonly timeline: Timeline; readonly outcomes: Outcomes }[];
beforeAll(() => {
  patients = patientIds.map((id) => {
    const timeline = timelineOf(id);
    return { timeline, outcomes: derive(timeline, questionOf()) };
  });
});
const verdicts = (plan: Plan): readonly Verdict[] =>
  patients.map(({ timeline, outcomes }) => evaluate(plan, {}, timeline, outcomes, null));
const rowsOf = (text: string): readonly (readonly [string, number, number, number])[] => {
  const plan = planOf(text);
  return flow(plan, verdicts(plan)).rows.map(({ name, no, cannotTell, left }) => [name, no, cannotTell, left] as const);
};

describe('the 60 patients of the demo cohort', () => {
  it('of whom 5 of the 18 uncertain are brought to liver resection (Essadi 2011)', () => {
    // One of the six converted was unresectable.
    expect(rowsOf(definitions.UNCERTAIN_CONVERTED)).toEqual([
      ['index: conversion', 54, 0, 6],
      ['conversion.initial uncertain', 1, 0, 5],
      ['brought to liver resection', 0, 0, 5],
    ]);
    expect(
      rowsOf('cohort: u\nindex: first-line-treatment\ninclude: [{ conversion.initial: uncertain }]').at(-1)?.[3],
    ).toBe(18);
  });

  it('of whom 35 have chemotherapy before any surgical gesture, and 25 after one (Essadi 2011)', () => {
    expect(rowsOf(definitions.NEOADJUVANT).at(-1)).toEqual(['no resection before it', 25, 0, 35]);
    const any = definitions.NEOADJUVANT.replace(
      'no resection before it, none: earlier',
      'resection before it, any: earlier',
    );
    expect(rowsOf(any).at(-1)).toEqual(['resection before it', 35, 0, 25]);
  });

  it('of whom 41 are synchronous, 22 of them unresectable at the outset', () => {
    expect(rowsOf(definitions.SYNCHRONOUS_UNRESECTABLE)).toEqual([
      ['index: first-line-treatment', 0, 0, 60],
      ['metastases.timing synchronous', 19, 0, 41],
      ['conversion.initial unresectable', 19, 0, 22],
    ]);
  });

  it('flow through the opening example whole: decided and members add up to all', () => {
    const plan = planOf(definitions.RESECTED);
    const all = verdicts(plan);
    const { registered, rows, members, notCounted } = flow(plan, all);
    expect([registered, notCounted]).toEqual([60, {}]);
    expect(rows.reduce((sum, { no, cannotTell }) => sum + no + cannotTell, members)).toBe(60);
    expect(rows.map(({ entered, left }) => [entered, left])).toEqual([
      [60, 49],
      [49, 15],
      [15, 15],
    ]);
    expect(members).toBe(all.filter(({ verdict }) => verdict === 'in').length);
    expect(flowText(flow(plan, all)).split('\n')).toEqual([
      '60  registered',
      '    - 11 no, 0 cannot tell: 11 none-found',
      '49  third-cycle',
      '    - 29 no, 5 cannot tell: 29 no-index, 5 not-followed',
      '15  resection',
      '15  no progression between',
      '15  in resected-after-third-folfox',
    ]);
  });

  it('show who is kept out by one criterion alone', () => {
    const plan = planOf(definitions.TREATED);
    const { rows, members } = flow(plan, verdicts(plan));
    expect([rows.map(({ onlyThis }) => onlyThis), members]).toEqual([[0, 14, 2], 44]);
  });

  it('have evidence of every answer in their own record', () => {
    for (const text of Object.values(definitions)) {
      const plan = planOf(text);
      for (const [i, verdict] of verdicts(plan).entries()) {
        const ids = new Set(patients[i]?.timeline.entries.flatMap(({ id, correctedBy }) => [id, correctedBy]));
        expect(verdict.criteria.flatMap(({ evidence }) => evidence).filter((id) => !ids.has(id))).toEqual([]);
      }
    }
  });

  it('are members by the short way as by the long one', () => {
    for (const text of Object.values(definitions)) {
      const plan = planOf(text);
      const short = patients.map(({ timeline, outcomes }) => membership(plan, timeline, outcomes, null));
      expect(short).toEqual(verdicts(plan).map(({ verdict, decidedBy }) => ({ verdict, decidedBy })));
    }
  });

  it('name a criterion that nobody meets, and one that everybody does', () => {
    const plan = planOf('cohort: c\nindex: first-line-treatment\ninclude: [{ sex: other }, { sex: [female, male] }]');
    expect(flow(plan, verdicts(plan)).notes.map(({ code, criterion }) => [code, criterion])).toEqual([
      ['decides-nobody', 'index: first-line-treatment'],
      ['matches-nobody', 'sex other'],
      ['decides-nobody', 'sex one of female, male'],
    ]);
  });
});
