import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  ct,
  cycle,
  died,
  metastasis,
  newTherapy,
  outcomesOf,
  progression,
  registered,
  response,
  seen,
} from './history.js';

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), ct('-5'), cycle('+0')];
const ttpOf = (lines: readonly Line[], asked: Asked = {}) => outcomesOf([...start, ...lines], asked).endpoints.ttp;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, days, reason } = ttpOf(lines, asked);
  return `${status} ${days} ${reason.code}`;
};
const RULE_SETS = ['fda-2007-table-a', 'itt-ema'];

describe('time to progression', () => {
  it.each(RULE_SETS)('of a patient who progresses, then dies, is that to progression (%s)', (ruleSet) => {
    expect(short([response('+60', 'SD'), response('+120', 'PD'), died('+200')], { ruleSet })).toBe(
      'event 120 progression',
    );
  });

  it.each(RULE_SETS)(
    'of a patient who dies without progression is censored at the last adequate assessment (%s)',
    (ruleSet) => {
      const lines = [response('+60', 'SD'), response('+90', 'NE'), died('+100')];
      expect(short(lines, { ruleSet })).toBe('censored 60 death-without-progression');
      expect(ttpOf(lines, { ruleSet }).evidence).toEqual(expect.arrayContaining(['SD@+60', 'died@+100']));
    },
  );

  it('of a patient who dies before any assessment is censored at time zero', () => {
    expect(short([died('+60')])).toBe('censored 0 death-without-progression');
  });

  it('of a patient who progresses and dies the same day is an event', () => {
    expect(short([response('+60', 'SD'), progression('+100'), died('+100')])).toBe('event 100 progression');
  });

  it('of a patient alive without progression is censored like PFS', () => {
    expect(short([response('+60', 'SD'), seen('+100')])).toBe('censored 60 no-event');
    expect(short([seen('+100')])).toBe('censored 0 no-post-baseline-assessment');
  });

  it('keeps what else the rule set censors: a new therapy before death, and visits missed before progression', () => {
    expect(short([response('+60', 'SD'), newTherapy('+80'), died('+100')])).toBe('censored 60 new-therapy');
    // Death within the 126 days after the last assessment changes nothing; progression on the 127th day is censored.
    expect(short([response('+60', 'SD'), response('+187', 'PD')])).toBe('censored 60 missed-assessments');
    expect(short([response('+60', 'SD'), died('+400')])).toBe('censored 60 death-without-progression');
  });

  it('counts a clinical progression only by intention to treat', () => {
    const lines = [response('+60', 'SD'), progression('+90', 'clinical'), died('+100')];
    expect(short(lines)).toBe('censored 60 death-without-progression');
    expect(short(lines, { ruleSet: 'itt-ema' })).toBe('event 90 progression');
  });

  it('as recorded has no assessments to fall back on: a death without progression censors on its day', () => {
    const recorded = { ruleSet: 'as-recorded', timeZero: 'registration' };
    expect(short([died('+100')], recorded)).toBe('censored 120 death-without-progression');
    expect(short([progression('+30', 'clinical'), died('+100')], recorded)).toBe('event 50 progression');
    expect(short([seen('+80')], recorded)).toBe('censored 100 no-event');
  });
});
