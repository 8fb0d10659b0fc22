import { table } from '../../analyses/index.js';
import { cox as fit, stretchesOf, type Cox, type CoxRows } from '../../statistics/index.js';
import { UsageError } from '../failure.js';
import { covariatesOf } from './covariates.js';
import { OPTIONS, type Asked, type Estimator } from './estimator.js';
import { digits, limitsText, pText, pValue } from './numbers-text.js';
import { pick, type Sample } from './sample.js';
import { statusesOf } from './status.js';

export const cox: Estimator = {
  name: 'cox',
  about: 'Cox proportional hazards regression',
  example: 'lung.csv --time time --status status --event 2 --covariates age,ph.ecog --strata sex',
  options: [...OPTIONS.survival, OPTIONS.covariates, OPTIONS.strata, OPTIONS.start, OPTIONS.since, OPTIONS.ties],
  estimate(sample, asked) {
    const { statuses, coding } = statusesOf(sample, asked.status, asked.event);
    const { covariates, factors } = covariatesOf(sample, asked.covariates ?? []);
    if (covariates.length === 0 && asked.since === undefined) {
      throw new UsageError('give --covariates, --since or both: without one, compare groups by log-rank');
    }
    const { ties = 'efron' } = asked;
    const strata = asked.strata === undefined ? {} : { strata: sample.texts(asked.strata) };
    const rows = { times: sample.days(asked.time), statuses, covariates, ties, ...strata };
    const { withoutTime, ...result } = since(sample, asked, rows);
    const note = withoutTime > 0 ? `Left out: ${withoutTime} followed for 0 days.` : '';
    return { result: { ...result, withoutTime }, status: coding, factors, text: [...coxText(result), note] };
  },
};

/** The fit of the rows as they are, from their starts, or with the time of each cut at the change of state, which becomes a covariate. */
function since(
  sample: Sample,
  asked: Asked,
  rows: CoxRows & {
    readonly times: readonly number[];
    readonly statuses: readonly number[];
    readonly strata?: readonly string[];
  },
): Cox & { readonly withoutTime: number } {
  if (asked.start !== undefined && asked.since !== undefined) {
    throw new UsageError('--start and --since: the rows are stretches already, or one a patient to be cut');
  }
  if (asked.start !== undefined)
    return { ...fit({ ...rows, starts: sample.starts(asked.start, asked.time) }), withoutTime: 0 };
  if (asked.since === undefined) return { ...fit(rows), withoutTime: 0 };
  const { state, patient, withoutTime, ...cut } = stretchesOf(rows.times, rows.statuses, sample.since(asked.since));
  const covariates = rows.covariates.map(({ name, values }) => ({
    name,
    values: patient.map((index) => values[index]!),
  }));
  const strata = rows.strata === undefined ? {} : { strata: pick(rows.strata, patient) };
  const changed = { name: `since ${asked.since}`, values: state };
  return { ...fit({ ...rows, ...cut, ...strata, covariates: [...covariates, changed] }), withoutTime };
}

/** As R's `summary(coxph())`: coefficients, hazard ratios with limits, the three tests; or why there are none. */
export function coxText({ n, events, ties, coefficients, tests, reason }: Cox): readonly string[] {
  if (!coefficients || !tests) return [`not estimable: ${reason?.text}`];
  const rows = coefficients.map(({ name, beta, standardError, z, p, hazardRatio, lower, upper }) => [
    ...[name, digits(beta), digits(standardError), digits(z), pValue(p)],
    ...[digits(hazardRatio), limitsText(lower, upper, digits)],
  ]);
  const names = { likelihoodRatio: 'likelihood ratio', wald: 'Wald', score: 'score' } as const;
  const global = (['likelihoodRatio', 'wald', 'score'] as const).map((test) => {
    const { chiSquare, df, p } = tests[test];
    return [`${names[test]} test`, digits(chiSquare), `on ${df} df`, pText(p)];
  });
  return [
    `n = ${n}, events = ${events}, ties by ${ties === 'efron' ? 'Efron' : 'Breslow'}`,
    table([['', 'coef', 'se(coef)', 'z', 'p', 'hazard ratio', '95 % limits'], ...rows]).join('\n'),
    table(global, [3]).join('\n'),
  ];
}
