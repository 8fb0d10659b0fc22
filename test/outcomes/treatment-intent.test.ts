import { describe, expect, it } from '@jest/globals';
import {
  ablation,
  cycle,
  hepatectomy,
  mdt,
  metastasis,
  newTherapy,
  outcomesOf,
  primary,
  progression,
  registered,
  type Line,
} from './history.js';

const found: readonly Line[] = [registered('-60', 'relative'), primary('-50'), metastasis('-10')];
const colectomy = (when: string): Line => [when, 'ResectionPerformed', { organ: 'primary', intent: 'curative' }];
const treatmentOf = (...lines: readonly Line[]) => outcomesOf([...found, ...lines]).endpoints.treatment;

describe('the intent of chemotherapy, told from what followed', () => {
  const before = cycle('+0');
  const resection = hepatectomy('+90', 'R0');
  const after = cycle('+120');
  it.each([
    ['neoadjuvant: before the resection of a resectable patient', [mdt('-5', 'resectable'), before, resection]],
    ['conversion: before the resection of an uncertain patient', [mdt('-5', 'uncertain'), before, resection]],
    ['conversion: before the resection of an unresectable one', [mdt('-5', 'unresectable'), before, resection]],
    ['adjuvant: after the resection', [mdt('-5', 'resectable'), hepatectomy('+0', 'R0'), after]],
    ['perioperative: before and after it', [mdt('-5', 'resectable'), before, resection, after]],
    ['perioperative: before and after it, never classed', [before, resection, after]],
    ['palliative: nothing was resected', [mdt('-5', 'resectable'), before]],
    ['palliative: only ablated so far', [before, ablation('+90')]],
    ['palliative: a first stage clears nothing', [before, hepatectomy('+90', 'R0', { stage: 'first' })]],
    // A resection reopens the question: what follows the progression before it is still adjuvant to it.
    ['adjuvant: after a progression and a resection', [ablation('+0'), progression('+60'), resection, after]],
    // 1.4: of one day the assessment comes first.
    ['adjuvant: on the day of the resection', [ablation('+0'), resection, cycle('+90')]],
    ['adjuvant: progression found on the day of surgery', [ablation('+0'), progression('+90'), resection, after]],
  ] as const)('is %s', (answer, lines) => {
    expect(treatmentOf(...lines).intent).toBe(answer.split(':')[0]);
  });

  it.each([
    ['before the resection of a patient never classed', [before, resection], 'no-initial-assessment'],
    ['only after the recurrence', [hepatectomy('+0', 'R0'), progression('+200'), cycle('+210')], 'after-progression'],
    ['none at all', [hepatectomy('+0', 'R0')], 'no-chemotherapy'],
    [
      'before a transplantation',
      [before, hepatectomy('+90', 'R0', { procedure: 'transplantation' })],
      'transplantation',
    ],
  ] as const)('is not known of a patient with chemotherapy %s', (_, lines, code) => {
    expect(treatmentOf(...lines)).toMatchObject({ status: 'evaluable', intent: null, reason: { code } });
  });

  it('is not that of the source, which stands beside it', () => {
    const lines = [cycle('+0', { intent: 'conversion' }), cycle('+14', { cycle: 2 }), newTherapy('+60')];
    expect(treatmentOf(...lines)).toMatchObject({ intent: 'palliative', statedIntents: ['conversion'] });
    // The intent of an operation is none of chemotherapy.
    expect(treatmentOf(hepatectomy('+0', 'R0')).statedIntents).toEqual([]);
  });

  it('names what it was read from: the chemotherapy, the class and the resection', () => {
    const { evidence } = treatmentOf(mdt('-5', 'uncertain'), before, resection);
    expect(evidence).toEqual(expect.arrayContaining(['cycle@+0', 'mdt@-5', 'hepatectomy@+90']));
  });
});

describe('chemotherapy of the metastases starts', () => {
  // Essadi 2011: 35 patients before a surgical gesture, 25 after resection of the primary.
  it.each([
    ['before surgery', [cycle('+0'), colectomy('+30')], 'before-surgery'],
    ['before surgery, also of that day', [cycle('+0'), colectomy('+0')], 'before-surgery'],
    ['after resection of the primary', [colectomy('-40'), cycle('+0')], 'after-resection-of-primary'],
    [
      'after both were resected',
      [colectomy('-40'), hepatectomy('+0', 'R0'), cycle('+30')],
      'after-resection-of-primary',
    ],
    [
      'after both at one operation',
      [hepatectomy('+0', 'R0', { withPrimary: true }), cycle('+30')],
      'after-resection-of-primary',
    ],
    ['after resection of the liver alone', [hepatectomy('+0', 'R0'), cycle('+30')], 'after-other-surgery'],
    ['never', [hepatectomy('+0', 'R0')], null],
  ] as const)('%s', (_, lines, expected) => {
    expect(treatmentOf(...lines).chemotherapyStart).toBe(expected);
  });
});
