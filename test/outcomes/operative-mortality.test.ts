import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import {
  ablation,
  died,
  hepatectomy,
  metastasis,
  outcomesOf,
  registered,
  retracted,
  seen,
  type Line,
} from './history.js';

const found: readonly Line[] = [registered('-60', 'relative'), metastasis('-10')];
const explored: Line = [
  '+0',
  'ResectionAbandoned',
  { planned: 'liver', when: 'at-exploration', cause: 'unresectable' },
  'explored',
];
const mortalityOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.operativeMortality;
const fatesOf = (lines: readonly Line[], asked: Asked = {}) =>
  mortalityOf(lines, asked).operations.map(({ date, status, days }) => `${date} ${status} ${days}`);
const resection = hepatectomy('+0', 'R0');

describe('after an operation a patient', () => {
  it.each([
    ['who dies that day', [died('+0')], '+0 died 0'],
    ['who dies on day 90', [died('+90')], '+0 died 90'],
    ['who dies on day 91', [died('+91')], '+0 alive 91'],
    ['who is seen on day 90', [seen('+90')], '+0 alive 90'],
    ['who was last seen on day 89', [seen('+89')], '+0 unknown 89'],
    ['of whom nothing more is known', [], '+0 unknown 0'],
    ['whose death has no date', [seen('+30'), died('unknown')], '+0 unknown 30'],
    ['seen on day 90, whose death has no date', [seen('+90'), died('unknown')], '+0 alive 90'],
    ['whose early death is retracted', [died('+20'), retracted('died@+20'), seen('+95')], '+0 alive 95'],
  ] as const)('%s is counted so', (_, lines, fate) => {
    expect(fatesOf([resection, ...lines])).toEqual([fate]);
  });

  it('is unknown for a reason: lost from sight too early, or dead on a day that nobody wrote down', () => {
    const codeOf = (...lines: readonly Line[]) => mortalityOf([resection, ...lines]).operations[0]?.reason.code;
    expect(codeOf(seen('+30'))).toBe('follow-up-too-short');
    expect(codeOf(seen('+30'), died('unknown'))).toBe('undated-death');
    expect(mortalityOf([resection, seen('+30')])).toMatchObject({
      status: 'not-evaluable',
      reason: { code: 'fate-unknown' },
    });
  });

  it('is asked for at day 30 where that is wanted', () => {
    const asked = { options: { mortalityDays: 30 } };
    expect(fatesOf([resection, died('+31')], asked)).toEqual(['+0 alive 31']);
    expect(mortalityOf([resection, died('+30')], asked)).toMatchObject({
      withinDays: 30,
      operations: [{ status: 'died' }],
    });
  });

  it('is known as far as the cut-off lets see', () => {
    const lines = [resection, died('+40'), seen('+35')];
    expect(fatesOf(lines, { cutOff: '+39' })).toEqual(['+0 unknown 39']);
    expect(fatesOf(lines, { cutOff: '+40' })).toEqual(['+0 died 40']);
    expect(fatesOf([resection, died('+200')], { cutOff: '+90' })).toEqual(['+0 alive 90']);
  });

  it('is counted once for each: two stages are two operations, all of one day is one', () => {
    const lines = [
      hepatectomy('+0', 'R0', { stage: 'first' }),
      ablation('+0'),
      hepatectomy('+40', 'R0', { stage: 'second' }),
      died('+100'),
    ];
    expect(mortalityOf(lines).operations).toMatchObject([
      { date: '+0', done: ['ablation', 'liver-resection'], status: 'alive', days: 100 },
      { date: '+40', done: ['liver-resection'], status: 'died', days: 60, evidence: ['hepatectomy@+40', 'died@+100'] },
    ]);
  });

  it('whose primary was removed with the liver had both done at one operation', () => {
    const { operations } = mortalityOf([hepatectomy('+0', 'R0', { withPrimary: true }), seen('+90')]);
    expect(operations.map(({ done }) => done)).toEqual([['liver-resection', 'primary-resection']]);
  });

  it('who was only explored was operated on, one called off before it was not', () => {
    expect(mortalityOf([explored, died('+10')]).operations).toMatchObject([{ done: ['exploration'], status: 'died' }]);
    const calledOff: Line = [
      '+0',
      'ResectionAbandoned',
      { planned: 'liver', when: 'before-operation', cause: 'unfit' },
    ];
    expect(mortalityOf([calledOff, died('+10')])).toMatchObject({
      status: 'not-evaluable',
      operations: [],
      reason: { code: 'not-operated' },
    });
  });
});
