import {
  cox,
  logRank,
  logRankTrend,
  type Coefficient,
  type Cox,
  type LogRank,
  type Reason,
  type Ties,
} from '../statistics/index.js';

/** A time from time zero, in the group and the stratum that are compared. */
export interface ComparedTime {
  /** Whole days. */
  readonly time: number;
  readonly status: 'event' | 'censored';
  readonly group: string;
  readonly stratum?: string;
}

export interface GroupComparison {
  /** Null, like the others, where there are no two groups to compare. */
  readonly logRank: LogRank | null;
  /** Null where the groups have no order. */
  readonly trend: Trend | null;
  readonly cox: HazardRatios | null;
  readonly reason: Reason | null;
}

/** Tarone's test for a trend of the hazard along the groups, in equal steps. */
export interface Trend extends Pick<LogRank, 'chiSquare' | 'df' | 'p' | 'reason'> {
  readonly order: readonly string[];
  /** Patients of groups without a place in the order. */
  readonly leftOut: number;
}

/** Hazard ratios of each group against the reference; the coefficients are null, with the reason, where not estimable. */
export type HazardRatios = Pick<Cox, 'ties' | 'tests' | 'reason'> & {
  readonly reference: string;
  readonly coefficients: readonly Coefficient[] | null;
};

/**
 * The groups beside each other: log-rank test, trend where they have an order, hazard ratios by Cox regression
 * (endpoints.md 8.1, 8.2); within strata where the times have one.
 * @param names of the groups, the reference first; a group without anybody is left out
 * @param order of names along which a trend is asked for
 */
export function compareGroups(
  names: readonly string[],
  compared: readonly ComparedTime[],
  { ties = 'efron', order = null }: { readonly ties?: Ties; readonly order?: readonly string[] | null } = {},
): GroupComparison {
  const groups = compared.map(({ group }) => group);
  const present = new Set(groups);
  const [reference, ...others] = names.filter((name) => present.has(name));
  if (reference === undefined || others.length === 0) {
    const text = `There are patients in ${reference === undefined ? 'no group' : `one group alone, ${reference}`}.`;
    return { logRank: null, trend: null, cox: null, reason: { code: 'one-group', text } };
  }
  const times = compared.map(({ time }) => time);
  const statuses = compared.map(({ status }) => (status === 'event' ? 1 : 0));
  const strata = compared.some(({ stratum }) => stratum !== undefined)
    ? compared.map(({ stratum }) => stratum ?? 'not-stated')
    : undefined;
  const grouped = { times, statuses, groups, ...(strata && { strata }) };
  const covariates = others.map((name) => ({ name, values: groups.map((group) => (group === name ? 1 : 0)) }));
  const fitted = cox({ times, statuses, covariates, ties, ...(strata && { strata }) });
  return {
    logRank: logRank(grouped),
    trend: order && trendAlong(order, grouped),
    cox: {
      reference,
      ties: fitted.ties,
      coefficients: fitted.coefficients,
      tests: fitted.tests,
      reason: fitted.reason,
    },
    reason: null,
  };
}

/** Along the groups that have a place in the order; the others are left out. */
function trendAlong(
  order: readonly string[],
  {
    times,
    statuses,
    groups,
    strata,
  }: { times: readonly number[]; statuses: readonly number[]; groups: readonly string[]; strata?: readonly string[] },
): Trend {
  const kept = groups.flatMap((group, row) => (order.includes(group) ? [row] : []));
  const of = <T>(values: readonly T[]): readonly T[] => kept.map((row) => values[row]!);
  const leftOut = groups.length - kept.length;
  if (new Set(of(groups)).size < 2) {
    return {
      order,
      leftOut,
      chiSquare: null,
      df: null,
      p: null,
      reason: { code: 'one-group', text: 'One group alone has a place in the order.' },
    };
  }
  const { chiSquare, df, p, reason } = logRankTrend(
    { times: of(times), statuses: of(statuses), groups: of(groups), ...(strata && { strata: of(strata) }) },
    Object.fromEntries(order.map((name, place) => [name, place])),
  );
  return { order, leftOut, chiSquare, df, p, reason };
}
