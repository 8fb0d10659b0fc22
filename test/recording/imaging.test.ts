import { describe, expect, it } from '@jest/globals';
import { correction, event, given, outcome, registered, when } from './given.js';

interface Lesion {
  readonly organ?: string;
  readonly node?: boolean;
  readonly diameter?: number;
  readonly state?: string;
}

const content = (purpose: string, lesions: readonly Lesion[]) => ({
  modality: 'CT',
  purpose,
  targetLesions: lesions.map((lesion, index) => ({
    id: `T${index + 1}`,
    organ: 'liver',
    state: 'measured',
    ...lesion,
  })),
});
const ct = (purpose: string, lesions: readonly Lesion[], acknowledge: readonly string[] = []) =>
  event('ImagingPerformed', '2007-02-26', content(purpose, lesions), { id: 'ct', acknowledge });
const record = given(registered());
const inOrgans = (...organs: readonly string[]) => organs.map((organ) => ({ organ, diameter: 200 }));

describe('The target lesions of a patient', () => {
  const code = 'too-many-target-lesions';
  const five = inOrgans('liver', 'Liver', 'lung', 'lung', 'adrenal');

  it('are five at most: more are questioned, and recorded once that is acknowledged', () => {
    const six = [...five, ...inOrgans('spleen')];
    expect(outcome(when(record, ct('baseline', five)))).toEqual(['accepted']);
    expect(outcome(when(record, ct('baseline', six)))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/targetLesions`,
    ]);
    expect(outcome(when(record, ct('baseline', six, [code])))).toEqual(['accepted', code]);
  });

  it('are two at most in an organ, however it is written', () => {
    const decision = when(record, ct('baseline', inOrgans('liver', 'Liver', 'lung', 'LIVER ')));
    expect(outcome(decision)).toEqual(['needs-acknowledgement', `${code} /0/data/targetLesions`]);
    expect(decision.accepted || decision.violations[0]?.detail).toContain('3 target lesions in the organ liver');
  });

  it('are not asked about again when the imaging is corrected in something else', () => {
    const three = inOrgans('liver', 'liver', 'liver');
    const known = given(registered(), ct('baseline', three));
    expect(outcome(when(known, correction('ct', '2007-02-27', content('baseline', three))))).toEqual(['accepted']);
  });
});

describe('A target lesion at baseline', () => {
  const code = 'target-lesion-too-small';

  it.each<[string, Lesion]>([
    ['of 9.9 mm', { diameter: 99 }],
    ['too small to measure', { state: 'too-small' }],
    ['that is a node of 14.9 mm in short axis', { node: true, diameter: 149 }],
  ])('%s is questioned, and recorded once that is acknowledged', (_, lesion) => {
    expect(outcome(when(record, ct('baseline', [lesion])))).toEqual([
      'needs-acknowledgement',
      `${code} /0/data/targetLesions`,
    ]);
    expect(outcome(when(record, ct('baseline', [lesion], [code])))).toEqual(['accepted', code]);
  });

  it('of 10 mm, or a node of 15 mm, is not questioned', () => {
    expect(outcome(when(record, ct('baseline', [{ diameter: 100 }, { node: true, diameter: 150 }])))).toEqual([
      'accepted',
    ]);
  });

  it('may shrink below that later', () => {
    expect(outcome(when(record, ct('response', [{ diameter: 40 }, { state: 'too-small' }])))).toEqual(['accepted']);
  });
});
