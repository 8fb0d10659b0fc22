import { runAnalysis, textOf } from '../../src/analyses/index.js';
import { describe, expect, it } from '@jest/globals';
import { conversion } from '../../src/analyses/conversion.js';
import { context, conversionOf, member } from './cohort.js';

/** Essadi et al., Gastroenterol Res 2011;4(3):122-4: 14 resectable, 28 unresectable, 18 uncertain of whom 5 were brought to resection. */
const series = [
  ...Array.from({ length: 14 }, (_, index) => member(`r${index}`, { conversion: conversionOf('resectable', null) })),
  ...Array.from({ length: 28 }, (_, index) =>
    member(`u${index}`, { conversion: conversionOf('unresectable', false) }, { sex: 'male' }),
  ),
  ...Array.from({ length: 18 }, (_, index) =>
    member(`v${index}`, { conversion: conversionOf('uncertain', index < 5) }, { sex: 'female' }),
  ),
];

describe('conversion to resection', () => {
  it('5 of 18 uncertain patients were converted, with the limits of R and the denominator in words', () => {
    const [unresectable, uncertain, both] = runAnalysis(conversion, series, context).groups[0]?.proportions ?? [];
    expect(unresectable).toMatchObject({
      initial: 'unresectable',
      numerator: 0,
      denominator: 28,
      proportion: 0,
      lower: 0,
    });
    expect(uncertain).toMatchObject({ initial: 'uncertain', numerator: 5, denominator: 18, reason: null });
    // R 4.2.2: prop.test(5, 18, correct = FALSE)$conf.int
    expect(uncertain?.lower).toBeCloseTo(0.12499753379553999, 14);
    expect(uncertain?.upper).toBeCloseTo(0.50872656560297436, 14);
    expect(uncertain?.denominatorIs).toMatch(/all patients uncertain at the outset, the untreated/);
    expect(both).toMatchObject({ numerator: 5, denominator: 46 });
  });

  it('the resectable are excluded with the reason; everybody else is listed with margin and what came before', () => {
    const { patients, excluded, cohort } = runAnalysis(conversion, series, context);
    expect(cohort.size).toBe(60);
    expect(excluded).toHaveLength(14);
    expect(excluded[0]).toMatchObject({ patientId: 'r0', reason: { code: 'initially-resectable' } });
    expect(patients).toHaveLength(46);
    expect(patients.find(({ patientId }) => patientId === 'v0')).toMatchObject({
      initial: 'uncertain',
      converted: true,
      time: 141,
      margin: 'R0',
      after: 'systemic',
      evidence: ['event-141'],
    });
  });

  it('an unresectable patient who was never treated counts in the denominator', () => {
    const untreated = { ...conversionOf('unresectable', false), status: 'not-evaluable', days: null } as const;
    const { groups, excluded } = runAnalysis(conversion, [member('u', { conversion: untreated })], context);
    expect(groups[0]?.proportions[0]).toMatchObject({ numerator: 0, denominator: 1 });
    expect(excluded).toEqual([]);
  });

  it('a class without patients has no proportion, and says why', () => {
    const none = { proportion: null, lower: null, upper: null };
    const proportions = runAnalysis(conversion, series.slice(14, 42), context).groups[0]?.proportions;
    expect(proportions?.[1]).toMatchObject({ ...none, denominator: 0, reason: { code: 'empty-class' } });
    expect(runAnalysis(conversion, [], context).groups[0]?.proportions[0]).toMatchObject({
      ...none,
      reason: { code: 'empty-cohort' },
    });
  });

  it('by sex, each sex has its own denominators', () => {
    const { groups } = runAnalysis(conversion, series, { ...context, groupBy: 'sex' });
    expect(groups.map(({ name, n, converted }) => [name, n, converted])).toEqual([
      ['female', 18, 5],
      ['male', 28, 0],
      ['not-stated', 0, 0],
    ]);
  });

  it('the table reads: class, converted, of how many, proportion', () => {
    const text = textOf(conversion, runAnalysis(conversion, series, context));
    expect(text).toMatch(/^uncertain +5 +18 +27\.8 % \(12\.5 – 50\.9\)$/m);
    expect(text).toMatch(/^ +patients +46 of 60 in cohort all, version 1$/m);
    expect(text).toMatch(/^v0 +uncertain +141 +R0 +systemic$/m);
    expect(text).toMatch(/^ +14 +initially-resectable/m);
  });
});
