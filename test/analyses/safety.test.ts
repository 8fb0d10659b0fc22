import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf, type Context, type Member } from '../../src/analyses/index.js';
import { safety } from '../../src/analyses/safety.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import {
  ablation,
  cycle,
  died,
  hepatectomy,
  metastasis,
  registered,
  seen,
  timelineOf,
  type Line,
} from '../outcomes/history.js';
import { context } from './cohort.js';

const toxicity = (when: string, term: string, grade: number, ctcaeVersion = '3.0'): Line => [
  when,
  'ToxicityObserved',
  { term, grade, ctcaeVersion },
  `${term}@${when}`,
];
const complication = (when: string, grade: string): Line => [
  when,
  'ComplicationObserved',
  { term: 'Bile leak', grade },
  `complication@${when}`,
];
const treated: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];

const cohort = (histories: readonly (readonly Line[])[], asked: Parameters<typeof questionOf>[0] = {}) => {
  const question = questionOf(asked);
  const members = histories.map((lines, i): Member => {
    const timeline = timelineOf(lines, `p${i}`);
    return { timeline, outcomes: derive(timeline, question) };
  });
  return { members, asked: { ...context, question } };
};
const run = (
  histories: readonly (readonly Line[])[],
  asked: Parameters<typeof questionOf>[0] = {},
  parameters: Context['parameters'] = {},
) => {
  const { members, asked: of } = cohort(histories, asked);
  return runAnalysis(safety, members, { ...of, parameters });
};
const groupOf = (...given: Parameters<typeof run>) => run(...given).groups[0]!;

describe('side effects of a cohort', () => {
  const { toxicity: table } = groupOf([
    [...treated, toxicity('+5', 'Nausea', 2), toxicity('+9', 'nausea', 3), toxicity('+9', 'Platelets', 1)],
    [...treated, toxicity('+5', 'NAUSEA', 1)],
    [...treated, toxicity('+5', 'Platelets', 2), toxicity('-3', 'Fatigue', 4)],
    treated,
  ]);

  it('count each patient once a term, with the worst grade from time zero on', () => {
    expect(table.rates.map(({ term, any, severe }) => [term, any.numerator, severe.numerator])).toEqual([
      [null, 3, 1],
      ['Nausea', 2, 1],
      ['Platelets', 2, 0],
    ]);
  });

  it('are proportions of everybody treated, with limits, and say of how many nothing is recorded', () => {
    expect(table).toMatchObject({
      patients: 4,
      recorded: 3,
      denominatorIs: 'patients counted from first-line-treatment',
      reason: null,
    });
    // R 4.2.2: prop.test(2, 4, correct = FALSE)$conf.int
    const nausea = table.rates[1]!.any;
    expect(nausea).toMatchObject({ denominator: 4, proportion: 0.5 });
    expect(nausea.lower).toBeCloseTo(0.15003898915214955, 12);
    expect(nausea.upper).toBeCloseTo(0.84996101084785047, 12);
  });

  it('graded by two versions of CTCAE are pooled only with the versions beside them', () => {
    const { members, asked } = cohort([
      [...treated, toxicity('+5', 'Nausea', 3)],
      [...treated, toxicity('+5', 'Nausea', 3, '4.0'), toxicity('+6', 'Fatigue', 1, '4.0')],
    ]);
    const result = runAnalysis(safety, members, asked);
    const { versions, rates } = result.groups[0]!.toxicity;
    expect(versions).toEqual(['3.0', '4.0']);
    expect(rates.map((rate) => [rate.term, rate.versions])).toEqual([
      [null, ['3.0', '4.0']],
      ['Nausea', ['3.0', '4.0']],
      ['Fatigue', ['4.0']],
    ]);
    expect(textOf(safety, result)).toMatch(/^graded by CTCAE 3\.0, 4\.0: a row pools grades of several scales$/m);
  });

  it('that nobody recorded have no rates, and are not said to be none', () => {
    expect(groupOf([treated]).toxicity).toMatchObject({ patients: 1, rates: [], reason: { code: 'none-recorded' } });
    expect(groupOf([]).toxicity).toMatchObject({ patients: 0, rates: [], reason: { code: 'nobody' } });
  });
});

describe('complications of a cohort', () => {
  it('are those of patients operated on, major from Clavien–Dindo III on', () => {
    const { complications } = groupOf([
      [...treated, hepatectomy('+90', 'R0'), complication('+95', 'II'), complication('+99', 'IIIa')],
      [...treated, hepatectomy('+90', 'R0'), complication('+95', 'I')],
      [...treated, ablation('+90')],
      treated,
    ]);
    expect(complications).toMatchObject({ patients: 3, recorded: 2, versions: [] });
    expect(complications.rates.map(({ term, any, severe }) => [term, any.numerator, severe.numerator])).toEqual([
      [null, 2, 1],
      ['Bile leak', 2, 1],
    ]);
  });
});

describe('mortality after operations', () => {
  const histories: readonly (readonly Line[])[] = [
    // Dies 90 days after the first operation and is alive 90 days after none.
    [...treated, hepatectomy('+10', 'R0', { procedure: 'wedge' }), died('+100')],
    // Alive at day 90 of the first, last seen 50 days after the second.
    [...treated, hepatectomy('+10', 'R0', { procedure: 'wedge' }), ablation('+200'), seen('+250')],
    // Two at once: one operation to the patient.
    [...treated, hepatectomy('+10', 'R0', { procedure: 'extended' }), ablation('+10'), seen('+400')],
  ];
  const rowsOf = (asked: Parameters<typeof questionOf>[0] = {}) =>
    groupOf(histories, asked).mortality.rates.map(({ kind, procedure, operations, died: dead, alive, notKnown }) => [
      kind,
      procedure,
      [operations, dead, alive, notKnown],
    ]);

  it('within 90 days is counted by operation, by what was done and by procedure; the unknown stand apart', () => {
    expect(rowsOf()).toEqual([
      ['any', null, [4, 1, 2, 1]],
      ['ablation', null, [2, 0, 1, 1]],
      ['ablation', 'microwave', [2, 0, 1, 1]],
      ['liver-resection', null, [3, 1, 2, 0]],
      ['liver-resection', 'extended', [1, 0, 1, 0]],
      ['liver-resection', 'wedge', [2, 1, 1, 0]],
    ]);
  });

  it('within 30 days, asked for by the option, is another: the death on day 90 is none, and day 50 is long enough', () => {
    expect(groupOf(histories, { option: ['mortalityDays=30'] }).mortality.withinDays).toBe(30);
    expect(rowsOf({ option: ['mortalityDays=30'] })[0]).toEqual(['any', null, [4, 0, 4, 0]]);
  });

  it('is a proportion of the operations whose end is known, with exact limits on request', () => {
    const any = groupOf(histories, {}, { limits: 'clopper-pearson' }).mortality.rates[0]!;
    expect(any).toMatchObject({ numerator: 1, denominator: 3, reason: null });
    // R 4.2.2: binom.test(1, 3)$conf.int
    expect(any.lower).toBeCloseTo(0.0084037586596126413, 12);
    expect(any.upper).toBeCloseTo(0.9057006759497538, 12);
  });

  it('of no operation, and of operations whose end nobody knows, has no proportion, and says why', () => {
    const reasonOf = (lines: readonly Line[]) => groupOf([lines]).mortality.rates[0];
    expect(reasonOf(treated)).toMatchObject({ operations: 0, proportion: null, reason: { code: 'no-operation' } });
    expect(reasonOf([...treated, ablation('+10'), seen('+20')])).toMatchObject({
      notKnown: 1,
      proportion: null,
      reason: { code: 'fate-not-known' },
    });
  });
});

describe('who is in the safety of a cohort', () => {
  it('is everybody treated or operated on; another is excluded with the reason', () => {
    const primary: Line = ['-300', 'ResectionPerformed', { organ: 'primary', intent: 'curative' }, 'primary resection'];
    const found = [registered('-400', 'relative')];
    const { patients, excluded, groups } = run([[...found, primary, seen('+0')], treated, found]);
    expect(groups[0]).toMatchObject({ toxicity: { patients: 1 }, complications: { patients: 1 } });
    expect(patients.map(({ patientId, treated: is, operations }) => [patientId, is, operations.length])).toEqual([
      ['p0', false, 1],
      ['p1', true, 0],
    ]);
    expect(excluded).toMatchObject([{ patientId: 'p2', reason: { code: 'no-liver-metastasis' } }]);
  });

  it('reads term by term and operation by operation', () => {
    const { members, asked } = cohort([
      [...treated, toxicity('+5', 'Nausea', 3), hepatectomy('+90', 'R0', { procedure: 'wedge' }), seen('+400')],
    ]);
    const text = textOf(safety, runAnalysis(safety, members, asked));
    // R 4.2.2: prop.test(1, 1, correct = FALSE)$conf.int: 0.2065 to 1
    expect(text).toMatch(/^Nausea +1 +100\.0 % \(20\.7 – 100\.0\) +1 +100\.0 %/m);
    expect(text).toMatch(/^Complications: None recorded \(1 patients operated on/m);
    expect(text).toMatch(/^ {2}wedge +1 +0 +1 +0 +0\.0 % \(0\.0 – 79\.3\)$/m);
  });
});
