import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  ct,
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  progression,
  registered,
  response,
} from './history.js';

const baseline = ct('-7', {
  targetLesions: [
    { id: 'T1', organ: 'liver', diameter: 600, state: 'measured' },
    { id: 'T2', organ: 'liver', diameter: 400, state: 'measured' },
  ],
});
const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-20'), baseline, cycle('+0')];
const of = (lines: readonly Line[], asked: Asked = {}) => outcomesOf([...start, ...lines], asked).endpoints;

describe('the duration of a response', () => {
  it('runs from the first CR or PR to the progression', () => {
    // First PR on day 56, PD on day 168: 112 days; the CR of day 112 goes on from the PR (RECIST 1.1, 4.5.1).
    const { unconfirmed, confirmed } = of([
      response('+56', 'PR'),
      response('+112', 'CR'),
      response('+168', 'PD'),
    ]).responseDuration;
    expect(unconfirmed).toMatchObject({
      status: 'event',
      days: 112,
      months: 3.68,
      start: '+56',
      date: '+168',
      reason: { code: 'progression' },
    });
    expect(unconfirmed.evidence).toEqual(['metastasis@-20', 'cycle@+0', 'PR@+56', 'ct@-7', 'CR@+112', 'PD@+168']);
    expect(confirmed).toEqual(unconfirmed);
  });

  it('is censored as PFS is', () => {
    const lines = [response('+56', 'PR'), response('+112', 'PR'), newTherapy('+120'), response('+168', 'PD')];
    expect(of(lines).responseDuration.unconfirmed).toMatchObject({
      status: 'censored',
      days: 56,
      date: '+112',
      reason: { code: 'new-therapy' },
    });
    // Nothing of it censors under itt-ema.
    expect(of(lines, { ruleSet: 'itt-ema' }).responseDuration.unconfirmed).toMatchObject({
      status: 'event',
      days: 112,
    });
  });

  it('is that of responders alone, each with or without confirmation', () => {
    const once = of([response('+56', 'PR'), response('+112', 'SD'), died('+150')]).responseDuration;
    expect(once.unconfirmed).toMatchObject({ status: 'event', days: 94, reason: { code: 'death' } });
    expect(once.confirmed).toMatchObject({ status: 'not-evaluable', days: null, reason: { code: 'no-response' } });
    expect(of([response('+56', 'SD')]).responseDuration.unconfirmed.reason.code).toBe('no-response');
  });

  it('is none where PFS ends before the response, for the reason of PFS', () => {
    // No baseline: PFS is censored at time zero.
    const lines = [registered('-20', 'relative'), metastasis('-20'), cycle('+0'), response('+56', 'PR')];
    expect(outcomesOf(lines).endpoints.responseDuration.unconfirmed).toMatchObject({
      status: 'not-evaluable',
      days: null,
      reason: { code: 'no-baseline' },
    });
    // A clinical progression ends PFS as recorded, but not the window of the best response.
    const asked = { ruleSet: 'as-recorded', timeZero: 'first-treatment' };
    const clinical = of([progression('+30', 'clinical'), response('+56', 'PR')], asked);
    expect(clinical.bestResponse.unconfirmed).toBe('PR');
    expect(clinical.responseDuration.unconfirmed).toMatchObject({
      status: 'not-evaluable',
      reason: { code: 'progression' },
    });
  });

  it('ends where PFS does, and is the same with confirmation as without, whatever happens', () => {
    const day = fc.integer({ min: 1, max: 300 }).map((day) => `+${day}`);
    const assessed = fc.tuple(day, fc.constantFrom('CR', 'PR', 'SD', 'NE', 'PD')).map((one) => response(...one));
    const other = fc.oneof(
      day.map(newTherapy),
      day.map(died),
      fc.tuple(day, fc.constant('R0')).map((one) => hepatectomy(...one)),
    );
    const lines = fc.tuple(fc.array(assessed, { minLength: 1, maxLength: 6 }), fc.array(other, { maxLength: 1 }));
    const ruleSet = fc.constantFrom('fda-2007-table-a', 'itt-ema');
    let lasting = 0;
    fc.assert(
      fc.property(lines, ruleSet, ([responses, others], rules) => {
        const { pfs, responseDuration, bestResponse } = of(
          [...responses, ...others].map(([when, type, data = {}], index): Line => [when, type, data, `e${index}`]),
          { ruleSet: rules },
        );
        const { unconfirmed, confirmed } = responseDuration;
        expect(unconfirmed.status !== 'not-evaluable').toBe(/^[CP]R$/.test(String(bestResponse.unconfirmed)));
        if (unconfirmed.status === 'not-evaluable') return;
        lasting += 1;
        expect([unconfirmed.status, unconfirmed.date]).toEqual([pfs.status, pfs.date]);
        if (confirmed.status !== 'not-evaluable') expect(confirmed).toEqual(unconfirmed);
      }),
      { numRuns: 200 },
    );
    expect(lasting).toBeGreaterThan(20);
  });

  it('is none without time zero', () => {
    const { responseDuration } = outcomesOf([registered('-20', 'relative'), metastasis('-20')]).endpoints;
    expect(responseDuration.confirmed.reason.code).toBe('no-first-line-treatment');
  });
});

/** A CT of the two lesions, in tenths of mm. */
const sized = (when: string, first: number, second: number): Line =>
  ct(when, {
    targetLesions: [
      { id: 'T1', organ: 'liver', diameter: first, state: 'measured' },
      { id: 'T2', organ: 'liver', diameter: second, state: 'measured' },
    ],
  });

describe('the depth of a response', () => {
  it('is the smallest sum against the baseline, in two whole numbers', () => {
    // 100 mm before; 50, 33.3, 60 mm after: 333 - 1000 = -667 of 1000 = -66.7 %.
    const lines = [sized('+56', 300, 200), sized('+112', 200, 133), sized('+168', 350, 250), response('+168', 'PD')];
    expect(of(lines).responseDepth).toMatchObject({
      status: 'evaluable',
      baselineSum: 1000,
      smallestSum: 333,
      change: -66.7,
      date: '+112',
      evidence: ['metastasis@-20', 'cycle@+0', 'ct@-7', 'ct@+112'],
    });
  });

  it('is above zero when the lesions only grew, the progression itself included', () => {
    expect(of([sized('+56', 780, 520), response('+56', 'PD')]).responseDepth).toMatchObject({
      change: 30,
      date: '+56',
    });
  });

  it('counts nothing after progression, surgery or a new therapy', () => {
    const first = [sized('+56', 500, 400), response('+56', 'SD')];
    for (const end of [progression('+60'), hepatectomy('+60', 'R0'), newTherapy('+60')]) {
      expect(of([...first, end, sized('+100', 100, 100)]).responseDepth).toMatchObject({
        smallestSum: 900,
        change: -10,
      });
    }
  });

  it('takes the sum that the reader states where no lesion is listed', () => {
    expect(of([response('+56', 'PR', { sumOfDiameters: 600 })]).responseDepth).toMatchObject({ change: -40 });
  });

  it('is none without a sum before or after, or with no disease to assess', () => {
    const bare = [registered('-20', 'relative'), metastasis('-20'), ct('-7'), cycle('+0'), sized('+56', 300, 200)];
    expect(outcomesOf(bare).endpoints.responseDepth).toMatchObject({
      change: null,
      reason: { code: 'no-baseline-sum' },
    });
    expect(of([]).responseDepth).toMatchObject({ baselineSum: 1000, smallestSum: null, reason: { code: 'no-sum' } });
    const operated = [registered('-20', 'relative'), metastasis('-20'), baseline, hepatectomy('+0', 'R0')];
    expect(outcomesOf(operated).endpoints.responseDepth.reason.code).toBe('no-disease-to-assess');
  });
});
