import { describe, expect, it } from '@jest/globals';
import type { Line } from './history.js';
import {
  ablation,
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

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), ct('-5'), cycle('+0')];
const short = (lines: readonly Line[], options: Readonly<Record<string, unknown>> = {}) => {
  const { status, days, reason } = outcomesOf([...start, ...lines], { options }).endpoints.pfs;
  return `${status} ${days} ${reason.code}`;
};
const phase = (after: unknown, interval: number, window: number) => ({ after, interval, window });

/** A progression after these lines is an event until that day, and censored for missed visits on the next. */
const expectEventUntil = (day: number, lines: readonly Line[], schedule: object): void => {
  const [last, next] = [day, day + 1].map((one) => short([...lines, progression(`+${one}`)], { schedule }));
  expect(last).toBe(`event ${day} progression`);
  expect(next).toMatch(/^censored \d+ missed-assessments/);
};

describe('the number of visits that may be missed', () => {
  // From the assessment on day 60: missed * (56 + 7) days.
  it.each([
    [1, 60 + 63],
    [2, 60 + 126],
    [3, 60 + 189],
  ])('%d: a progression is an event until day %d', (missed, day) => {
    expectEventUntil(day, [response('+60', 'SD')], { missed });
  });
});

describe('visits that are further apart from some point on', () => {
  it('after so many days: each day counts as its part of a visit', () => {
    // From day 60 at 63 days a visit; from day 100 at 200 + 10 = 210. The 40 days to day 100 are 40/63 of a visit; the other
    // 2 - 40/63 = 86/63 are 86/63 * 210 = 286.7 days: until day 386.
    expectEventUntil(386, [response('+60', 'SD')], { phases: [phase({ days: 100 }, 200, 10)] });
  });

  it('after so many months: 6 in relative days are floor(6 * 30.4375) = 182', () => {
    // From day 182 on the rhythm is the new one alone: an assessment that day allows 2 * (84 + 7) = 182 days more.
    expectEventUntil(364, [response('+182', 'SD')], { phases: [phase({ months: 6 }, 84, 7)] });
    // The day before, one day is of the old rhythm: 1/63 of a visit, 125/63 * 91 = 180.6 are left from day 182: day 362.
    expectEventUntil(362, [response('+181', 'SD')], { phases: [phase({ months: 6 }, 84, 7)] });
  });

  it('after so many months of the calendar: two from 1 July are 62 days, not 60', () => {
    // Assessed on 31 August, a day before the new rhythm: 1/63 of a visit. 125/63 * 91 = 180.6 days from 1 September are 29
    // of September, 31, 30, 31, 31 and 28 of February: an event until 28 February, censored on the 29th.
    const lines: readonly Line[] = [
      registered('2007-06-01'),
      metastasis('2007-06-15'),
      ct('2007-06-20'),
      cycle('2007-07-01'),
      response('2007-08-31', 'SD'),
    ];
    const options = { schedule: { phases: [phase({ months: 2 }, 84, 7)] } };
    const on = (day: string) => outcomesOf([...lines, progression(day)], { options }).endpoints.pfs.status;
    expect([on('2008-02-28'), on('2008-02-29')]).toEqual(['event', 'censored']);
  });

  it('do not matter where the visits are used up before', () => {
    expectEventUntil(186, [response('+60', 'SD')], { phases: [phase({ days: 186 }, 200, 10)] });
    expectEventUntil(186, [response('+60', 'SD')], { phases: [phase({ days: 187 }, 200, 10)] });
  });

  it('of several phases take the one that has begun last, in whatever order they are given', () => {
    // From day 60: 20/63 to day 80, 70/140 to day 150; 2 - 20/63 - 1/2 = 149/126 of 210 days = 248.3: until day 398.
    const phases = [phase({ days: 150 }, 200, 10), phase({ days: 80 }, 130, 10)];
    expectEventUntil(398, [response('+60', 'SD')], { phases });
    // Of two that begin on one day the later in the list.
    const tied = [phase({ days: 0 }, 200, 10), phase({ days: 0 }, 84, 7)];
    expectEventUntil(60 + 182, [response('+60', 'SD')], { phases: tied });
  });

  const afterSurgery = { phases: [phase('liver-surgery', 180, 14)] };

  it('after liver surgery: a recurrence found at the visit six months later is an event', () => {
    const lines = [response('+60', 'PR'), hepatectomy('+80', 'R0'), response('+270', 'PD')];
    expect(short(lines)).toBe('censored 60 missed-assessments-after-liver-surgery');
    expect(short(lines, { schedule: afterSurgery })).toBe('event 270 progression');
    // 20/63 of a visit to day 80; 106/63 * 194 = 326.4 days from there: until day 406.
    expectEventUntil(406, lines.slice(0, 2), afterSurgery);
  });

  it('after liver surgery: not without it, not before it, and from time zero where that is the surgery', () => {
    expectEventUntil(186, [response('+60', 'PR')], afterSurgery);
    expectEventUntil(186, [response('+60', 'PR'), ablation('+300')], afterSurgery);
    const atOnce = [registered('-20', 'relative'), metastasis('-10'), ct('-5'), hepatectomy('+0', 'R0')];
    const on = (day: string) =>
      outcomesOf([...atOnce, progression(day)], { options: { schedule: afterSurgery } }).endpoints.pfs.status;
    // 2 * 194 days.
    expect([on('+388'), on('+389')]).toEqual(['event', 'censored']);
  });
});

describe('visits missed', () => {
  it('after liver surgery have a code of their own; on its day, or before it, they are missed like others', () => {
    const found = (surgery: Line) => short([response('+60', 'SD'), surgery, died('+300')]);
    expect(found(hepatectomy('+299', 'R0'))).toBe('censored 60 missed-assessments-after-liver-surgery');
    expect(found(ablation('+10'))).toBe('censored 60 missed-assessments-after-liver-surgery');
    expect(found(hepatectomy('+300', 'R0'))).toBe('censored 60 missed-assessments');
    expect(found(ablation('-30'))).toBe('censored 60 missed-assessments');
  });

  it('are said with the days there were, and those that there may be', () => {
    const { reason } = outcomesOf([...start, response('+60', 'SD'), died('+187')]).endpoints.pfs;
    expect(reason.text).toBe('Assessments were missed: 127 days without one before the death, more than 126.');
  });
});

describe('of one day', () => {
  const therapyFirst = { sameDayOrder: 'therapy-first' };

  it('a progression comes before a new therapy unless therapy is asked to come first', () => {
    const lines = [response('+60', 'SD'), response('+100', 'PD'), newTherapy('+100')];
    expect(short(lines)).toBe('event 100 progression');
    expect(short(lines, therapyFirst)).toBe('censored 60 new-therapy');
  });

  it('so does a death; an assessment without progression counts before the therapy all the same', () => {
    const lines = [response('+60', 'SD'), newTherapy('+100'), died('+100')];
    expect(short(lines)).toBe('event 100 death');
    expect(short(lines, therapyFirst)).toBe('censored 60 new-therapy');
    expect(short([...lines, response('+100', 'SD')], therapyFirst)).toBe('censored 100 new-therapy');
  });

  it('liver surgery censors a progression found that day where both are asked for', () => {
    const lines = [response('+60', 'SD'), progression('+100', 'operation'), hepatectomy('+100', 'R0')];
    expect(short(lines, therapyFirst)).toBe('event 100 progression');
    expect(short(lines, { liverSurgery: 'censor' })).toBe('event 100 progression');
    expect(short(lines, { ...therapyFirst, liverSurgery: 'censor' })).toBe('censored 60 liver-surgery');
  });

  it('a stop of treatment never comes before the event: it is no therapy', () => {
    const stop: Line = ['+100', 'TreatmentStopped', { what: 'FOLFOX', cause: 'progression' }];
    const options = { ...therapyFirst, discontinuation: 'censor' };
    expect(short([response('+60', 'SD'), stop, progression('+100')], options)).toBe('event 100 progression');
  });

  it('a therapy the day after leaves the event alone', () => {
    expect(short([response('+60', 'SD'), response('+100', 'PD'), newTherapy('+101')], therapyFirst)).toBe(
      'event 100 progression',
    );
  });
});
