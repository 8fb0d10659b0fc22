import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import { cycle, died, hepatectomy, mdt, metastasis, outcomesOf, registered, type Line } from './history.js';

const at = (when: string, type: string, data: JsonObject): Line => [when, type, data, `${type}@${when}`];
const before: readonly Line[] = [registered('-20', 'relative'), metastasis('-10')];
const osOf = (...lines: readonly Line[]) => outcomesOf([...before, ...lines]).endpoints.os;

const tace = (when: string) => at(when, 'EmbolisationPerformed', { kind: 'TACE' });
const portalVein = (when: string, kind = 'portal-vein') =>
  at(when, 'EmbolisationPerformed', { kind, side: ['right', 'segment-4'] });
const givenUp = (when: string, stage: string) =>
  at(when, 'ResectionAbandoned', { planned: 'liver', when: stage, cause: 'extrahepatic-disease' });

describe('First-line treatment of the liver metastases (endpoints.md 2.1)', () => {
  it.each([
    ['TACE', tace('+0')],
    ['radioembolisation', at('+0', 'EmbolisationPerformed', { kind: 'radioembolisation', side: ['left', 'right'] })],
    ['radiotherapy of the liver', at('+0', 'RadiotherapyGiven', { site: 'liver', dose: 45, fractions: 3 })],
  ])('begins with %s as with a cycle', (_, treatment) => {
    const os = osOf(treatment, cycle('+30'), died('+100'));
    expect(os).toMatchObject({ status: 'event', start: '+0', days: 100 });
    expect(os.evidence).toContain(treatment[3]);
  });

  it.each([
    ['embolisation of the portal vein', portalVein('+0')],
    ['embolisation of the portal and the hepatic vein', portalVein('+0', 'portal-and-hepatic-vein')],
    ['radiotherapy of a bone', at('+0', 'RadiotherapyGiven', { site: 'bone' })],
    ['an exploration at which the resection is given up', givenUp('+0', 'at-exploration')],
  ])('does not begin with %s', (_, treatment) => {
    expect(osOf(treatment, cycle('+30'), died('+100'))).toMatchObject({ start: '+30', days: 70 });
    expect(osOf(treatment, died('+100')).reason.code).toBe('no-first-line-treatment');
  });
});

describe('A patient is known to be alive on the day of (endpoints.md 4.1)', () => {
  it.each<[string, number, Line]>([
    ['an embolisation', 60, portalVein('+60')],
    ['radiotherapy', 60, at('+60', 'RadiotherapyGiven', { site: 'bone' })],
    ['a marker', 60, at('+60', 'TumourMarkerMeasured', { marker: 'CEA', value: 12, unit: 'ng/mL' })],
    ['a toxicity of grade 4', 60, at('+60', 'ToxicityObserved', { term: 'Sepsis', grade: 4, ctcaeVersion: '3.0' })],
    ['a complication of grade IVb', 60, at('+60', 'ComplicationObserved', { term: 'Bile leak', grade: 'IVb' })],
    ['a withdrawal of consent', 60, at('+60', 'ConsentWithdrawn', { scope: 'contact' })],
    ['an exploration', 60, givenUp('+60', 'at-exploration')],
    ['the last cycle of a course', 60, at('+20', 'ChemotherapyCourseGiven', { regimen: 'FOLFIRI', lastDay: '+60' })],
    ['nothing but a resection given up beforehand', 0, givenUp('+60', 'before-operation')],
    ['nothing but a fatal complication', 0, at('+60', 'ComplicationObserved', { term: 'Bile leak', grade: 'V' })],
    [
      'nothing but a molecular result',
      0,
      at('+60', 'MolecularTested', { results: [{ marker: 'MSI', result: 'high' }] }),
    ],
    ['nothing but a treatment stopped', 0, at('+60', 'TreatmentStopped', { what: 'FOLFOX', cause: 'not-stated' })],
    ['nothing but a loss to follow-up', 0, at('+60', 'LostToFollowUp', {})],
  ])('%s', (_, days, proof) => {
    expect(osOf(cycle('+0'), proof)).toMatchObject({ status: 'censored', days });
  });
});

describe('A resection given up at exploration', () => {
  const uncertain: readonly Line[] = [...before, mdt('-5', 'uncertain'), cycle('+0'), givenUp('+90', 'at-exploration')];

  it('is no conversion', () => {
    expect(outcomesOf(uncertain).endpoints.conversion).toMatchObject({
      status: 'censored',
      converted: false,
      days: 90,
      reason: { code: 'no-clearing-resection' },
    });
  });

  it('does not stand in the way of a later one', () => {
    const resected = [...uncertain, portalVein('+100'), hepatectomy('+140', 'R0')];
    expect(outcomesOf(resected).endpoints.conversion).toMatchObject({
      converted: true,
      days: 140,
      after: 'systemic-and-embolisation',
    });
  });
});
