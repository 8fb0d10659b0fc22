import { describe, expect, it } from '@jest/globals';
import type { Line } from './history.js';
import {
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  primary,
  progression,
  registered,
  response,
  seen,
} from './history.js';

const short = (lines: readonly Line[], timeZero = 'registration', cutOff: string | null = null) => {
  const { pfs, os } = outcomesOf(lines, { ruleSet: 'as-recorded', timeZero, cutOff }).endpoints;
  return [pfs, os].map(({ status, days, reason }) => `${status} ${days} ${reason.code}`);
};
const registry = registered('+0', 'relative');

describe('a registry patient', () => {
  it.each(['imaging', 'histology', 'operation', 'clinical', 'not-stated'])(
    'with a progression by %s has the event there, without baseline, assessment or liver metastasis',
    (basis) => {
      expect(short([registry, progression('+30', basis), died('+90')])).toEqual([
        'event 30 progression',
        'event 90 death',
      ]);
    },
  );

  it('with a rise of a marker alone has not progressed', () => {
    expect(short([registry, progression('+30', 'marker'), died('+90')])[0]).toBe('event 90 death');
  });

  it('assessed as PD has progressed, whatever therapy was started and however many visits were missed before', () => {
    expect(short([registry, newTherapy('+10'), response('+400', 'PD')])[0]).toBe('event 400 progression');
  });

  it('who progresses, or dies, on time zero has the event at 0', () => {
    expect(short([registry, progression('+0'), seen('+9')])[0]).toBe('event 0 progression');
    expect(short([registry, response('+0', 'PD'), seen('+9')])[0]).toBe('event 0 progression');
    expect(short([registry, died('+0')])).toEqual(['event 0 death', 'event 0 death']);
  });

  it('who progressed before time zero only is followed on to death', () => {
    expect(short([registry, progression('-1'), died('+90')])[0]).toBe('event 90 death');
  });

  it('alive is censored at the last date known alive in both PFS and OS', () => {
    expect(short([registry, seen('+40')])).toEqual(['censored 40 no-event', 'censored 40 no-event']);
  });

  it('of whom nothing but the registration is known has no follow-up; a contact that day is time 0', () => {
    expect(short([registry])).toEqual(['not-evaluable null no-follow-up', 'not-evaluable null no-follow-up']);
    expect(short([registry, seen('+0')])).toEqual(['censored 0 no-event', 'censored 0 no-event']);
    expect(short([registry, seen('-1')])[0]).toBe('not-evaluable null no-follow-up');
  });

  it('with nothing but the cycle that sets time zero has no follow-up, unless something else happened that day', () => {
    expect(short([registry, cycle('+5')], 'first-treatment')[0]).toBe('not-evaluable null no-follow-up');
    expect(short([registry, cycle('+5'), seen('+5')], 'first-treatment')[0]).toBe('censored 0 no-event');
  });

  it('registered after the cut-off is left out, and one registered before is alive at the cut-off if seen later', () => {
    const lines = [registry, progression('+30'), died('+90')];
    expect(short(lines, 'registration', '-1')).toEqual(Array(2).fill('not-evaluable null after-cut-off'));
    expect(short(lines, 'registration', '+0')).toEqual(Array(2).fill('censored 0 no-event'));
    expect(short(lines, 'registration', '+29')).toEqual(Array(2).fill('censored 29 no-event'));
    expect(short(lines, 'registration', '+30')).toEqual(['event 30 progression', 'censored 30 no-event']);
  });

  it('registered on an unknown day has no time zero', () => {
    const undated = registered('unknown');
    expect(short([undated, died('2008-01-01')])[0]).toBe('not-evaluable null no-time-zero');
  });
});

describe('a time zero chosen by name', () => {
  const lines: readonly Line[] = [
    registered('+3', 'relative'),
    primary('+0'),
    ['+10', 'ResectionPerformed', { organ: 'primary', intent: 'curative', margin: 'R0' }],
    cycle('+40'),
    ['+200', 'DiagnosisMade', { kind: 'other-metastasis' }],
    metastasis('+300'),
    hepatectomy('+350', 'R1'),
    hepatectomy('+500', 'R0'),
    died('+1000'),
  ];

  // Each by the day of the first event of its name: 1000 - 3, 1000 - 0, …; the primary's resection is the first treatment.
  it.each([
    ['registration', 997],
    ['diagnosis', 1000],
    ['metastasis', 800],
    ['first-treatment', 990],
    ['first-resection', 990],
    ['first-r0-liver-resection', 500],
    ['first-line-treatment', 650],
  ])('counts the survival of a patient from %s: %d days', (timeZero, days) => {
    const { os, pfs } = outcomesOf(lines, { ruleSet: 'as-recorded', timeZero }).endpoints;
    expect([os.days, pfs.days]).toEqual([days, days]);
  });

  it('that the patient does not have leaves the patient out', () => {
    expect(short([registry, died('+90')], 'first-resection')).toEqual(Array(2).fill('not-evaluable null no-time-zero'));
  });
});
