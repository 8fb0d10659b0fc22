import { normalTwoSidedP } from './distributions.js';
import { InvalidInputError } from './invalid-input.js';
import type { Step } from './kaplan-meier.js';
import { Z_95 } from './normal.js';
import type { Reason } from './reason.js';

/** The mean time, in days, up to `tau` days: the area under the survival. */
export interface RestrictedMean {
  readonly tau: number;
  /** Null of nobody (`empty-cohort`). */
  readonly mean: number | null;
  readonly standardError: number | null;
  /** 95% limits, cut to 0 and tau; null where the standard error is 0 or none (`no-variance`, `empty-cohort`). */
  readonly lower: number | null;
  readonly upper: number | null;
  /** True where tau is past the last observation: the area there is that of the last survival, drawn on. */
  readonly carried: boolean;
  readonly reason: Reason | null;
}

/** The first restricted mean less the second, in days. */
export interface RestrictedMeanDifference {
  readonly tau: number;
  readonly difference: number | null;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly reason: Reason | null;
}

/**
 * The restricted mean survival time with Greenwood's variance: the sum over events before tau of the squared area from
 * there to tau times d/(n(n - d)), 0 where all at risk have the event. R's `print(survfit(), rmean = tau)`.
 * Source: Royston & Parmar, BMC Med Res Methodol 2013;13:152.
 * @param steps of `kaplanMeier`
 * @param tau whole days, more than 0
 * @throws InvalidInputError for another tau
 */
export function rmst(steps: readonly Step[], tau: number): RestrictedMean {
  if (!Number.isSafeInteger(tau) || tau <= 0) {
    throw new InvalidInputError('invalid-time', 'tau', `${tau} is not a whole number of days above 0`);
  }
  const carried = tau > (steps.at(-1)?.time ?? 0);
  if (steps.length === 0) {
    return { tau, mean: null, standardError: null, lower: null, upper: null, carried, reason: NOBODY };
  }
  // From tau back: the area still to come, and at each event its square.
  let [area, variance, until] = [0, 0, tau];
  for (const { time, survival, atRisk, events } of steps.toReversed()) {
    if (time >= tau) continue;
    area += survival * (until - time);
    until = time;
    if (events < atRisk) variance += (area * area * events) / (atRisk * (atRisk - events));
  }
  const mean = area + until;
  const standardError = Math.sqrt(variance);
  if (standardError === 0) return { tau, mean, standardError, lower: null, upper: null, carried, reason: NO_VARIANCE };
  const reach = Z_95 * standardError;
  const [lower, upper] = [Math.max(0, mean - reach), Math.min(tau, mean + reach)];
  return { tau, mean, standardError, lower, upper, carried, reason: null };
}

/**
 * Compares two restricted means of independent patients.
 * Source: Royston & Parmar, BMC Med Res Methodol 2013;13:152; R's `survRM2`.
 * @throws InvalidInputError where their tau is not the same
 */
export function rmstDifference(a: RestrictedMean, b: RestrictedMean): RestrictedMeanDifference {
  const { tau } = a;
  if (tau !== b.tau) {
    throw new InvalidInputError('mismatched-tau', 'tau', `${tau} and ${b.tau}; restrict both means to the same time`);
  }
  const none = { tau, difference: null, standardError: null, lower: null, upper: null, z: null, p: null };
  if (a.mean === null || b.mean === null) return { ...none, reason: NOBODY };
  const difference = a.mean - b.mean;
  const standardError = Math.hypot(a.standardError ?? 0, b.standardError ?? 0);
  if (standardError === 0) return { ...none, difference, standardError, reason: NO_VARIANCE };
  const reach = Z_95 * standardError;
  const z = difference / standardError;
  return {
    tau,
    difference,
    standardError,
    lower: difference - reach,
    upper: difference + reach,
    z,
    p: normalTwoSidedP(z),
    reason: null,
  };
}

const NOBODY: Reason = { code: 'empty-cohort', text: 'there is nobody to estimate from' };
const NO_VARIANCE: Reason = {
  code: 'no-variance',
  text: 'before tau nobody has an event, or all who are left have it at once: there is no error to state',
};
