import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import { ANALYSES, analysisOf, type Member, type SurvivalResult, runAnalysis } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import { pfs } from '../../src/analyses/pfs.js';
import { context, entry, member, notEvaluable, time } from './cohort.js';

type Numbers<Name extends string> = Readonly<Record<Name, readonly number[]>>;
interface Lung extends Numbers<'times' | 'statuses' | 'asked' | 'atRiskAt' | 'survivalAt' | 'standardErrorAt'> {
  readonly name: string;
  readonly lowerAt: readonly number[];
  readonly upperAt: readonly number[];
  readonly 'log-log': Numbers<'median' | 'quantiles' | 'quantilesLower' | 'quantilesUpper'>;
}
const { probabilities, cases } = JSON.parse(readFileSync('test/reference/kaplan-meier.json', 'utf8')) as {
  readonly probabilities: readonly number[];
  readonly cases: readonly Lung[];
};
const lung = cases.find(({ name }) => name === 'lung');

/** The patients of survival::lung, and three of whom OS cannot be said. */
const patients: readonly Member[] = [
  ...(lung?.times ?? []).map((days, index) =>
    member(`lung-${String(index).padStart(3, '0')}`, {
      os: time(days, lung?.statuses[index] === 1 ? 'event' : 'censored'),
    }),
  ),
  member('b', { os: notEvaluable('no-follow-up') }),
  member('a', { os: notEvaluable('undated-death') }),
  member('c', { os: notEvaluable('no-follow-up') }),
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('survival of a cohort', () => {
  const result = runAnalysis(os, patients, context);

  it('has the median of R in days with its limits, and months beside them', () => {
    const median = result.groups[0]?.median;
    expect([median?.days, median?.lower, median?.upper]).toEqual(lung?.['log-log'].median);
    // 310 / 30.4375 = 10.185; 284 / 30.4375 = 9.331; 361 / 30.4375 = 11.860
    expect(median?.months).toEqual({ median: 10.18, lower: 9.33, upper: 11.86 });
    expect(median?.reason).toBeNull();
  });

  it('has the quartiles of R, the median among them, with their limits', () => {
    const places = [0.25, 0.5, 0.75].map((p) => probabilities.indexOf(p));
    const { quantiles = [], quantilesLower = [], quantilesUpper = [] } = lung?.['log-log'] ?? {};
    expect(result.groups[0]?.quartiles.map(({ days, lower, upper }) => [days, lower, upper])).toEqual(
      places.map((place) => [quantiles[place], quantilesLower[place], quantilesUpper[place]]),
    );
    expect(result.groups[0]?.quartiles[1]).toMatchObject({ p: 0.5, days: result.groups[0]?.median.days, reason: null });
  });

  it('has on the days asked for the survival of R; past the last patient it is carried on, and said to be', () => {
    const at = runAnalysis(os, patients, { ...context, parameters: { at: lung?.asked } }).groups[0]?.at ?? [];
    const { asked = [], atRiskAt, survivalAt = [], standardErrorAt = [] } = lung ?? {};
    expect(at.map(({ time }) => time)).toEqual(asked);
    expect(at.map(({ atRisk }) => atRisk)).toEqual(atRiskAt);
    expect(at.map(({ carried }) => carried)).toEqual(asked.map((day) => day > 1022));
    for (const [place, { survival, standardError }] of at.entries()) {
      expect(survival).toBeCloseTo(survivalAt[place] ?? NaN, 12);
      expect(standardError).toBeCloseTo(standardErrorAt[place] ?? NaN, 12);
    }
    // R draws limits of 1 about a survival of 1; there is no error that they could rest on.
    expect(at[0]).toMatchObject({ time: 0, survival: 1, lower: null, upper: null, reason: { code: 'no-variance' } });
    const half = result.groups[0]?.curve.find(({ time }) => time === 310);
    const on = runAnalysis(os, patients, { ...context, parameters: { at: [310] } }).groups[0]?.at[0];
    expect([on?.lower, on?.upper, on?.reason]).toEqual([half?.lower, half?.upper, null]);
  });

  it('has the restricted mean of R where a day is given up to which, and none without', () => {
    // R: print(survfit(Surv(time, status) ~ 1, lung), rmean = 365) gives 263.22186648200665 (7.79885908631446).
    const mean = runAnalysis(os, patients, { ...context, parameters: { tau: 365 } }).groups[0]?.restrictedMean;
    expect(mean).toMatchObject({ tau: 365, carried: false, reason: null });
    expect(mean?.mean).toBeCloseTo(263.22186648200665, 10);
    expect(mean?.standardError).toBeCloseTo(7.79885908631446, 10);
    expect(result.groups[0]?.restrictedMean).toBeNull();
  });

  it('every patient is either in the estimate or excluded with the reason, by id', () => {
    expect(result.cohort.size).toBe(231);
    expect(result.groups[0]).toMatchObject({ name: 'all', n: 228, events: 165, censored: 63 });
    expect(result.patients).toHaveLength(228);
    expect(result.patients[0]).toEqual({
      patientId: 'lung-000',
      group: 'all',
      time: 306,
      status: 'event',
      imputed: false,
      reason: { code: 'progression', text: 'Progression.' },
      evidence: ['event-306'],
    });
    expect(result.excluded.map(({ patientId, reason }) => [patientId, reason.code])).toEqual([
      ['a', 'undated-death'],
      ['b', 'no-follow-up'],
      ['c', 'no-follow-up'],
    ]);
  });

  it('the same patients in another order give the same bytes', () => {
    expect(JSON.stringify(runAnalysis(os, patients.toReversed(), context))).toBe(JSON.stringify(result));
  });

  it('the manifest is the hash of the result without it, and its id that of inputs and hash', () => {
    const { manifest, ...body } = result;
    expect(manifest.sha256).toBe(sha256(canonicalize(body) ?? ''));
    expect(manifest.id).toBe(
      sha256(canonicalize({ inputs: manifest.inputs, sha256: manifest.sha256 }) ?? '').slice(0, 32),
    );
    expect(manifest.inputs).toEqual({
      analysis: { name: 'os', version: 2 },
      codeSha256: null,
      cohort: { name: 'all', version: 1 },
      ruleSet: 'as-recorded',
      timeZero: 'registration',
      options: context.question.options,
      asOf: 412,
      asKnownAtSource: null,
      cutOff: null,
      parameters: { limits: 'log-log', at: [182, 365, 730], tau: null, ties: 'efron', reference: null },
      groupBy: null,
      stratifyBy: null,
      limits: 'log-log',
    });
  });

  it('another knowledge, cut-off, cohort or transform is another result', () => {
    const others = [
      { ...context, asOf: { position: 413, recordedAt: '2026-03-02T10:00:00.000Z' } },
      { ...context, cohort: { name: 'all', version: 2 } },
      { ...context, question: { ...context.question, cutOff: '+900' } },
      { ...context, parameters: { limits: 'plain' } },
    ];
    const ids = [context, ...others].map((one) => runAnalysis(os, patients, one).manifest.id);
    expect(new Set(ids).size).toBe(5);
  });

  it('PFS counts from first-line treatment unless as recorded; another time zero is refused, not ignored', () => {
    const question = { ...context.question, ruleSet: 'fda-2007-table-a', timeZero: 'diagnosis' } as const;
    expect(() => runAnalysis(pfs, [], { ...context, question })).toThrow(
      /counted from first-line-treatment, not from diagnosis/,
    );
    const own = { ...question, timeZero: 'first-line-treatment' } as const;
    expect(runAnalysis(pfs, [], { ...context, question: own }).timeZero).toBe('first-line-treatment');
    expect(runAnalysis(os, [], { ...context, question }).timeZero).toBe('diagnosis');
    expect(runAnalysis(pfs, [], context).timeZero).toBe('registration');
  });
});

describe('what a survival result says where there is nothing to say', () => {
  const medianOf = (result: SurvivalResult) =>
    result.groups.map(({ name, n, median }) => [name, n, median.days, median.reason?.code]);

  it('an empty cohort has one group of nobody, grouped or not, and an empty log no position', () => {
    const result = runAnalysis(os, [], { ...context, asOf: null, groupBy: 'arm' });
    expect(medianOf(result)).toEqual([['all', 0, null, 'empty-cohort']]);
    expect(result.asOf).toEqual({ position: null, recordedAt: null });
    expect(result).toMatchObject({ patients: [], excluded: [], cohort: { size: 0 } });
  });

  it('a cohort of whom nobody can be evaluated says so, of the median, the quartiles, each day and the mean', () => {
    const nobody = [member('a', { os: notEvaluable('undated-death') })];
    const result = runAnalysis(os, nobody, { ...context, parameters: { tau: 365 } });
    expect(medianOf(result)).toEqual([['all', 0, null, 'nobody-evaluable']]);
    const { quartiles = [], at = [], restrictedMean } = result.groups[0] ?? {};
    expect([...quartiles, ...at, restrictedMean].map((one) => one?.reason?.code)).toEqual(
      Array(7).fill('nobody-evaluable'),
    );
    expect(at.map(({ survival, lower, upper }) => [survival, lower, upper])).toEqual(Array(3).fill([null, null, null]));
  });

  it('a median that most outlive is not reached; one of two patients has no upper limit', () => {
    const alive = [5, 9, 11].map((days) => member(`p${days}`, { os: time(days, days === 5 ? 'event' : 'censored') }));
    expect(medianOf(runAnalysis(os, alive, context))).toEqual([['all', 3, null, 'not-reached']]);
    const two = [5, 9].map((days) => member(`p${days}`, { os: time(days, 'event') }));
    expect(medianOf(runAnalysis(os, two, context))).toEqual([['all', 2, 7, 'limit-not-reached']]);
  });
});

describe('survival by what is fixed at time zero', () => {
  const day = { os: time(10, 'event') };
  const groupsBy = (groupBy: string, members: readonly Member[]) =>
    runAnalysis(os, members, { ...context, groupBy }).groups.map(({ name, n }) => [name, n]);

  it('patients go by the arm that they were registered in; those without stand apart', () => {
    const members = [
      member('1', day, { arm: 'B' }),
      member('2', day, { arm: 'A' }),
      member('3', day),
      member('4', day, { arm: 'B' }),
    ];
    expect(groupsBy('arm', members)).toEqual([
      ['A', 1],
      ['B', 2],
      ['not-stated', 1],
    ]);
  });

  it('the stage is that of the earliest primary on record, retracted diagnoses and metastases aside', () => {
    const staged = member('1', day, {}, [
      entry('DiagnosisMade', 'unknown', { kind: 'primary', stage: 'I' }),
      entry('DiagnosisMade', '+40', { kind: 'primary', stage: 'II' }),
      entry('DiagnosisMade', '-9', { kind: 'primary', stage: 'III' }),
      entry('DiagnosisMade', '-20', { kind: 'liver-metastasis', stage: 'IV' }),
      entry('DiagnosisMade', '-90', { kind: 'primary', stage: 'V' }, 'retracted'),
    ]);
    expect(groupsBy('diagnosis.stage', [staged])).toEqual([['III', 1]]);
  });

  it.each([
    'converted',
    'conversion.converted',
    'resected',
    'responder',
    'bestResponse',
    'margin',
    'pfs',
    'death',
    'treatment.intent',
    'neoadjuvant',
    'treatment.lines',
    'toxicity.worstGrade',
    'operativeMortality',
  ])('grouping by %s is refused: it takes time to get there', (groupBy) => {
    expect(() => runAnalysis(os, patients, { ...context, groupBy })).toThrow(
      expect.objectContaining({
        code: 'immortal-time',
        pointer: '/groupBy',
        detail: expect.stringContaining('immortal time'),
        remedy: expect.stringMatching(/landmark.*time-dependent.*arm, sex/),
      }),
    );
  });

  it.each(['colour', 'constructor', ''])('grouping by "%s" is refused, naming what there is', (groupBy) => {
    expect(() => runAnalysis(os, patients, { ...context, groupBy })).toThrow(
      expect.objectContaining({ code: 'unknown-group-by', remedy: expect.stringContaining('metastases.timing') }),
    );
  });
});

describe('the built-in analyses', () => {
  it('are found by name, and another name is refused with those that there are', () => {
    for (const analysis of ANALYSES) expect(analysisOf(analysis.name)).toBe(analysis);
    expect(analysisOf('pfs')).toBe(pfs);
    expect(() => analysisOf('rmst')).toThrow(
      expect.objectContaining({ code: 'unknown-analysis', remedy: expect.stringContaining('pfs, os, dfs') }),
    );
  });
});
