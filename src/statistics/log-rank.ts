import { chiSquareUpperTail } from './distributions.js';
import { InvalidInputError } from './invalid-input.js';
import { logRankTable, type GroupedTimes, type LogRankGroup, type LogRankTable } from './log-rank-table.js';
import type { Reason } from './reason.js';
import { scoreTest } from './score-test.js';

export interface LogRank {
  /** By name. */
  readonly groups: readonly LogRankGroup[];
  /** All three null, with the reason, where the groups cannot be compared. */
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly reason: Reason | null;
}

export interface LogRankTrend extends LogRank {
  /** The score of each group, in the order of the groups. */
  readonly scores: readonly number[];
  /** Its square is chiSquare; positive where the events come earlier at higher scores. */
  readonly z: number | null;
}

/**
 * The log-rank test of two or more groups, stratified on request, as R's `survdiff`. The degrees of freedom are the rank of the
 * covariance: one less than the groups with expected events, fewer where no stratum holds the groups together.
 * Sources: Mantel, Cancer Chemother Rep 1966;50:163-70; Peto & Peto, J R Stat Soc A 1972;135:185-207.
 * @throws InvalidInputError as `checkTimes`, for an unnamed group or stratum, and where all patients are in one group
 */
export function logRank(patients: GroupedTimes): LogRank {
  const { groups, covariance } = logRankTable(patients);
  const differences = groups.map(({ observed, expected }) => observed - expected);
  const { chiSquare, df } = scoreTest(differences, covariance);
  if (df === 0) return { groups, chiSquare: null, df: null, p: null, reason: whyNot(groups) };
  return { groups, chiSquare, df, p: chiSquareUpperTail(chiSquare, df), reason: null };
}

/**
 * Tarone's test for a trend of the hazard along the scores of the groups, one degree of freedom: (Σ w (O - E))² / w'Vw.
 * It equals the score test of a Cox model of the score with exact ties.
 * Source: Tarone, Biometrika 1975;62:679-82.
 * @param scores by the name of the group; without them the names themselves must be numbers
 * @throws InvalidInputError as `logRank`, and for a group without a finite score or one score for all groups
 */
export function logRankTrend(patients: GroupedTimes, scores?: Readonly<Record<string, number>>): LogRankTrend {
  const { groups, covariance } = logRankTable(patients);
  const weights = groups.map(({ name }) => scoreOf(name, scores));
  if (groups.length > 0 && weights.every((weight) => weight === weights[0])) {
    throw new InvalidInputError('invalid-score', 'scores', `all are ${weights[0]}; a trend needs two different ones`);
  }
  const variance = varianceOf(weights, covariance);
  if (variance === 0) {
    return { groups, scores: weights, z: null, chiSquare: null, df: null, p: null, reason: whyNot(groups) };
  }
  // From the first score on: a constant added to all of them changes nothing.
  const sum = groups.reduce((all, { observed, expected }, row) => {
    return all + (weights[row]! - weights[0]!) * (observed - expected);
  }, 0);
  const z = sum / Math.sqrt(variance);
  const chiSquare = z * z;
  return { groups, scores: weights, z, chiSquare, df: 1, p: chiSquareUpperTail(chiSquare, 1), reason: null };
}

function scoreOf(name: string, scores: Readonly<Record<string, number>> | undefined): number {
  const score = scores ? scores[name] : Number(name);
  if (score !== undefined && Number.isFinite(score)) return score;
  throw new InvalidInputError(
    'invalid-score',
    `scores[${JSON.stringify(name)}]`,
    'give each group a number: names have no order',
  );
}

/** w'Vw of a covariance whose rows add up to 0: no term is negative, so nothing cancels. */
const varianceOf = (weights: readonly number[], covariance: LogRankTable['covariance']): number =>
  covariance.reduce(
    (sum, values, row) =>
      values.slice(0, row).reduce((part, value, column) => part - value * (weights[row]! - weights[column]!) ** 2, sum),
    0,
  );

function whyNot(groups: readonly LogRankGroup[]): Reason {
  if (groups.length === 0) return { code: 'empty-cohort', text: 'There is no patient.' };
  if (groups.every(({ observed }) => observed === 0)) return { code: 'no-events', text: 'Nobody has had the event.' };
  const text = 'On each day with an event one group (or score) alone was at risk, or everybody at risk had the event.';
  return { code: 'never-comparable', text };
}
