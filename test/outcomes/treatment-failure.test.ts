import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  progression,
  registered,
  response,
  seen,
} from './history.js';

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const stopped = (when: string, cause: string): Line => [
  when,
  'TreatmentStopped',
  { what: 'FOLFOX', cause },
  `stop@${when}`,
];
const ttfOf = (lines: readonly Line[], asked: Asked = {}) => outcomesOf([...start, ...lines], asked).endpoints.ttf;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, days, reason } = ttfOf(lines, asked);
  return `${status} ${days} ${reason.code}`;
};

describe('treatment', () => {
  it.each([
    ['toxicity', 'event 50 stopped-for-toxicity'],
    ['progression', 'event 50 stopped-for-progression'],
    ['patient-wish', 'event 50 stopped-for-patient-wish'],
    ['completed', 'censored 200 no-event'],
    ['surgery', 'censored 200 no-event'],
    ['death', 'censored 200 no-event'],
    ['not-stated', 'censored 200 no-event'],
  ])('that is stopped for %s, the patient being seen on day 200, is %s', (cause, expected) => {
    expect(short([stopped('+50', cause), seen('+200')])).toBe(expected);
  });

  it('fails with a new therapy, which a planned operation is not', () => {
    expect(short([hepatectomy('+40', 'R0'), newTherapy('+70'), seen('+200')])).toBe('event 70 new-therapy');
  });

  it('fails with progression, clinical too, and with death, whatever the rule set and without a baseline', () => {
    for (const ruleSet of ['fda-2007-table-a', 'itt-ema']) {
      expect(short([progression('+60', 'clinical'), died('+90')], { ruleSet })).toBe('event 60 progression');
      expect(short([response('+60', 'PD'), died('+90')], { ruleSet })).toBe('event 60 progression');
      expect(short([response('+60', 'SD'), died('+90')], { ruleSet })).toBe('event 90 death');
    }
  });

  it('fails at the earliest of these; of one day progression, death, new therapy, stop is the order', () => {
    const all = [progression('+60'), died('+60'), newTherapy('+60'), stopped('+60', 'toxicity')];
    expect(short([...all, stopped('+59', 'toxicity')])).toBe('event 59 stopped-for-toxicity');
    expect(short([...all, newTherapy('+59')])).toBe('event 59 new-therapy');
    expect(short(all)).toBe('event 60 progression');
    expect(short(all.slice(1))).toBe('event 60 death');
    expect(short(all.slice(2))).toBe('event 60 new-therapy');
    expect(ttfOf([stopped('+60', 'toxicity')]).evidence).toEqual(['metastasis@-10', 'cycle@+0', 'stop@+60']);
  });

  it('has not failed by what happened on the day that it started: that belongs to the one before; a death has', () => {
    expect(short([stopped('+0', 'progression'), newTherapy('+0'), progression('+0'), seen('+9')])).toBe(
      'censored 9 no-event',
    );
    expect(short([died('+0')])).toBe('event 0 death');
  });

  it('has not failed so far in a patient last seen in good order, and nobody assessed', () => {
    expect(short([seen('+200')])).toBe('censored 200 no-event');
  });

  it('after the cut-off has not failed yet', () => {
    expect(short([stopped('+50', 'toxicity')], { cutOff: '+49' })).toBe('censored 0 no-event');
    expect(short([stopped('+50', 'toxicity'), seen('+60')], { cutOff: '+49' })).toBe('censored 49 no-event');
  });

  it('of a patient who died on an unknown day cannot be evaluated', () => {
    expect(short([died('unknown')])).toBe('not-evaluable null undated-death');
  });
});

describe('treatment as recorded', () => {
  const recorded = { ruleSet: 'as-recorded', timeZero: 'first-treatment' };

  it('fails with a progression on time zero too, as PFS has it', () => {
    expect(short([progression('+0'), seen('+9')], recorded)).toBe('event 0 progression');
  });

  it('of which nothing but the start is known has no follow-up', () => {
    expect(short([], recorded)).toBe('not-evaluable null no-follow-up');
  });
});
