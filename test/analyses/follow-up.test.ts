import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf } from '../../src/analyses/index.js';
import { followUp } from '../../src/analyses/follow-up.js';
import { colon } from './colon.js';
import { context, member, notEvaluable, time } from './cohort.js';

/** What R's survfit gives of Surv(time, 1 - status), log-log: test/reference/reverse-kaplan-meier.R. */
interface Expected {
  readonly name: string;
  readonly time: readonly number[];
  readonly censorings: readonly number[];
  readonly survival: readonly number[];
  readonly median: readonly (number | null)[];
}
const { cases } = JSON.parse(readFileSync('test/reference/reverse-kaplan-meier.json', 'utf8')) as {
  readonly cases: readonly Expected[];
};
const expected = cases.find(({ name }) => name === 'colon, death')!;

/** One is lost on day 100, the others die on day 200 and 300 or are alive on day 400. */
const few = [
  member('a', { os: time(100, 'censored') }, { arm: 'A' }),
  member('b', { os: time(200, 'event') }, { arm: 'A' }),
  member('c', { os: time(300, 'event') }, { arm: 'B' }),
  member('d', { os: time(400, 'censored') }, { arm: 'B' }),
  member('e', { os: notEvaluable('undated-death') }, { arm: 'B' }),
];

describe('how long patients have been followed', () => {
  const result = runAnalysis(followUp, colon, context);
  const [all] = result.groups;

  it('929 patients of a trial: the median and the curve are those of R', () => {
    expect([all?.median.days, all?.median.lower, all?.median.upper]).toEqual(expected.median);
    expect(all).toMatchObject({ n: 929, deaths: 452, alive: 477 });
    expect(all?.curve.map(({ time }) => time)).toEqual(expected.time);
    expect(all?.curve.map(({ events }) => events)).toEqual(expected.censorings);
    for (const [place, { survival }] of all!.curve.entries()) {
      expect(survival).toBeCloseTo(expected.survival[place]!, 12);
    }
  });

  it('a death is no end of follow-up: who died early would have been followed on', () => {
    // Still followed after day 100: 3/4; after day 400: 0. A median of the observed days would be 250.
    expect(runAnalysis(followUp, few, context).groups[0]?.median.days).toBe(400);
  });

  it('is given group by group, and nobody is left out without a reason', () => {
    const { groups, excluded, comparison } = runAnalysis(followUp, few, { ...context, groupBy: 'arm' });
    expect(groups.map(({ name, n, deaths, median }) => [name, n, deaths, median.days])).toEqual([
      ['A', 2, 1, 100],
      ['B', 2, 1, 400],
    ]);
    expect(excluded).toMatchObject([{ patientId: 'e', reason: { code: 'undated-death' } }]);
    expect(comparison).toBeNull();
  });

  it('of patients who all died there is none, and why', () => {
    const dead = [1, 2, 3].map((day) => member(`p${day}`, { os: time(day, 'event') }));
    const { median, quartiles } = runAnalysis(followUp, dead, context).groups[0]!;
    expect([median, ...quartiles].map(({ days, reason }) => [days, reason?.code])).toEqual(
      Array(4).fill([null, 'not-reached']),
    );
    expect(runAnalysis(followUp, [], context).groups[0]?.median.reason?.code).toBe('empty-cohort');
  });

  it('counts from the time zero that is asked for, as overall survival does', () => {
    const question = { ...context.question, ruleSet: 'fda-2007-table-a', timeZero: 'diagnosis' } as const;
    expect(runAnalysis(followUp, [], { ...context, question }).timeZero).toBe('diagnosis');
  });

  it('reads in the terminal as one line a group, with how it was estimated', () => {
    const text = textOf(followUp, runAnalysis(followUp, few, { ...context, groupBy: 'arm' }));
    expect(text).toMatch(/^ +n +alive +died +median follow-up +25 % until +75 % until$/m);
    expect(text).toMatch(/^B +2 +1 +1 +400 days \(— – —\) +13\.1 months \(— – —\) +400 days/m);
    expect(text).toMatch(/reverse Kaplan-Meier/);
    expect(text).toMatch(/^Excluded: 1$/m);
  });
});
