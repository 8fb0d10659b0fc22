import { describe, expect, it } from '@jest/globals';
import { cycle, hepatectomy, metastasis, outcomesOf, registered, type Line } from './history.js';

const operated: readonly Line[] = [
  registered('-20', 'relative'),
  metastasis('-10'),
  cycle('+0'),
  hepatectomy('+90', 'R0'),
  hepatectomy('+300', 'R0'),
];
const leak = (when: string, grade: string, data: object = {}): Line => [
  when,
  'ComplicationObserved',
  { term: 'Bile leak', grade, ...data },
  `leak@${when}`,
];
const complicationsOf = (lines: readonly Line[]) => outcomesOf(lines).endpoints.complications;

describe('complications of operations', () => {
  it('follow the operation that they name, else the last one before them', () => {
    const named = leak('+310', 'I', { procedureId: 'hepatectomy@+90' });
    const { observed, evidence } = complicationsOf([...operated, leak('+97', 'IIIa', { isgls: 'B' }), named]);
    expect(observed).toMatchObject([
      { date: '+97', grade: 'IIIa', major: true, isgls: 'B', after: '+90', days: 7, term: 'Bile leak' },
      { date: '+310', grade: 'I', major: false, isgls: null, after: '+90', days: 220 },
    ]);
    expect(evidence).toEqual(['leak@+97', 'hepatectomy@+90', 'leak@+310']);
  });

  it.each([
    [['I', 'II'], 'II', [false, false]],
    [['IVa', 'IIIb'], 'IVa', [true, true]],
    [['III', 'II'], 'III', [true, false]],
    [['V', 'IV'], 'V', [true, true]],
  ] as const)('of grades %j are at worst %s, major from III on', (grades, worst, major) => {
    const { worstGrade, observed } = complicationsOf([
      ...operated,
      ...grades.map((grade, i) => leak(`+${100 + i}`, grade)),
    ]);
    expect(worstGrade).toBe(worst);
    expect(observed.map((one) => one.major)).toEqual(major);
  });

  it('that nobody recorded are not said to be none', () => {
    expect(complicationsOf(operated)).toMatchObject({
      status: 'not-evaluable',
      worstGrade: null,
      observed: [],
      reason: { code: 'none-recorded' },
    });
    expect(complicationsOf(operated.slice(0, 3))).toMatchObject({ reason: { code: 'not-operated' } });
  });

  it('without any operation on record follow none', () => {
    expect(complicationsOf([...operated.slice(0, 3), leak('+9', 'II')]).observed).toMatchObject([
      { after: null, days: null },
    ]);
  });
});
