import { describe, expect, it } from '@jest/globals';
import type { Line } from './history.js';
import {
  all,
  corrected,
  cycle,
  died,
  metastasis,
  mdt,
  outcomesOf,
  primary,
  progression,
  registered,
  retracted,
  seen,
} from './history.js';

/** Treated from day +0 on: metastasis 10 days before the first cycle. */
const treated: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const osOf = (...more: readonly Line[]) => outcomesOf([...treated, ...more]).endpoints.os;
const codes = (lines: readonly Line[]) => outcomesOf(lines).findings.map(({ code }) => code);

describe('overall survival', () => {
  it('runs from the first cycle after the diagnosis of the metastases to death, in whole days', () => {
    // 2 March 2007 to 2 March 2008 is 366 days (29 February 2008 between), to 16 June 2008 another 106: 472; / 30.4375 = 15.507.
    const lines = [registered('2007-02-20'), metastasis('2007-02-12'), cycle('2007-03-02'), died('2008-06-16')];
    expect(outcomesOf(lines).endpoints.os).toEqual({
      status: 'event',
      days: 472,
      months: 15.51,
      start: '2007-03-02',
      date: '2008-06-16',
      reason: { code: 'death', text: 'Died.' },
      imputed: false,
      evidence: ['metastasis@2007-02-12', 'cycle@2007-03-02', 'died@2008-06-16'],
    });
  });

  it('does not start with a cycle that was given before the metastases were found', () => {
    expect(osOf(cycle('-90'), died('+100'))).toMatchObject({ start: '+0', days: 100 });
  });

  it('starts with the cycle that is given on the day of the diagnosis', () => {
    expect(osOf(cycle('-10'), died('+100'))).toMatchObject({ start: '-10', days: 110 });
  });

  it.each([
    ['TACE', '-3', 'EmbolisationPerformed', { kind: 'TACE' }],
    ['embolisation of the portal vein', '+0', 'EmbolisationPerformed', { kind: 'portal-vein' }],
    ['radiotherapy of the liver', '-3', 'RadiotherapyGiven', { site: 'Liver' }],
    ['radiotherapy of the primary', '+0', 'RadiotherapyGiven', { site: 'rectum' }],
    ['ablation', '-3', 'AblationPerformed', { technique: 'microwave' }],
    ['liver resection', '-3', 'ResectionPerformed', { organ: 'liver' }],
    ['resection of the primary', '+0', 'ResectionPerformed', { organ: 'primary' }],
    ['a course of chemotherapy', '-3', 'ChemotherapyCourseGiven', { regimen: 'FOLFOX' }],
  ])('of a patient with %s three days before the first cycle starts on day %s', (_, start, type, data) => {
    expect(osOfUnlisted(type, data).start).toBe(start);
  });

  it('of a patient alive is censored at the last contact, not at a later resectability assessment', () => {
    const os = osOf(seen('+40'), mdt('+50', 'unresectable'));
    expect(os).toMatchObject({ status: 'censored', days: 40, date: '+40', reason: { code: 'no-event' } });
    expect(os.evidence).toContain('seen@+40');
  });

  it.each([
    ['a toxicity of grade 4', 60, 'ToxicityObserved', { term: 'Neutropenia', grade: 4, ctcaeVersion: '3.0' }],
    ['a toxicity of grade 5', 0, 'ToxicityObserved', { term: 'Sepsis', grade: 5, ctcaeVersion: '3.0' }],
    ['a complication of grade IVb', 60, 'ComplicationObserved', { grade: 'IVb' }],
    ['a complication of grade V', 0, 'ComplicationObserved', { grade: 'V' }],
    ['pathology', 0, 'PathologyReported', {}],
    ['a molecular result', 0, 'MolecularTested', {}],
    ['a stop of treatment', 0, 'TreatmentStopped', {}],
    ['a loss to follow-up', 0, 'LostToFollowUp', {}],
    ['a withdrawal of consent', 60, 'ConsentWithdrawn', {}],
    ['an operation given up at exploration', 60, 'ResectionAbandoned', { when: 'at-exploration' }],
    ['an operation given up before it began', 0, 'ResectionAbandoned', { when: 'before-operation' }],
    ['something that this version does not know', 0, 'HoroscopeCast', {}],
  ])('of a patient with nothing later than %s on day 60 is censored on day %d', (_, days, type, data) => {
    expect(osOfUnlisted(type, data, '+60')).toMatchObject({ status: 'censored', days });
  });

  it('of a patient whose chemotherapy course lasted to day 75 is censored there', () => {
    const course: Line = ['+5', 'ChemotherapyCourseGiven', { regimen: 'FOLFOX', lastDay: '+75' }];
    expect(osOf(course)).toMatchObject({ status: 'censored', days: 75 });
  });

  it('of a patient who died on time zero is an event at 0', () => {
    expect(osOf(died('+0'))).toMatchObject({ status: 'event', days: 0, months: 0 });
  });

  it('of a patient whose death is dated before time zero cannot be told, and the conflict is reported', () => {
    const { endpoints, findings } = outcomesOf([...treated, died('-1')]);
    const refused = { status: 'not-evaluable', days: null, months: null, start: null, date: null };
    expect(endpoints.os).toMatchObject({ ...refused, reason: { code: 'death-before-time-zero' } });
    expect(endpoints.pfs).toMatchObject({ ...refused, reason: { code: 'death-before-time-zero' } });
    expect(endpoints.conversion.reason.code).toBe('death-before-time-zero');
    expect(endpoints.bestResponse.reason.code).toBe('death-before-time-zero');
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'death-before-time-zero', events: ['metastasis@-10', 'cycle@+0', 'died@-1'] }),
    );
  });

  it('of a patient who died on an unknown day cannot be told, nor can PFS', () => {
    const { endpoints, findings } = outcomesOf([...treated, progression('+30'), died('unknown')]);
    expect(endpoints.os).toMatchObject({ status: 'not-evaluable', reason: { code: 'undated-death' } });
    expect(endpoints.pfs).toMatchObject({ status: 'not-evaluable', reason: { code: 'undated-death' } });
    expect(endpoints.os.evidence).toContain('died@unknown');
    expect(findings.map(({ code }) => code)).toEqual(['undated-death']);
  });

  it('of a patient recorded twice as dead on an unknown day names both, in whatever order they came', () => {
    const one: Line = ['unknown', 'Died', {}, 'a'];
    const other: Line = ['unknown', 'Died', {}, 'b'];
    expect(osOf(other, one).evidence).toEqual(['metastasis@-10', 'cycle@+0', 'a', 'b']);
  });

  it('of a patient with two deaths ends with the earlier one, until it is retracted', () => {
    const lines = [...treated, died('+200'), died('+100')];
    expect(outcomesOf(lines).endpoints.os.days).toBe(100);
    expect(codes(lines)).toEqual(['several-deaths']);
    const mended = [...lines, retracted('died@+100')];
    expect(outcomesOf(mended).endpoints.os.days).toBe(200);
    expect(codes(mended)).toEqual([]);
  });

  it('of a patient recorded twice as dead on the same day is no conflict', () => {
    const again: Line = ['+100', 'Died', {}, 'died again'];
    expect(codes([...treated, died('+100'), again])).toEqual([]);
  });

  it('ignores a contact dated after death, and says so', () => {
    const { endpoints, findings } = outcomesOf([...treated, died('+100'), seen('+130')]);
    expect(endpoints.os).toMatchObject({ status: 'event', days: 100 });
    expect(findings).toEqual([expect.objectContaining({ code: 'after-death', events: ['seen@+130'] })]);
  });

  it('of a patient without liver metastasis, or without treatment, has no time zero', () => {
    const untreated = [registered('2007-02-20'), primary('2007-02-12')];
    expect(outcomesOf(untreated).endpoints.os.reason.code).toBe('no-liver-metastasis');
    expect(outcomesOf([...untreated, metastasis('2007-02-12')]).endpoints.os.reason.code).toBe(
      'no-first-line-treatment',
    );
    expect(outcomesOf([...untreated, metastasis('unknown'), cycle('2007-03-02')]).endpoints.os.reason.code).toBe(
      'no-liver-metastasis',
    );
  });

  it('may be counted from another time zero while PFS keeps the start of first-line treatment', () => {
    const lines = [...treated, primary('-15'), died('+100')];
    const { endpoints, timeZero } = outcomesOf(lines, { timeZero: 'diagnosis' });
    expect(timeZero).toBe('diagnosis');
    expect(endpoints.os).toMatchObject({ start: '-15', days: 115 });
    expect(endpoints.pfs.start).toBe('+0');
  });
});

describe('a correction or retraction', () => {
  it('of the death moves survival to the day now known and is named beside the first record', () => {
    const lines = [...treated, died('+100'), corrected('died@+100', '+110', { cause: 'other' })];
    const { os } = outcomesOf(lines).endpoints;
    expect(os.days).toBe(110);
    expect(os.evidence).toEqual(['metastasis@-10', 'cycle@+0', 'died@+100', 'correction of died@+100']);
  });

  it('of the death brings the patient back to life', () => {
    expect(osOf(died('+100'), seen('+50'), retracted('died@+100'))).toMatchObject({ status: 'censored', days: 50 });
  });
});

describe('a data cut-off', () => {
  const lines = [...treated, seen('+50'), died('+100')];

  it('between last contact and death proves the patient alive at the cut-off', () => {
    const { os } = outcomesOf(lines, { cutOff: '+80' }).endpoints;
    expect(os).toMatchObject({ status: 'censored', days: 80, date: '+80', reason: { code: 'no-event' } });
    expect(os.evidence).toContain('died@+100');
  });

  it('on the day of death counts the death', () => {
    expect(outcomesOf(lines, { cutOff: '+100' }).endpoints.os).toMatchObject({ status: 'event', days: 100 });
  });

  it('after the last contact of a patient alive changes nothing', () => {
    expect(outcomesOf([...treated, seen('+50')], { cutOff: '+80' }).endpoints.os).toMatchObject({ days: 50 });
  });

  it('before time zero leaves the patient out', () => {
    const { os, pfs } = outcomesOf(lines, { cutOff: '-1' }).endpoints;
    expect([os.reason.code, pfs.reason.code]).toEqual(['after-cut-off', 'after-cut-off']);
  });

  it('on the calendar says nothing of a patient with relative days', () => {
    const { endpoints, findings } = outcomesOf(lines, { cutOff: '2009-12-31' });
    expect(new Set(all(endpoints).map(({ status }) => status))).toEqual(new Set(['not-evaluable']));
    expect(new Set(all(endpoints).map(({ reason }) => reason.code))).toEqual(new Set(['no-calendar']));
    expect(findings).toEqual([]);
  });

  it('on a relative day says nothing of a patient with dates', () => {
    const dated = [registered('2007-02-20'), metastasis('2007-02-12'), cycle('2007-03-02'), died('2008-06-16')];
    expect(outcomesOf(dated, { cutOff: '+365' }).endpoints.os.reason.code).toBe('no-calendar');
  });
});

/** OS with one more entry, given to the timeline as it stands: of a type that the catalogue need not have. */
function osOfUnlisted(type: string, data: Line[2], when = '-3') {
  return outcomesOf(treated, {}, [{ type, data: data ?? {}, occurredOn: when }]).endpoints.os;
}
