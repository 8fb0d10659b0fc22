import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import { cycle, hepatectomy, mdt, metastasis, outcomesOf, registered, type Line } from './history.js';

const found: readonly Line[] = [registered('-20', 'relative'), metastasis('-10')];
const resectabilityOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.resectability;

describe('the resectability of a patient', () => {
  it('is that of the outset and of each reassessment, in order, with what was planned', () => {
    const lines = [
      mdt('+130', 'resectable', { by: 'mdt', plannedStrategy: 'two-stages' }),
      mdt('-5', 'unresectable'),
      cycle('+0'),
      mdt('+60', 'uncertain'),
    ];
    expect(resectabilityOf(lines)).toEqual({
      status: 'evaluable',
      initial: 'unresectable',
      current: 'resectable',
      assessments: [
        { date: '-5', classification: 'unresectable', by: null, plannedStrategy: null, evidence: ['mdt@-5'] },
        { date: '+60', classification: 'uncertain', by: null, plannedStrategy: null, evidence: ['mdt@+60'] },
        {
          date: '+130',
          classification: 'resectable',
          by: 'mdt',
          plannedStrategy: 'two-stages',
          evidence: ['mdt@+130'],
        },
      ],
      reason: {
        code: 'assessed',
        text: 'Classed as unresectable at the outset, and as resectable when last assessed.',
      },
      imputed: false,
      evidence: ['metastasis@-10', 'mdt@-5', 'mdt@+60', 'mdt@+130'],
    });
  });

  it('at the outset is not what was found after treatment began, which is current all the same', () => {
    expect(resectabilityOf([cycle('+0'), mdt('+60', 'resectable')])).toMatchObject({
      status: 'evaluable',
      initial: null,
      current: 'resectable',
      reason: { code: 'no-initial-assessment' },
    });
  });

  it('is not what a single person thinks, who is shown', () => {
    const lines = [mdt('-5', 'uncertain'), cycle('+0'), mdt('+60', 'unresectable', { by: 'one-person' })];
    const { current, assessments } = resectabilityOf(lines);
    expect(current).toBe('uncertain');
    expect(assessments.map(({ by }) => by)).toEqual([null, 'one-person']);
    expect(resectabilityOf([mdt('-5', 'uncertain', { by: 'one-person' }), cycle('+0')])).toMatchObject({
      status: 'not-evaluable',
      initial: null,
      current: null,
      reason: { code: 'no-initial-assessment' },
    });
  });

  it('assessed twice on one day is what was recorded last', () => {
    const first: Line = ['+60', 'ResectabilityAssessed', { classification: 'resectable' }, 'z'];
    const second: Line = ['+60', 'ResectabilityAssessed', { classification: 'unresectable' }, 'a'];
    expect(resectabilityOf([cycle('+0'), first, second]).current).toBe('unresectable');
    expect(resectabilityOf([cycle('+0'), second, first]).current).toBe('resectable');
  });

  it('who was never treated is at the outset however late the assessment', () => {
    expect(resectabilityOf([mdt('+400', 'unresectable')])).toMatchObject({ initial: 'unresectable' });
  });

  it('is no question before the metastases were found, nor after the cut-off', () => {
    const lines = [mdt('-11', 'resectable'), mdt('-5', 'uncertain'), cycle('+0'), mdt('+60', 'resectable')];
    expect(resectabilityOf(lines, { cutOff: '+59' })).toMatchObject({ initial: 'uncertain', current: 'uncertain' });
    expect(resectabilityOf(lines, { cutOff: '+60' }).current).toBe('resectable');
  });

  it('without liver metastases is not evaluable', () => {
    const lines = [registered('+0', 'relative'), mdt('+5', 'resectable'), hepatectomy('+9', 'R0')];
    expect(outcomesOf(lines).endpoints.resectability).toMatchObject({
      status: 'not-evaluable',
      assessments: [],
      reason: { code: 'no-liver-metastasis' },
    });
  });
});
