import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import type { Asked } from '../../src/outcomes/index.js';
import { ablation, hepatectomy, metastasis, outcomesOf, primary, registered, seen, type Line } from './history.js';

const found: readonly Line[] = [registered('-60', 'relative'), primary('-50'), metastasis('-50')];
const surgeryOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.surgery;
const colectomy = (when: string, data: JsonObject = {}): Line => [
  when,
  'ResectionPerformed',
  { organ: 'primary', intent: 'curative', procedure: 'colectomy', ...data },
  `colectomy@${when}`,
];
const abandoned = (when: string, planned: string, at: string): Line => [
  when,
  'ResectionAbandoned',
  { planned, when: at, cause: 'progression' },
  `abandoned@${when}`,
];
const pathology = (when: string, specimenId: string, data: JsonObject): Line => [
  when,
  'PathologyReported',
  { specimenId, ...data },
  `pathology@${when}`,
];

describe('an operation', () => {
  it('is told whole: what, where, how it left the liver, and its margin with what says so', () => {
    const lines = [
      hepatectomy('+90', 'pending', { procedure: 'hemihepatectomy', lesions: 3, diseaseLeft: ['primary'] }),
      ablation('+90'),
      pathology('+97', 'hepatectomy@+90', { margin: 'R1', marginWidth: 4 }),
    ];
    const { operations, status, reason, evidence } = surgeryOf(lines);
    expect(operations.find(({ kind }) => kind === 'resection')).toEqual({
      date: '+90',
      kind: 'resection',
      organ: 'liver',
      procedure: 'hemihepatectomy',
      intent: 'curative',
      stage: null,
      clearing: true,
      clearingReason: { code: 'clears-the-liver', text: expect.any(String) },
      margin: 'R1',
      marginReason: { code: 'pathology', text: 'R1 by the pathology report.' },
      marginWidth: 4,
      diseaseLeft: ['primary'],
      lesions: 3,
      withAblation: true,
      withPrimary: false,
      evidence: ['hepatectomy@+90', 'pathology@+97'],
    });
    expect(operations.find(({ kind }) => kind === 'ablation')).toMatchObject({
      organ: 'liver',
      procedure: 'microwave',
      clearing: null,
      margin: null,
      marginReason: { code: 'no-specimen' },
    });
    expect({ status, code: reason.code }).toEqual({ status: 'evaluable', code: 'operated' });
    expect(evidence.toSorted()).toEqual(['ablation@+90', 'hepatectomy@+90', 'pathology@+97']);
  });

  it.each([
    ['a first stage', { stage: 'first' }, 'first-stage'],
    ['a transplantation', { procedure: 'Transplantation ' }, 'transplantation'],
    ['one that leaves disease in the liver', { diseaseLeft: ['liver'] }, 'disease-left-in-liver'],
  ])('does not clear the liver if it is %s', (_, data, code) => {
    expect(surgeryOf([hepatectomy('+90', 'R0', data)]).operations).toMatchObject([
      { clearing: false, clearingReason: { code }, margin: 'R0' },
    ]);
  });

  it('has further lesions ablated where the record says so, also without a record of the ablation', () => {
    const [told, silent] = surgeryOf([
      hepatectomy('+90', 'R0', { withAblation: true }),
      hepatectomy('+400', 'R0'),
    ]).operations;
    expect([told?.withAblation, silent?.withAblation]).toEqual([true, false]);
  });

  it('on the primary is asked for its margin, not for clearing the liver', () => {
    expect(surgeryOf([colectomy('+0', { margin: 'R0' })]).operations).toMatchObject([
      { organ: 'primary', clearing: null, margin: 'R0', marginReason: { code: 'operation-record' } },
    ]);
  });

  it.each(['pending', 'not-stated'])('whose margin is %s has none', (margin) => {
    expect(surgeryOf([hepatectomy('+90', margin)]).operations).toMatchObject([
      { clearing: true, margin: null, marginReason: { code: 'margin-unknown' } },
    ]);
  });

  it('in two stages clears at the second, with the worse margin of the two', () => {
    const lines = [
      hepatectomy('+90', 'R1', { stage: 'first', diseaseLeft: ['liver'] }),
      hepatectomy('+120', 'R0', { stage: 'second' }),
    ];
    expect(surgeryOf(lines).operations).toMatchObject([
      { stage: 'first', clearing: false, margin: 'R1' },
      { stage: 'second', clearing: true, margin: 'R1' },
    ]);
  });

  it('after the cut-off has not been done', () => {
    expect(surgeryOf([hepatectomy('+90', 'R0')], { cutOff: '+89' })).toMatchObject({
      status: 'evaluable',
      operations: [],
      reason: { code: 'not-operated' },
    });
  });
});

describe('resections planned, started and done', () => {
  const none = { planned: 0, started: 0, done: 0 };

  it('are counted apart for the liver, the second stage and the primary', () => {
    const lines = [
      colectomy('+0'),
      hepatectomy('+90', 'R0', { stage: 'first', diseaseLeft: ['liver'] }),
      abandoned('+120', 'second-stage', 'before-operation'),
    ];
    // One colectomy done; a first stage done; of the second stage only the plan.
    expect(surgeryOf(lines).counts).toEqual({
      liver: { planned: 1, started: 1, done: 1 },
      'second-stage': { planned: 1, started: 0, done: 0 },
      primary: { planned: 1, started: 1, done: 1 },
    });
  });

  it('of a patient with two stages are one of each', () => {
    const lines = [hepatectomy('+90', 'R0', { stage: 'first' }), hepatectomy('+120', 'R0', { stage: 'second' })];
    const once = { planned: 1, started: 1, done: 1 };
    expect(surgeryOf(lines).counts).toEqual({ liver: once, 'second-stage': once, primary: none });
  });

  it('of a patient explored in vain, and resected later, are two attempts', () => {
    const lines = [abandoned('+60', 'liver', 'at-exploration'), hepatectomy('+120', 'R0')];
    const { counts, abandoned: givenUp } = surgeryOf(lines);
    expect(counts.liver).toEqual({ planned: 2, started: 2, done: 1 });
    expect(givenUp).toEqual([
      { date: '+60', planned: 'liver', when: 'at-exploration', cause: 'progression', evidence: ['abandoned@+60'] },
    ]);
  });

  it('of a primary removed with the liver are one of each, however often recorded', () => {
    const lines = [hepatectomy('+90', 'R0', { withPrimary: true }), colectomy('+90')];
    expect(surgeryOf(lines).counts).toMatchObject({
      liver: { planned: 1, started: 1, done: 1 },
      primary: { planned: 1, started: 1, done: 1 },
    });
  });

  it('count no transplantation', () => {
    expect(surgeryOf([hepatectomy('+90', 'R0', { procedure: 'transplantation' })]).counts.liver).toEqual(none);
  });
});

describe('the sequence of operations of a patient with synchronous metastases', () => {
  it.each([
    ['primary-first', [colectomy('+0'), hepatectomy('+90', 'R0')]],
    ['primary-first', [colectomy('+0'), hepatectomy('+90', 'R0', { withPrimary: true })]],
    ['liver-first', [hepatectomy('+30', 'R0'), colectomy('+90')]],
    ['liver-first', [hepatectomy('+30', 'R0', { stage: 'first' }), colectomy('+90')]],
    ['simultaneous', [hepatectomy('+30', 'R0'), colectomy('+30')]],
    ['simultaneous', [hepatectomy('+30', 'R0', { withPrimary: true })]],
    ['primary-only', [colectomy('+0'), ablation('+30')]],
    ['liver-only', [hepatectomy('+30', 'R0')]],
    ['neither', [seen('+30')]],
  ] as const)('is %s', (sequence, lines) => {
    expect(surgeryOf(lines)).toMatchObject({ sequence, sequenceReason: { code: 'by-dates' } });
  });

  it('is no question where they are metachronous', () => {
    const lines = [registered('-60', 'relative'), primary('-400'), metastasis('-10'), hepatectomy('+0', 'R0')];
    expect(outcomesOf(lines).endpoints.surgery).toMatchObject({
      sequence: null,
      sequenceReason: { code: 'not-synchronous' },
    });
  });
});
