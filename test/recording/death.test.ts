import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import { correction, event, given, outcome, registered, retraction, when } from './given.js';

const died = (day = '2009-10-01', id = 'death', acknowledge: readonly string[] = []) =>
  event('Died', day, {}, { id, acknowledge });
const contact = (day: string, acknowledge: readonly string[] = []) =>
  event('FollowedUp', day, { status: 'alive' }, { id: 'visit', acknowledge });
const dead = given(registered(), died());

describe('A toxicity of grade 5', () => {
  const code = 'grade-5-without-death';
  const toxicity = (grade: number, acknowledge: readonly string[] = []) =>
    event('ToxicityObserved', '2009-10-01', { term: 'Sepsis', grade, ctcaeVersion: '3.0' }, { id: 'tox', acknowledge });

  it('of a patient not known to have died is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(given(registered()), toxicity(5)))).toEqual(['needs-acknowledgement', `${code} /0/data/grade`]);
    expect(outcome(when(given(registered()), toxicity(5, [code])))).toEqual(['accepted', code]);
  });

  it('with the death on record or in the batch, and a toxicity of grade 4, are not questioned', () => {
    expect(outcome(when(dead, toxicity(5)))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), toxicity(5), died()))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), toxicity(4)))).toEqual(['accepted']);
  });

  it('is questioned when the death is retracted', () => {
    expect(outcome(when(given(registered(), died(), toxicity(5)), retraction('death')))).toEqual([
      'needs-acknowledgement',
      `${code} /0`,
    ]);
  });
});

describe('A complication of Clavien–Dindo grade V', () => {
  const code = 'grade-5-without-death';
  const complication = (grade: string, acknowledge: readonly string[] = []) =>
    event('ComplicationObserved', '2009-10-01', { term: 'Liver failure', grade }, { id: 'leak', acknowledge });

  it('of a patient not known to have died is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(given(registered()), complication('V')))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/grade`,
    ]);
    expect(outcome(when(given(registered()), complication('V', [code])))).toEqual(['accepted', code]);
  });

  it('with the death on record or in the batch, and a complication of grade IVb, are not questioned', () => {
    expect(outcome(when(dead, complication('V')))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), complication('V'), died()))).toEqual(['accepted']);
    expect(outcome(when(given(registered()), complication('IVb')))).toEqual(['accepted']);
  });

  it('is questioned when the death is retracted, or a correction makes it one', () => {
    expect(outcome(when(given(registered(), died(), complication('V')), retraction('death')))).toEqual([
      'needs-acknowledgement',
      `${code} /0`,
    ]);
    const record = given(registered(), complication('IVa'));
    expect(outcome(when(record, correction('leak', '2009-10-01', { term: 'Liver failure', grade: 'V' })))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/data/grade`,
    ]);
  });
});

describe('A second death', () => {
  const code = 'second-death';

  it('on another date is questioned, and recorded once that is acknowledged', () => {
    expect(outcome(when(dead, died('2009-10-02', 'other')))).toEqual([
      'needs-acknowledgement',
      `${code} /0/occurredOn`,
    ]);
    expect(outcome(when(dead, died('2009-10-02', 'other', [code])))).toEqual(['accepted', code]);
  });

  it('is not questioned where its date may be that of the first', () => {
    for (const day of ['2009-10-01', '2009-10', '2009', 'unknown']) {
      expect(outcome(when(dead, died(day, 'other')))).toEqual(['accepted']);
    }
    expect(outcome(when(dead, died('2010', 'other')))).toEqual(['needs-acknowledgement', `${code} /0/occurredOn`]);
  });

  it('is not questioned in place of the first, retracted', () => {
    expect(outcome(when(dead, retraction('death'), died('2009-10-02', 'other')))).toEqual(['accepted']);
  });
});

describe('After death', () => {
  const code = 'after-death';

  it.each<[string, JsonObject]>([
    ['ImagingPerformed', { modality: 'CT', purpose: 'follow-up' }],
    ['ChemotherapyCycleGiven', { regimen: 'FOLFOX', cycle: 1 }],
    ['ChemotherapyCourseGiven', { regimen: 'FOLFOX' }],
    ['NewTherapyStarted', { therapy: 'FOLFIRI' }],
    ['ResectionPerformed', { organ: 'primary', intent: 'curative' }],
    ['AblationPerformed', { technique: 'microwave' }],
    ['EmbolisationPerformed', { kind: 'TACE' }],
    ['RadiotherapyGiven', { site: 'bone' }],
    ['TumourMarkerMeasured', { marker: 'CEA', value: 48.5, unit: 'ng/mL' }],
    ['ResectionAbandoned', { planned: 'liver', when: 'at-exploration', cause: 'progression' }],
    ['ToxicityObserved', { term: 'Sepsis', grade: 4, ctcaeVersion: '3.0' }],
    ['ComplicationObserved', { term: 'Bile leak', grade: 'IVb' }],
    ['ConsentWithdrawn', { scope: 'contact' }],
    ['FollowedUp', { status: 'alive' }],
  ])('%s is questioned, and recorded once that is acknowledged', (type, data) => {
    expect(outcome(when(dead, event(type, '2009-10-02', data)))).toEqual([
      'needs-acknowledgement',
      `${code} /0/occurredOn`,
    ]);
    expect(outcome(when(dead, event(type, '2009-10-02', data, { acknowledge: [code] })))).toEqual(['accepted', code]);
    expect(outcome(when(dead, event(type, '2009-10-01', data)))).toEqual(['accepted']);
  });

  it('a course that goes on is questioned', () => {
    const course = event('ChemotherapyCourseGiven', '2009-09-01', { regimen: 'FOLFOX', lastDay: '2009-10-02' });
    expect(outcome(when(dead, course))).toEqual(['needs-acknowledgement', `${code} /0/occurredOn`]);
  });

  it.each<[string, JsonObject]>([
    ['PathologyReported', { specimen: { kind: 'autopsy' } }],
    ['ResponseAssessed', { criteria: 'WHO', overall: 'NED' }],
    ['ResectabilityAssessed', { classification: 'unresectable' }],
    ['MolecularTested', { results: [{ marker: 'KRAS', result: 'mutated' }] }],
    ['TreatmentStopped', { what: 'FOLFOX', cause: 'death' }],
    ['ResectionAbandoned', { planned: 'liver', when: 'before-operation', cause: 'other' }],
    ['ToxicityObserved', { term: 'Sepsis', grade: 5, ctcaeVersion: '3.0' }],
    ['ComplicationObserved', { term: 'Liver failure', grade: 'V' }],
  ])('%s is not questioned', (type, data) => {
    expect(outcome(when(dead, event(type, '2009-11-01', data)))).toEqual(['accepted']);
  });

  it('nothing is questioned that a partial date may put before it', () => {
    expect(outcome(when(dead, contact('2009-10')))).toEqual(['accepted']);
    expect(outcome(when(dead, contact('2009-11')))).toEqual(['needs-acknowledgement', `${code} /0/occurredOn`]);
    expect(outcome(when(dead, contact('unknown')))).toEqual(['accepted']);
    expect(outcome(when(given(registered(), died('unknown')), contact('2009-11-01')))).toEqual(['accepted']);
  });

  it('a contact known before the death makes the death the one in question, once for all such contacts', () => {
    const record = given(registered(), contact('2009-11-01'), event('FollowedUp', '2009-12-01', { status: 'alive' }));
    const decision = when(record, died());
    expect(outcome(decision)).toEqual(['needs-acknowledgement', `${code} /0`]);
    expect(decision.accepted || decision.violations[0]?.detail).toContain('and 1 more');
    expect(outcome(when(record, died('2009-10-01', 'death', [code])))).toEqual(['accepted', code]);
  });

  it('a contact is questioned when a correction moves it or the death, and not when it changes something else', () => {
    const record = given(registered(), contact('2009-09-01'), died());
    const moved = correction('visit', '2009-11-01', { status: 'alive' });
    expect(outcome(when(record, moved))).toEqual(['needs-acknowledgement', `${code} /0/data/occurredOn`]);
    expect(outcome(when(record, correction('death', '2009-08-01', {})))).toEqual([
      'needs-acknowledgement',
      `${code} /0`,
    ]);
    const known = given(registered(), died(), contact('2009-11-01'));
    expect(outcome(when(known, correction('death', '2009-10-01', { cause: 'cancer' })))).toEqual(['accepted']);
  });
});
