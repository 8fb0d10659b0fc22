import { describe, expect, it } from '@jest/globals';
import { questionOf, type Asked } from '../../src/outcomes/index.js';
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

/** First-line treatment from day +0; no baseline imaging. */
const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const pfsOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...start, ...lines], { ruleSet: 'itt-ema', ...asked }).endpoints.pfs;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, days, reason } = pfsOf(lines, asked);
  return `${status} ${days} ${reason.code}`;
};

describe('a patient by intention to treat', () => {
  it('is followed from first-line treatment unless asked otherwise for OS', () => {
    expect(questionOf({ ruleSet: 'itt-ema' }).timeZero).toBe('first-line-treatment');
    const { pfs, os } = outcomesOf([...start, died('+100')], { ruleSet: 'itt-ema', timeZero: 'metastasis' }).endpoints;
    expect([pfs.days, os.days]).toEqual([100, 110]);
  });

  it('without baseline imaging who dies has the event: table A would censor at time zero', () => {
    expect(short([died('+60')])).toBe('event 60 death');
    expect(short([died('+60')], { ruleSet: 'fda-2007-table-a' })).toBe('censored 0 no-baseline');
  });

  it.each([
    ['imaging', 'event 100 progression'],
    ['histology', 'event 100 progression'],
    ['operation', 'event 100 progression'],
    ['clinical', 'event 100 progression'],
    ['not-stated', 'event 100 progression'],
    ['marker', 'censored 60 no-event'],
  ])('with a progression by %s is %s', (basis, expected) => {
    expect(short([response('+60', 'SD'), progression('+100', basis)])).toBe(expected);
  });

  it('has the event when it occurs, after a new therapy, after surgery and after a year without a visit', () => {
    const censoring = { options: { liverSurgery: 'censor' } };
    const lines = [response('+60', 'SD'), newTherapy('+70'), hepatectomy('+80', 'R0'), response('+445', 'PD')];
    expect(short(lines, censoring)).toBe('event 445 progression');
    expect(pfsOf(lines).evidence).toEqual(['metastasis@-10', 'cycle@+0', 'PD@+445']);
  });

  it('who progresses before dying has one event, the earlier', () => {
    expect(short([progression('+90', 'clinical'), response('+100', 'PD'), died('+200')])).toBe('event 90 progression');
    const sameDay = pfsOf([progression('+90', 'clinical'), died('+90')]);
    expect(sameDay.reason).toEqual({ code: 'progression', text: 'Progression, and death on the same day.' });
    expect(sameDay.evidence).toEqual(expect.arrayContaining(['progression@+90', 'died@+90']));
  });

  it('who dies on time zero has the event at 0; one who progressed that day has not progressed after it', () => {
    expect(short([died('+0')])).toBe('event 0 death');
    expect(short([progression('+0'), response('+60', 'SD')])).toBe('censored 60 no-event');
  });

  it('alive is censored at the last adequate assessment, not at the last contact', () => {
    expect(short([response('+60', 'SD'), response('+120', 'NE'), seen('+300')])).toBe('censored 60 no-event');
  });

  it('never assessed is censored at time zero', () => {
    expect(short([seen('+300')])).toBe('censored 0 no-post-baseline-assessment');
  });

  it('with a death on an unknown day cannot be evaluated', () => {
    expect(short([response('+60', 'SD'), died('unknown')])).toBe('not-evaluable null undated-death');
  });

  it('without treatment has no time', () => {
    const { pfs } = outcomesOf([...start.slice(0, 2), died('+60')], { ruleSet: 'itt-ema' }).endpoints;
    expect(pfs).toMatchObject({ status: 'not-evaluable', days: null, reason: { code: 'no-first-line-treatment' } });
  });
});
