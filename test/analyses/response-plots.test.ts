import { describe, expect, it } from '@jest/globals';
import { spiderOf, swimmerOf, waterfallOf } from '../../src/analyses/response-plots.js';
import type { Endpoints, ResponseVisit } from '../../src/outcomes/index.js';
import { member, notEvaluable, time } from './cohort.js';

describe('what the plots of a patient need', () => {
  const visit = (day: number, overall: ResponseVisit['overall'], sum: number | null): ResponseVisit => ({
    date: `+${day}`,
    day,
    overall,
    derived: null,
    target: null,
    sum,
    nadir: null,
    agrees: null,
    reason: { code: 'as-recorded', text: '' },
    imputed: false,
    evidence: [],
  });
  const { bestResponse, responses, responseDepth, firstProgression } = member('a', {}).outcomes.endpoints;
  const courseOf = (best: 'CR' | 'PR', more: Partial<Endpoints> = {}) => {
    const { endpoints } = member('a', {
      bestResponse: { ...bestResponse, status: 'evaluable', unconfirmed: best, confirmed: best },
      pfs: time(300, 'event'),
      os: time(500, 'censored'),
      responses: {
        ...responses,
        baseline: { date: '-9', sum: 300 },
        visits: [visit(56, 'PR', 200), visit(112, 'CR', 0), visit(170, null, null), visit(300, 'PD', 310)],
      },
      responseDepth: { ...responseDepth, baselineSum: 300, smallestSum: 0, change: -100 },
      firstProgression: { ...firstProgression, status: 'event', pattern: 'liver-only', date: '+300' },
      ...more,
    }).outcomes;
    return { waterfall: waterfallOf(endpoints), spider: spiderOf(endpoints), swimmer: swimmerOf(endpoints) };
  };

  it('waterfall: the two sums exactly, the change for display', () => {
    expect(courseOf('CR').waterfall).toMatchObject({ baselineSum: 300, smallestSum: 0, change: -100 });
  });

  it('spider: the change of each visit from the baseline, none where nothing was measured', () => {
    // (200 - 300) / 300 = -33.33 %; (310 - 300) / 300 = 3.33 %
    expect(courseOf('CR').spider).toEqual([
      { day: 56, overall: 'PR', sum: 200, change: -33.3 },
      { day: 112, overall: 'CR', sum: 0, change: -100 },
      { day: 170, overall: null, sum: null, change: null },
      { day: 300, overall: 'PD', sum: 310, change: 3.3 },
    ]);
    const without = courseOf('CR', { responses: { ...responses, visits: [visit(56, 'PR', 200)] } });
    expect(without.spider).toEqual([{ day: 56, overall: 'PR', sum: 200, change: null }]);
  });

  it('swimmer: first PR and CR, progression, and an arrow where the patient is alive when last known', () => {
    expect(courseOf('CR').swimmer).toEqual({
      end: 500,
      marks: [
        { day: 56, kind: 'response', overall: 'PR' },
        { day: 112, kind: 'response', overall: 'CR' },
        { day: 300, kind: 'progression', pattern: 'liver-only' },
        { day: 500, kind: 'ongoing' },
      ],
      reason: null,
    });
    expect(courseOf('PR', { os: time(320, 'event') }).swimmer.marks.map(({ day, kind }) => [day, kind])).toEqual([
      [56, 'response'],
      [300, 'progression'],
      [320, 'death'],
    ]);
  });

  it('swimmer: a lane without a time zero, or without an end, says why', () => {
    expect(courseOf('CR', { pfs: notEvaluable('no-follow-up') }).swimmer).toMatchObject({
      end: null,
      marks: [],
      reason: { code: 'no-follow-up' },
    });
    expect(courseOf('CR', { os: notEvaluable('undated-death') }).swimmer).toMatchObject({
      end: null,
      reason: { code: 'undated-death' },
    });
  });
});
