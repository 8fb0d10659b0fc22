import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf, type Member, type SurvivalResult } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import { pfs } from '../../src/analyses/pfs.js';
import { conversion } from '../../src/analyses/conversion.js';
import { colon } from './colon.js';
import { context, conversionOf, member, notEvaluable, time } from './cohort.js';

/** What R's survdiff, coxph and survfit give: test/reference/survival-sets.R. */
interface Fit {
  readonly beta: readonly number[];
  readonly standardError: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly p: readonly number[];
  readonly likelihoodRatio: number;
  readonly wald: number;
  readonly score: number;
}
interface Compared extends Readonly<Record<'efron' | 'breslow' | 'stratified', Fit>> {
  readonly groups: readonly string[];
  readonly n: readonly number[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly chiSquare: number;
  readonly p: number;
  readonly stratifiedChiSquare: number;
  readonly stratifiedP: number;
  readonly tau: number;
  readonly mean: readonly number[];
  readonly meanStandardError: readonly number[];
}
const { colonCompared } = JSON.parse(readFileSync('test/reference/survival-sets.json', 'utf8')) as {
  readonly colonCompared: Readonly<Record<'os' | 'pfs', Compared>>;
};

const byArm = { ...context, groupBy: 'arm', parameters: { reference: 'Obs' } };
const close = (found: number | null | undefined, expected: number | undefined): void =>
  expect(found! / expected!).toBeCloseTo(1, 9);

function expectFit({ comparison }: SurvivalResult, fit: Fit): void {
  const { reference, coefficients, tests, reason } = comparison!.cox!;
  expect([reference, reason, coefficients?.map(({ name }) => name)]).toEqual(['Obs', null, ['Lev', 'Lev+5FU']]);
  for (const [place, one] of coefficients!.entries()) {
    for (const name of ['beta', 'standardError', 'lower', 'upper', 'p'] as const) close(one[name], fit[name][place]);
    close(one.hazardRatio, Math.exp(fit.beta[place]!));
  }
  for (const name of ['likelihoodRatio', 'wald', 'score'] as const) close(tests?.[name].chiSquare, fit[name]);
}

describe.each([
  ['os', os],
  ['pfs', pfs],
] as const)('the %s of 929 patients of a trial, compared by arm', (name, analysis) => {
  const expected = colonCompared[name];
  const result = runAnalysis(analysis, colon, byArm);

  it('has the log-rank test of R, with the events observed and expected of each arm', () => {
    const { groups, chiSquare, df, p } = result.comparison!.logRank!;
    close(chiSquare, expected.chiSquare);
    close(p, expected.p);
    expect(df).toBe(2);
    for (const [place, arm] of expected.groups.entries()) {
      const group = groups.find((one) => one.name === arm);
      expect([group?.n, group?.observed]).toEqual([expected.n[place], expected.observed[place]]);
      close(group?.expected, expected.expected[place]);
    }
  });

  it('has the hazard ratios of R to observation alone, with ties by Efron and by Breslow', () => {
    expectFit(result, expected.efron);
    const breslow = { ...byArm, parameters: { reference: 'Obs', ties: 'breslow' } };
    expectFit(runAnalysis(analysis, colon, breslow), expected.breslow);
    expect(expected.efron.beta).not.toEqual(expected.breslow.beta);
  });

  it('within strata of sex has the test and the hazard ratios of R', () => {
    const stratified = runAnalysis(analysis, colon, { ...byArm, stratifyBy: 'sex' });
    close(stratified.comparison?.logRank?.chiSquare, expected.stratifiedChiSquare);
    close(stratified.comparison?.logRank?.p, expected.stratifiedP);
    expectFit(stratified, expected.stratified);
    expect(stratified.patients[0]?.stratum).toMatch(/male$/);
  });

  it.each([
    ['no groups to compare', null],
    ['groups that are the strata themselves', 'sex'],
  ])('within strata of sex is refused with %s', (_, groupBy) => {
    expect(() => runAnalysis(analysis, colon, { ...byArm, groupBy, stratifyBy: 'sex' })).toThrow(
      expect.objectContaining({ code: 'strata-without-groups', pointer: '/stratifyBy' }),
    );
  });

  it('has the differences of the restricted means of R, where a day is given up to which', () => {
    const { mean, meanStandardError, tau } = expected;
    const parameters = { reference: 'Obs', tau };
    const differences = runAnalysis(analysis, colon, { ...byArm, parameters }).comparison?.restrictedMean;
    expect(differences?.map((one) => one.name)).toEqual(['Lev', 'Lev+5FU']);
    for (const [place, { difference, standardError }] of differences!.entries()) {
      close(difference, mean[place + 1]! - mean[0]!);
      close(standardError, Math.hypot(meanStandardError[place + 1]!, meanStandardError[0]!));
    }
    expect(result.comparison?.restrictedMean).toBeNull();
  });

  it('has no trend: arms have no order', () => expect(result.comparison?.trend).toBeNull());
});

/** One patient a class, who dies on the day given; one never assessed, and one resectable without follow-up. */
const classed: readonly Member[] = [
  member('a', { os: time(1, 'event'), conversion: conversionOf('unresectable', false) }),
  member('b', { os: time(2, 'event'), conversion: conversionOf('uncertain', false) }),
  member('c', { os: time(3, 'event'), conversion: conversionOf('resectable', null) }),
  member('d', { os: time(9, 'censored') }),
  member('e', { os: notEvaluable('no-follow-up'), conversion: conversionOf('resectable', null) }),
];
const byClass = { ...context, groupBy: 'conversion.initial' };

describe('survival by the resectability at the outset', () => {
  const { comparison, groups } = runAnalysis(os, classed, byClass);

  it('has a trend along resectable, uncertain, unresectable, patients never assessed left out', () => {
    // Scores 0, 1, 2 at risk on day 1: mean 1, variance 2/3, the dead has 2; 0, 1 on day 2: 1/2, 1/4, the dead has 1.
    // (1 + 1/2)^2 / (2/3 + 1/4) = 27/11; R: pchisq(27/11, 1, lower.tail = FALSE) is 0.1171849.
    expect(comparison?.trend).toMatchObject({
      order: ['resectable', 'uncertain', 'unresectable'],
      leftOut: 1,
      df: 1,
      reason: null,
    });
    expect(comparison?.trend?.chiSquare).toBeCloseTo(27 / 11, 12);
    expect(comparison?.trend?.p).toBeCloseTo(0.1171849, 6);
  });

  it('keeps the patients never assessed as a group of their own, in the curves and in the comparison, and says so', () => {
    expect(groups.map(({ name, n }) => [name, n])).toEqual([
      ['resectable', 1],
      ['uncertain', 1],
      ['unknown', 1],
      ['unresectable', 1],
    ]);
    expect(comparison?.notStated).toBe(1);
    expect(comparison?.logRank?.groups.map(({ name }) => name)).toContain('unknown');
    expect(comparison?.cox?.reference).toBe('resectable');
  });

  it('has no hazard ratio where one class has no event, and says why', () => {
    expect(comparison?.cox).toMatchObject({ coefficients: null, tests: null, reason: { code: 'separation' } });
  });
});

describe('the group to which the others are compared', () => {
  const arms = ['not-stated', 'zeta', 'beta'].flatMap((arm, place) =>
    [1, 2, 3].map((day) =>
      member(`${arm}-${day}`, { os: time(10 * day + place, 'event') }, arm === 'not-stated' ? {} : { arm }),
    ),
  );
  const compared = (parameters = {}) => runAnalysis(os, arms, { ...context, groupBy: 'arm', parameters }).comparison;

  it('is the first that is stated, and those not stated come last', () => {
    expect(compared()?.cox?.reference).toBe('beta');
    expect(compared()?.cox?.coefficients?.map(({ name }) => name)).toEqual(['zeta', 'not-stated']);
    expect(compared({ reference: 'zeta' })?.cox?.coefficients?.map(({ name }) => name)).toEqual(['beta', 'not-stated']);
  });

  it('is refused where nobody is in it, with those that there are', () => {
    expect(() => compared({ reference: 'gamma' })).toThrow(
      expect.objectContaining({
        code: 'bad-parameter',
        pointer: '/parameters/reference',
        remedy: 'Give one of beta, not-stated, zeta.',
      }),
    );
  });
});

describe('where there is nothing to compare', () => {
  it('a cohort without groups has no comparison; one group alone has an empty one, with the reason', () => {
    expect(runAnalysis(os, colon.slice(0, 9), context).comparison).toBeNull();
    const alone = runAnalysis(os, [member('a', { os: time(3, 'event') }, { arm: 'A' })], {
      ...context,
      groupBy: 'arm',
      parameters: { tau: 9 },
    });
    expect(alone.comparison).toEqual({
      logRank: null,
      trend: null,
      cox: null,
      restrictedMean: null,
      notStated: 0,
      reason: { code: 'one-group', text: 'There are patients in one group alone, A.' },
    });
    expect(textOf(os, alone)).toMatch(
      /^Compared by arm\n {2}not compared: There are patients in one group alone, A\.$/m,
    );
  });

  it('nor has a cohort of nobody, or of none who can be evaluated', () => {
    const nobody = [[], [member('a', { os: notEvaluable('undated-death') })]];
    for (const members of nobody) {
      const { comparison } = runAnalysis(os, members, { ...context, groupBy: 'arm' });
      expect(comparison).toMatchObject({ logRank: null, cox: null, reason: { code: 'one-group' } });
    }
  });
});

describe('a comparison in the terminal', () => {
  it('reads as statisticians print it: the tests, then a line an arm, the reference first', () => {
    const text = textOf(os, runAnalysis(os, colon, { ...byArm, parameters: { reference: 'Obs', tau: 2000 } }));
    for (const said of [
      /^Compared by arm$/m,
      /^ {2}log-rank test +χ² = 11\.68 on 2 df, p = 0\.0029$/m,
      /^ {2}Cox regression +likelihood ratio χ² = 12\.15 on 2 df, p = 0\.0023, ties: Efron$/m,
      /^ +n +events +expected +hazard ratio +difference in mean$/m,
      /^ {2}Obs +315 +168 +148\.4 +1 +reference +0 +reference\n {2}Lev +310 /m,
      /^ {2}Lev\+5FU +304 +123 +157\.5 +0\.69 \(0\.55 – 0\.87\) +p = 0\.0017 +131\.1 \(.*\) +p = 0\.\d{4}$/m,
    ]) {
      expect(text).toMatch(said);
    }
  });

  it('an analysis that compares nothing within strata refuses them', () => {
    expect(() => runAnalysis(conversion, [], { ...context, groupBy: 'arm', stratifyBy: 'sex' })).toThrow(
      expect.objectContaining({ code: 'strata-without-groups', pointer: '/stratifyBy' }),
    );
  });

  it('says within which strata, along which order, who is left out, and that a small p is small', () => {
    const text = textOf(os, runAnalysis(os, classed, { ...byClass, stratifyBy: 'sex' }));
    expect(text).toMatch(/^ {2}stratified +by sex$/m);
    expect(text).toMatch(/^Compared by conversion\.initial, within strata of sex$/m);
    expect(text).toMatch(/p = 0\.1172: resectable < uncertain < unresectable, 1 left out$/m);
    expect(text).toMatch(/no hazard ratios: .*settles at/);
    expect(text).toMatch(/^ {2}1 of whom the record does not say it stand as a group of their own/m);
    expect(textOf(pfs, runAnalysis(pfs, colon, byArm))).toMatch(/log-rank test +χ² = 21\.03 on 2 df, p < 0\.0001$/m);
  });
});
