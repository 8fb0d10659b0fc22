import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf, type Context, type Member, type ResponseProportion } from '../../src/analyses/index.js';
import { response, type Best } from '../../src/analyses/response.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import { context, member } from './cohort.js';
import { patientIds, timelineOf } from './demo-cohort.js';

/** A patient of that best response; not evaluable: none was assessed. */
function patient(id: string, unconfirmed: Best, confirmed: Best, arm = 'A'): Member {
  const { bestResponse } = member(id, {}).outcomes.endpoints;
  const reason =
    unconfirmed === 'NE'
      ? { code: 'no-post-baseline-assessment', text: 'No adequate assessment counts.' }
      : { code: 'best-in-window', text: 'The best.' };
  const status = unconfirmed === 'NE' ? 'not-evaluable' : 'evaluable';
  return member(id, { bestResponse: { ...bestResponse, status, unconfirmed, confirmed, reason } }, { arm });
}

const many = (count: number, best: Best, arm: string): readonly Member[] =>
  Array.from({ length: count }, (_, i) => patient(`${arm}-${best}-${i}`, best, best, arm));

/** Newcombe's example (a) of Stat Med 1998;17:873-90, table II: 56 of 70 against 48 of 80. */
const newcombe = [...many(56, 'PR', 'A'), ...many(14, 'PD', 'A'), ...many(48, 'CR', 'B'), ...many(32, 'SD', 'B')];

const run = (members: readonly Member[], parameters: Context['parameters'] = {}, groupBy: string | null = null) =>
  runAnalysis(response, members, { ...context, parameters, groupBy });

const figure = (
  proportions: readonly ResponseProportion[],
  ...[of, confirmation, among]: readonly [
    ResponseProportion['of'],
    ResponseProportion['confirmation'],
    ResponseProportion['among'],
  ]
) => proportions.find((one) => one.of === of && one.confirmation === confirmation && one.among === among)!;

/** A PR that nothing confirms, a stable disease, a progression, a patient never assessed. */
const four = [patient('a', 'PR', 'SD'), patient('b', 'SD', 'SD'), patient('c', 'PD', 'PD'), patient('d', 'NE', 'NE')];

describe('the response of a cohort', () => {
  const { proportions, best, notEvaluable: none } = run(four).groups[0]!;

  it('counts a patient who was never assessed among the treated, as no response, and not among the evaluable', () => {
    const treated = figure(proportions, 'objective-response', 'unconfirmed', 'intention-to-treat');
    expect(treated).toMatchObject({ numerator: 1, denominator: 4, proportion: 0.25, reason: null });
    // R 4.2.2: prop.test(1, 4, correct = FALSE)$conf.int
    expect(treated.lower).toBeCloseTo(0.045587260809700589, 12);
    expect(treated.upper).toBeCloseTo(0.699358157417597992, 12);
    expect(treated.denominatorIs).toBe(
      'all patients counted from registration (intention to treat): not evaluable is no response',
    );
    const evaluable = figure(proportions, 'objective-response', 'unconfirmed', 'evaluable');
    expect(evaluable).toMatchObject({ numerator: 1, denominator: 3 });
    // prop.test(1, 3, correct = FALSE)$conf.int
    expect(evaluable.lower).toBeCloseTo(0.061491944720396291, 12);
    expect(evaluable.upper).toBeCloseTo(0.792340399197952294, 12);
  });

  it('a response that nothing confirms is none where confirmation is asked for, but controls the disease', () => {
    expect(figure(proportions, 'objective-response', 'confirmed', 'intention-to-treat').numerator).toBe(0);
    expect(figure(proportions, 'disease-control', 'confirmed', 'intention-to-treat').numerator).toBe(2);
    expect(figure(proportions, 'disease-control', 'unconfirmed', 'evaluable')).toMatchObject({
      numerator: 2,
      denominator: 3,
    });
  });

  it('has a distribution of best responses that adds up to everybody, and says why some have none', () => {
    expect(best).toEqual([
      { response: 'CR', unconfirmed: 0, confirmed: 0 },
      { response: 'PR', unconfirmed: 1, confirmed: 0 },
      { response: 'SD', unconfirmed: 1, confirmed: 2 },
      { response: 'NON-CR/NON-PD', unconfirmed: 0, confirmed: 0 },
      { response: 'PD', unconfirmed: 1, confirmed: 1 },
      { response: 'NE', unconfirmed: 1, confirmed: 1 },
    ]);
    expect(none).toEqual([{ code: 'no-post-baseline-assessment', count: 1 }]);
  });

  it('NON-CR/NON-PD of a patient without target lesions controls the disease', () => {
    const [group] = run([patient('a', 'NON-CR/NON-PD', 'NON-CR/NON-PD')]).groups;
    expect(figure(group!.proportions, 'disease-control', 'unconfirmed', 'evaluable').numerator).toBe(1);
  });

  it('has exact limits on request', () => {
    const [group] = run(newcombe, { limits: 'clopper-pearson' }, 'arm').groups;
    const { lower, upper } = figure(group!.proportions, 'objective-response', 'unconfirmed', 'evaluable');
    // R 4.2.2: binom.test(56, 70)$conf.int
    expect(lower).toBeCloseTo(0.6872643461041652, 12);
    expect(upper).toBeCloseTo(0.88611963796779225, 12);
  });

  it('a patient who was never treated is excluded with the reason; of nobody there is no proportion, and why', () => {
    const { bestResponse } = member('x', {}).outcomes.endpoints;
    const reason = { code: 'no-first-line-treatment', text: 'No treatment.' };
    const untreated = member('x', { bestResponse: { ...bestResponse, unconfirmed: null, confirmed: null, reason } });
    expect(run([...four, untreated]).excluded).toMatchObject([{ patientId: 'x', reason }]);
    const reasonOf = (members: readonly Member[]) =>
      figure(run(members).groups[0]!.proportions, 'objective-response', 'confirmed', 'evaluable');
    expect(reasonOf([])).toMatchObject({ proportion: null, lower: null, reason: { code: 'empty-cohort' } });
    expect(reasonOf([patient('d', 'NE', 'NE')])).toMatchObject({
      denominator: 0,
      reason: { code: 'nobody-evaluable' },
    });
  });
});

describe('two groups', () => {
  it('differ by 20 points with the limits of Newcombe and the p of Fisher', () => {
    const { comparison } = run(newcombe, {}, 'arm');
    expect(comparison?.groups).toEqual(['A', 'B']);
    expect(comparison?.differences).toHaveLength(8);
    const [first] = comparison!.differences;
    expect(first).toMatchObject({ of: 'objective-response', confirmation: 'unconfirmed', reason: null });
    expect(first?.difference).toBeCloseTo(0.2, 12);
    // Newcombe's table II, method 10, example (a): 0.0524 to 0.3339.
    expect(first?.lower).toBeCloseTo(0.0524, 4);
    expect(first?.upper).toBeCloseTo(0.3339, 4);
    // R 4.2.2: fisher.test(matrix(c(56, 14, 48, 32), 2))$p.value
    expect(first?.p).toBeCloseTo(0.012521129749209175, 10);
  });

  it('are compared beside patients of whom no arm is stated; three groups are not, and it is said', () => {
    const silent = [member('z', { bestResponse: four[0]!.outcomes.endpoints.bestResponse })];
    expect(run([...newcombe, ...silent], {}, 'arm').comparison?.groups).toEqual(['A', 'B']);
    expect(run([...newcombe, ...many(2, 'PR', 'C')], {}, 'arm').comparison).toEqual({
      groups: null,
      differences: [],
      reason: { code: 'not-two-groups', text: 'Two groups are compared; patients are in 3.' },
    });
    expect(run(newcombe).comparison).toBeNull();
  });
});

describe('the response of the demo cohort', () => {
  const question = questionOf();
  const members = patientIds.map((id) => ({ timeline: timelineOf(id), outcomes: derive(timelineOf(id), question) }));
  const result = runAnalysis(response, members, { ...context, question });

  it('never has more confirmed responses than unconfirmed ones, and adds up', () => {
    const { n, proportions, best } = result.groups[0]!;
    for (const among of ['intention-to-treat', 'evaluable'] as const) {
      const [plain, confirmed] = (['unconfirmed', 'confirmed'] as const).map(
        (confirmation) => figure(proportions, 'objective-response', confirmation, among).numerator,
      );
      expect(confirmed).toBeLessThanOrEqual(plain!);
    }
    expect(best.reduce((sum, { unconfirmed }) => sum + unconfirmed, 0)).toBe(n);
    expect(best.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBe(n);
  });

  it('has a liver resection with its margin on the lane of a patient operated on, and lanes that end last', () => {
    // demo-002: R0 resection on 2007-08-08, 165 days after 2007-02-24; died on 2010-06-10, day 1202.
    const lane = result.patients.find(({ patientId }) => patientId === 'demo-002')?.swimmer;
    expect(lane?.marks).toContainEqual({ day: 165, kind: 'resection', margin: 'R0' });
    expect(lane?.marks.at(-1)).toEqual({ day: 1202, kind: 'death' });
    for (const { swimmer } of result.patients) {
      expect(Math.max(...swimmer.marks.map(({ day }) => day))).toBe(swimmer.end);
      // The primaries, resected before time zero, are on no lane.
      expect(Math.min(...swimmer.marks.map(({ day }) => day))).toBeGreaterThanOrEqual(0);
    }
  });

  it('reads: proportions of all treated and of the evaluable, best responses, and a waterfall of its sums', () => {
    const text = textOf(response, result);
    expect(text).toMatch(/^objective response, unconfirmed +32 of 60 +53\.3 % \(40\.9 – 65\.4\) +32 of 54 +59\.3 %/m);
    expect(text).toMatch(/^best response +CR +PR +SD +PD +NE$/m);
    expect(text).toMatch(/^NE: 3 no-disease-to-assess, 3 no-post-baseline-assessment$/m);
    const letters = text
      .split('\n')
      .find((line) => /^ +D+S+P+C+$/.test(line))
      ?.trim();
    expect(letters).toHaveLength(54);
    // A growth stands to the left of 0 and a bar of a complete response hangs to the floor.
    expect(text).toMatch(/^ +−30 % ┤▔+█+$/m);
  });

  it('in two groups says the difference with its limits and p', () => {
    const text = textOf(response, runAnalysis(response, members, { ...context, question, groupBy: 'sex' }));
    expect(text).toMatch(/^female minus male +of all treated +of the evaluable$/m);
    expect(text).toMatch(/^objective response, unconfirmed +3\.1 points \(-20\.9 – 26\.7\) +p = 1\.0000/m);
  });
});
