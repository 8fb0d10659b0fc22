import { entryPlace, inverseDiagonal, quadraticForm } from './cholesky.js';
import { faultOf } from './cox-fault.js';
import { partialLikelihood, type Ties } from './cox-likelihood.js';
import { chiSquareUpperTail, normalTwoSidedP } from './distributions.js';
import { InvalidInputError } from './invalid-input.js';
import { ascend, SINGULAR } from './newton.js';
import { Z_95 } from './normal.js';
import type { Reason } from './reason.js';
import { riskSets } from './risk-sets.js';
import { checkLength, checkStarts, checkTimes } from './survival-times.js';

export { TIES, type Ties } from './cox-likelihood.js';

export interface Covariate {
  readonly name: string;
  /** One a row, finite. */
  readonly values: ArrayLike<number>;
}

/** One row a patient; with `starts`, one a stretch of a patient's time over which no covariate changes. */
export interface CoxRows {
  /** Whole days from time zero, 0 allowed: of the event or censoring; with `starts`, the end of the stretch, included. */
  readonly times: ArrayLike<number>;
  /** 1 event at that time, 0 none. */
  readonly statuses: ArrayLike<number>;
  /** The day after which a row is at risk: whole days, before its time. */
  readonly starts?: ArrayLike<number>;
  readonly covariates: readonly Covariate[];
  /** Each stratum has a baseline hazard of its own. */
  readonly strata?: readonly string[];
  readonly ties?: Ties;
  /** 50 unless given. */
  readonly maxIterations?: number;
}

export interface Coefficient {
  readonly name: string;
  /** The log hazard ratio of one unit of the covariate. */
  readonly beta: number;
  readonly standardError: number;
  readonly hazardRatio: number;
  /** Wald's 95% limits of the hazard ratio. */
  readonly lower: number;
  readonly upper: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

export interface ChiSquareTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/** Where the coefficients are not estimable, they, the tests and the log likelihoods are null, and `reason` says why. */
export interface Cox {
  /** Rows: patients, or their stretches. */
  readonly n: number;
  readonly events: number;
  readonly ties: Ties;
  readonly coefficients: readonly Coefficient[] | null;
  /** Of all coefficients being 0. */
  readonly tests: Readonly<Record<'likelihoodRatio' | 'wald' | 'score', ChiSquareTest>> | null;
  readonly logLikelihood: { readonly null: number; readonly fitted: number } | null;
  readonly iterations: number;
  readonly reason: Reason | null;
}

/**
 * Cox's proportional hazards regression by its partial likelihood, as R's `coxph`: right-censored or in stretches
 * (start, stop], several covariates, strata. The same rows in another order give the same bits.
 * Reasons: `empty-cohort`, `no-events`, `constant-covariate`, `collinear-covariates`, `separation`, `not-converged`,
 * `hazard-ratio-out-of-range`.
 * Sources: Cox, J R Stat Soc B 1972;34:187-220; Andersen & Gill, Ann Stat 1982;10:1100-20 (stretches).
 * @throws InvalidInputError for times and statuses as in `kaplanMeier`, a start that is no whole day before its time, a
 * covariate that is not finite, no covariate or two of one name, lists of different lengths
 */
export function cox(rows: CoxRows): Cox {
  checkRows(rows);
  const { times, statuses, starts, strata, covariates, ties = 'efron', maxIterations = 50 } = rows;
  const n = times.length;
  let events = 0;
  for (let row = 0; row < n; row++) events += statuses[row]!;
  const none = { n, events, ties, coefficients: null, tests: null, logLikelihood: null };
  const because = (code: string, text: string, iterations = 0): Cox => ({
    ...none,
    iterations,
    reason: { code, text },
  });
  if (n === 0) return because('empty-cohort', 'there is nobody to estimate from');
  if (events === 0) return because('no-events', `none of ${n} has an event: there is no hazard to compare`);

  const names = covariates.map(({ name }) => name);
  const sets = riskSets({ times, statuses, starts, strata, covariates: covariates.map(({ values }) => values) });
  const likelihood = partialLikelihood(sets, ties);
  const atZero = likelihood(new Float64Array(names.length));
  // The covariates have variance 1, so that a day of an event brings an information of about 1.
  const level = names.filter((_, index) => !(atZero.information[entryPlace(index, index)]! > SINGULAR * events));
  if (level.length > 0) {
    const text = `${level.join(', ')}: one value among all at risk, whichever the day of an event; leave it out`;
    return because('constant-covariate', text);
  }
  const ascent = ascend(likelihood, atZero, maxIterations);
  const fault = faultOf(ascent, names, sets.spread);
  if (fault) return because(fault.code, fault.text, ascent.iterations);

  const { beta, last, factor, iterations } = ascent;
  const variances = inverseDiagonal(factor, names.length);
  const coefficients = names.map((name, index): Coefficient => {
    const { deviation } = sets.spread[index]!;
    const [log, standardError] = [beta[index]! / deviation, Math.sqrt(variances[index]!) / deviation];
    const [lower, upper] = [Math.exp(log - Z_95 * standardError), Math.exp(log + Z_95 * standardError)];
    const z = log / standardError;
    return { name, beta: log, standardError, hazardRatio: Math.exp(log), lower, upper, z, p: normalTwoSidedP(z) };
  });
  const beyond = coefficients.find(({ lower, upper }) => !(lower > 0 && upper < Infinity));
  if (beyond) {
    const text = `${beyond.name}: the hazard ratio of one unit, or a limit of it, is beyond 1e308; give it in smaller units`;
    return because('hazard-ratio-out-of-range', text, iterations);
  }
  const test = (chiSquare: number): ChiSquareTest => {
    const df = names.length;
    return { chiSquare, df, p: chiSquareUpperTail(chiSquare, df) };
  };
  return {
    ...none,
    coefficients,
    tests: {
      likelihoodRatio: test(Math.max(0, 2 * (last.logLikelihood - atZero.logLikelihood))),
      wald: test(quadraticForm(last.information, beta)),
      score: test(ascent.scoreTest),
    },
    logLikelihood: { null: atZero.logLikelihood, fitted: last.logLikelihood },
    iterations,
    reason: null,
  };
}

function checkRows({ times, statuses, starts, covariates, strata }: CoxRows): void {
  checkTimes(times, statuses);
  if (starts) checkStarts(starts, times);
  if (strata) checkLength('strata', strata, times);
  if (covariates.length === 0) {
    throw new InvalidInputError(
      'invalid-covariate',
      'covariates',
      'none; without one, compare groups by the log-rank test',
    );
  }
  for (const [index, { name, values }] of covariates.entries()) {
    const place = `covariates[${index}]`;
    if (covariates.findIndex((other) => other.name === name) < index) {
      throw new InvalidInputError(
        'invalid-covariate',
        `${place}.name`,
        `${name} is the name of two; give each its own`,
      );
    }
    checkLength(`${place}.values`, values, times);
    for (let row = 0; row < values.length; row++) {
      // A number less itself is 0, and nothing else is: quicker than asking whether it is finite.
      const value = values[row]!;
      if (value - value === 0) continue;
      const detail = `${value} of ${name} is not a number; leave out rows with a missing value, or impute it`;
      throw new InvalidInputError('invalid-covariate', `${place}.values[${row}]`, detail);
    }
  }
}
