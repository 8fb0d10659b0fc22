import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import { cycle, died, metastasis, outcomesOf, registered, type Line } from './history.js';

const found: readonly Line[] = [registered('-60', 'relative'), metastasis('-10'), cycle('+0')];
const observed = (when: string, term: string, grade: number, ctcaeVersion = '4.0'): Line => [
  when,
  'ToxicityObserved',
  { term, grade, ctcaeVersion },
  `${term} ${grade}@${when}`,
];
const toxicityOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.toxicity;

describe('the side effects of a patient', () => {
  it('are the worst of each term, the first time that it was so bad, the worst term first', () => {
    const lines = [
      observed('+20', 'Nausea', 1),
      observed('+30', 'neutropenia ', 3),
      observed('+10', 'Neutropenia', 2),
      observed('+40', 'Neutropenia', 3),
      observed('+50', 'Diarrhoea', 1),
    ];
    expect(toxicityOf(lines)).toEqual({
      status: 'evaluable',
      worstGrade: 3,
      worst: [
        { term: 'Neutropenia', grade: 3, ctcaeVersion: '4.0', date: '+30', evidence: ['neutropenia  3@+30'] },
        { term: 'Diarrhoea', grade: 1, ctcaeVersion: '4.0', date: '+50', evidence: ['Diarrhoea 1@+50'] },
        { term: 'Nausea', grade: 1, ctcaeVersion: '4.0', date: '+20', evidence: ['Nausea 1@+20'] },
      ],
      versions: ['4.0'],
      reason: { code: 'worst-by-term', text: 'Recorded: 5; terms: 3.' },
      imputed: false,
      evidence: ['metastasis@-10', 'cycle@+0', 'neutropenia  3@+30', 'Diarrhoea 1@+50', 'Nausea 1@+20'],
    });
  });

  it('count from time zero on, up to the cut-off and to death', () => {
    const lines = [
      observed('-1', 'Nausea', 4),
      observed('+0', 'Nausea', 1),
      observed('+30', 'Nausea', 2),
      observed('+60', 'Nausea', 3),
    ];
    expect(toxicityOf(lines).worstGrade).toBe(3);
    expect(toxicityOf(lines, { cutOff: '+59' }).worstGrade).toBe(2);
    expect(toxicityOf([...lines, died('+29')]).worstGrade).toBe(1);
  });

  it('of which none is recorded are not known to be none', () => {
    expect(toxicityOf([])).toMatchObject({
      status: 'not-evaluable',
      worstGrade: null,
      worst: [],
      reason: { code: 'none-recorded' },
    });
    expect(toxicityOf([observed('unknown', 'Nausea', 2)]).reason.code).toBe('none-recorded');
  });

  it('graded by two versions of CTCAE are not pooled in silence', () => {
    const findingsOf = (...lines: readonly Line[]) =>
      outcomesOf([...found, ...lines]).findings.filter(({ code }) => code === 'ctcae-versions');
    const [older, newer] = [observed('+10', 'Nausea', 2, '3.0'), observed('+20', 'Diarrhoea', 2)];
    expect(toxicityOf([newer, older]).versions).toEqual(['3.0', '4.0']);
    expect(findingsOf(older, newer)).toMatchObject([{ events: ['Nausea 2@+10', 'Diarrhoea 2@+20'] }]);
    expect(findingsOf(older)).toEqual([]);
  });
});
