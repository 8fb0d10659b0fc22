import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
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
  retracted,
  seen,
} from './history.js';

/** First-line treatment from day +0, with its baseline. */
const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), ct('-5'), cycle('+0')];
const pfsOf = (lines: readonly Line[], asked: Asked = {}) => outcomesOf([...start, ...lines], asked).endpoints.pfs;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, days, reason } = pfsOf(lines, asked);
  return `${status} ${days} ${reason.code}`;
};

describe('a patient without baseline imaging', () => {
  const without = (imaging: readonly Line[], ...more: readonly Line[]) => {
    const lines = [registered('-90', 'relative'), metastasis('-60'), cycle('+0'), ...imaging, ...more];
    const { status, days, reason } = outcomesOf(lines).endpoints.pfs;
    return `${status} ${days} ${reason.code}`;
  };

  it('is censored at time zero whatever happens next, death included', () => {
    expect(without([], response('+50', 'PD'), died('+60'))).toBe('censored 0 no-baseline');
  });

  it('is one whose last CT is 29 days old at the first cycle, but not one whose CT is 28 days old', () => {
    expect(without([ct('-29')], died('+60'))).toBe('censored 0 no-baseline');
    expect(without([ct('-28')], died('+60'))).toBe('event 60 death');
  });

  it('may have had a CT on the day of the first cycle, but not the day after', () => {
    expect(without([ct('+0')], died('+60'))).toBe('event 60 death');
    expect(without([ct('+1')], died('+60'))).toBe('censored 0 no-baseline');
  });

  it('is one who only had ultrasound, or a CT that allows no assessment', () => {
    expect(without([ct('-5', { modality: 'US' })], died('+60'))).toBe('censored 0 no-baseline');
    expect(without([ct('-5', { adequate: false })], died('+60'))).toBe('censored 0 no-baseline');
    expect(without([ct('-5', { modality: 'PET-CT' })], died('+60'))).toBe('event 60 death');
  });
});

describe('a patient who progresses', () => {
  it('has the event on the day of the assessment that says PD, read from start, baseline, last assessment and that one', () => {
    expect(pfsOf([response('+60', 'PR'), response('+120', 'PD'), died('+200')])).toMatchObject({
      status: 'event',
      days: 120,
      start: '+0',
      date: '+120',
      reason: { code: 'progression' },
      evidence: ['metastasis@-10', 'cycle@+0', 'ct@-5', 'PR@+60', 'PD@+120'],
    });
  });

  it.each([
    ['imaging', 'event 100 progression'],
    ['histology', 'event 100 progression'],
    ['operation', 'event 100 progression'],
    ['clinical', 'censored 60 no-event'],
    ['not-stated', 'censored 60 no-event'],
    ['marker', 'censored 60 no-event'],
  ])('as shown by %s is %s', (basis, expected) => {
    expect(short([response('+60', 'SD'), progression('+100', basis)])).toBe(expected);
  });

  it('by a marker alone has that reported', () => {
    const { findings } = outcomesOf([...start, progression('+100', 'marker')]);
    expect(findings).toEqual([expect.objectContaining({ code: 'marker-progression', events: ['progression@+100'] })]);
  });

  it('on a day that nobody knows is censored as if not, and that is reported', () => {
    const lines = [...start, response('+60', 'SD'), progression('unknown')];
    expect(outcomesOf(lines).endpoints.pfs).toMatchObject({ status: 'censored', days: 60 });
    expect(outcomesOf(lines).findings).toEqual([
      expect.objectContaining({ code: 'undated-progression', events: ['progression@unknown'] }),
    ]);
  });

  it('and dies on the same day has one event, a progression that notes the death', () => {
    const pfs = pfsOf([response('+60', 'SD'), progression('+100'), died('+100')]);
    expect(pfs).toMatchObject({ status: 'event', days: 100, reason: { code: 'progression' } });
    expect(pfs.reason.text).toMatch(/death on the same day/);
    expect(pfs.evidence).toEqual(expect.arrayContaining(['progression@+100', 'died@+100']));
  });

  it('on time zero itself has not progressed after it', () => {
    expect(short([progression('+0'), response('+60', 'SD')])).toBe('censored 60 no-event');
  });

  it('in a record that is retracted has not progressed', () => {
    expect(short([response('+60', 'SD'), progression('+100'), retracted('progression@+100')])).toBe(
      'censored 60 no-event',
    );
  });

  it('after the cut-off has not progressed yet', () => {
    const lines = [response('+60', 'SD'), response('+120', 'PD')];
    expect(short(lines, { cutOff: '+119' })).toBe('censored 60 no-event');
    expect(short(lines, { cutOff: '+120' })).toBe('event 120 progression');
  });

  it('according to one of two readers has progressed, unless the independent reader is asked first and disagrees', () => {
    const lines = [
      response('+60', 'PD', { assessor: 'investigator' }),
      response('+60', 'SD', { assessor: 'independent' }),
      response('+120', 'PD', { assessor: 'investigator' }),
    ];
    expect(short(lines)).toBe('event 60 progression');
    expect(short(lines, { options: { assessor: 'independent-first' } })).toBe('event 120 progression');
    const { findings } = outcomesOf([...start, ...lines]);
    expect(findings).toEqual([expect.objectContaining({ code: 'two-readings', events: ['PD@+60', 'SD@+60'] })]);
  });
});

describe('a patient who dies', () => {
  it('without progression has the event at death', () => {
    expect(short([response('+60', 'SD'), died('+100')])).toBe('event 100 death');
  });

  it('on time zero has the event at 0', () => {
    expect(short([died('+0')])).toBe('event 0 death');
  });

  it('has no assessment after death: it is ignored and reported', () => {
    const lines = [response('+60', 'SD'), died('+100'), response('+110', 'PD')];
    expect(short(lines)).toBe('event 100 death');
    expect(outcomesOf([...start, ...lines]).findings).toEqual([
      expect.objectContaining({ code: 'after-death', events: ['PD@+110'] }),
    ]);
  });
});

describe('a new therapy', () => {
  it('before progression censors at the last adequate assessment on or before it', () => {
    const lines = [response('+60', 'SD'), response('+70', 'NE'), newTherapy('+80'), response('+100', 'PD')];
    expect(short(lines)).toBe('censored 60 new-therapy');
    expect(pfsOf(lines).evidence).toEqual(expect.arrayContaining(['SD@+60', 'therapy@+80']));
  });

  it('on the day of an assessment comes after it', () => {
    expect(short([response('+60', 'SD'), newTherapy('+60')])).toBe('censored 60 new-therapy');
  });

  it('on the day of progression, or of death, comes after the event', () => {
    expect(short([response('+60', 'PD'), newTherapy('+60')])).toBe('event 60 progression');
    expect(short([newTherapy('+60'), died('+60')])).toBe('event 60 death');
  });

  it('before any assessment censors at time zero', () => {
    expect(short([newTherapy('+30'), response('+60', 'PD')])).toBe('censored 0 new-therapy');
  });

  it('on time zero is the treatment itself', () => {
    expect(short([newTherapy('+0'), response('+60', 'PD')])).toBe('event 60 progression');
  });

  it('is not what a change of regimen within the cycles is', () => {
    expect(short([cycle('+30', { regimen: 'FOLFIRI' }), response('+60', 'PD')])).toBe('event 60 progression');
  });
});

describe('liver surgery within PFS', () => {
  const censor = { options: { liverSurgery: 'censor' } };

  it('is part of the strategy unless asked otherwise: the recurrence is the event', () => {
    const lines = [response('+60', 'PR'), hepatectomy('+80', 'R0'), response('+150', 'PD')];
    expect(short(lines)).toBe('event 150 progression');
    expect(short(lines, censor)).toBe('censored 60 liver-surgery');
  });

  it('on the day of progression does not censor', () => {
    expect(short([response('+60', 'PD'), ablation('+60')], censor)).toBe('event 60 progression');
  });

  it('on the day of a new therapy gives way to it, and to an earlier one, not to a later one', () => {
    expect(short([hepatectomy('+80', 'R0'), newTherapy('+80')], censor)).toBe('censored 0 new-therapy');
    expect(short([hepatectomy('+80', 'R0'), newTherapy('+79')], censor)).toBe('censored 0 new-therapy');
    expect(short([hepatectomy('+80', 'R0'), newTherapy('+81')], censor)).toBe('censored 0 liver-surgery');
  });

  it('of the primary alone never censors', () => {
    const colectomy: Line = ['+80', 'ResectionPerformed', { organ: 'primary', intent: 'curative' }];
    expect(short([response('+60', 'PR'), colectomy, response('+150', 'PD')], censor)).toBe('event 150 progression');
  });
});

describe('a stop of treatment', () => {
  const stopped = (assessor: Asked) =>
    outcomesOf([...start, response('+60', 'SD'), response('+120', 'PD')], assessor, [
      { type: 'TreatmentStopped', occurredOn: '+70', data: { what: 'FOLFOX', cause: 'toxicity' } },
    ]).endpoints.pfs;

  it('neither ends nor censors PFS unless the letter of Table A is asked for', () => {
    expect(stopped({})).toMatchObject({ status: 'event', days: 120 });
    expect(stopped({ options: { discontinuation: 'censor' } })).toMatchObject({
      status: 'censored',
      days: 60,
      reason: { code: 'discontinuation' },
    });
  });
});

describe('missed assessments', () => {
  // Two visits of 56 + 7 days: 126. The 126th day after the last adequate assessment is an event, the 127th is not.
  it('do not censor a progression 126 days after the last assessment, and censor one after 127 days', () => {
    expect(short([response('+60', 'SD'), response('+186', 'PD')])).toBe('event 186 progression');
    expect(short([response('+60', 'SD'), response('+187', 'PD')])).toBe('censored 60 missed-assessments');
  });

  it('count from time zero where there was no assessment, and for death as for progression', () => {
    expect(short([died('+126')])).toBe('event 126 death');
    expect(short([died('+127')])).toBe('censored 0 missed-assessments');
  });

  it('are not made good by an assessment that could not be evaluated, but by one without evidence of disease', () => {
    expect(short([response('+60', 'SD'), response('+120', 'NE'), died('+187')])).toBe('censored 60 missed-assessments');
    expect(short([response('+60', 'SD'), response('+120', 'NED'), died('+187')])).toBe('event 187 death');
  });

  it('follow the schedule that is asked for', () => {
    const schedule = { interval: 90, window: 10 };
    const lines = [response('+60', 'SD'), response('+260', 'PD')];
    expect(short(lines)).toBe('censored 60 missed-assessments');
    expect(short(lines, { options: { schedule } })).toBe('event 260 progression');
  });

  it('name the event that did not count among the evidence', () => {
    expect(pfsOf([response('+60', 'SD'), died('+187')]).evidence).toEqual(
      expect.arrayContaining(['SD@+60', 'died@+187']),
    );
  });
});

describe('a patient alive without progression', () => {
  it('is censored at the last adequate assessment, not at the last contact', () => {
    expect(short([response('+60', 'SD'), response('+110', 'NED'), response('+170', 'NE'), seen('+200')])).toBe(
      'censored 110 no-event',
    );
  });

  it('who was never assessed is censored at time zero', () => {
    expect(short([ct('+60'), seen('+200')])).toBe('censored 0 no-post-baseline-assessment');
  });

  it('who was only assessed on time zero was not assessed after it', () => {
    expect(short([response('+0', 'SD')])).toBe('censored 0 no-post-baseline-assessment');
  });
});
