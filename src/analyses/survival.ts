import type { Because, Question, TimeToEvent } from '../outcomes/index.js';
import { LIMITS, TIES, type Limits, type RestrictedMean, type Step, type Ties } from '../statistics/index.js';
import type { Analysis, CountedFrom, Exclusion, ResultOf } from './analysis.js';
import type { ParameterSchema, ParameterSchemas } from './parameters.js';
import { fixedTimeZero } from './refused-analysis.js';
import { compareSurvival, type SurvivalComparison } from './survival-comparison.js';
import {
  curveOf,
  nobodyIn,
  quartilesOf,
  restrictedMeanOf,
  survivalOn,
  type Median,
  type Quartile,
  type SurvivalAtDay,
} from './survival-estimate.js';
import { survivalText } from './survival-text.js';

export interface EndedBy {
  readonly status: SurvivalRow['status'];
  /** Code of the reason. */
  readonly code: string;
  readonly count: number;
}

export interface SurvivalGroup {
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  /** How many times ended for each reason: events first, then by the code of the reason. */
  readonly reasons: readonly EndedBy[];
  readonly median: Median;
  readonly quartiles: readonly Quartile[];
  /** On the days asked for. */
  readonly at: readonly SurvivalAtDay[];
  /** Null unless a tau is asked for. */
  readonly restrictedMean: RestrictedMean | null;
  readonly curve: readonly Step[];
}

export interface SurvivalRow {
  /** Days from time zero. */
  readonly time: number;
  readonly status: 'event' | 'censored';
  readonly imputed: boolean;
  readonly reason: Because;
  readonly evidence: readonly string[];
}

export type SurvivalResult = ResultOf<SurvivalRow, SurvivalGroup, SurvivalComparison>;

export type SurvivalParameters = {
  readonly limits: Limits;
  readonly at: readonly number[];
  readonly tau: number | null;
  readonly ties: Ties;
  readonly reference: string | null;
};

export const LIMITS_PARAMETER: ParameterSchema<Limits> = {
  type: 'string',
  enum: LIMITS,
  default: 'log-log',
  description: 'the scale on which the limits of a survival are symmetric',
};

const PARAMETERS: ParameterSchemas<SurvivalParameters> = {
  limits: LIMITS_PARAMETER,
  at: {
    type: 'array',
    items: { type: 'integer', minimum: 0 },
    default: [182, 365, 730],
    description: 'days on which the survival is read off the curve',
  },
  tau: {
    type: ['integer', 'null'],
    minimum: 1,
    default: null,
    description: 'the day up to which the mean time is restricted; without it there is none',
  },
  ties: {
    type: 'string',
    enum: TIES,
    default: 'efron',
    description: 'how the Cox regression takes events of one day',
  },
  reference: {
    type: ['string', 'null'],
    default: null,
    description: 'the group to which the others are compared; else the first that is stated',
  },
};

/** The Kaplan-Meier analysis of one time-to-event endpoint, its groups compared (endpoints.md 7, 8.1, 8.2). */
export function survivalAnalysis(
  about: { readonly name: string; readonly version: number; readonly title: string; readonly about: string },
  endpoint: 'pfs' | 'os' | 'dfs' | 'ttp' | 'ttf',
  timeZero: (question: Question) => CountedFrom = fixedTimeZero,
): Analysis<SurvivalRow, SurvivalGroup, SurvivalComparison, SurvivalParameters> {
  const { title, ...named } = about;
  return {
    ...named,
    endpoints: [endpoint],
    parameters: PARAMETERS,
    timeZero,
    stratified: true,
    limits: ({ limits }) => limits,
    patient: ({ outcomes }) => timeOf(outcomes.endpoints[endpoint]),
    summary: ({ rows }, { parameters, size }) => estimate(rows, parameters, size),
    comparison: (groups, { parameters, groupBy }) => compareSurvival(groups, groupBy, parameters),
    text: (result) => survivalText(title, result),
  };
}

/** The time of a patient, or why there is none. */
export const timeOf = ({ status, days, imputed, reason, evidence }: TimeToEvent): SurvivalRow | Exclusion =>
  status === 'not-evaluable' || days === null
    ? { excluded: reason }
    : { time: days, status, imputed, reason, evidence };

function estimate(rows: readonly SurvivalRow[], { limits, at, tau }: SurvivalParameters, size: number): SurvivalGroup {
  const { n, events, censored, steps } = curveOf(rows, limits);
  const nobody = nobodyIn(n, size);
  return {
    n,
    events,
    censored,
    reasons: reasonsOf(rows),
    ...quartilesOf(steps, nobody),
    at: survivalOn(steps, at, nobody),
    restrictedMean: restrictedMeanOf(steps, tau, nobody),
    curve: steps,
  };
}

function reasonsOf(rows: readonly SurvivalRow[]): readonly EndedBy[] {
  const counts = new Map<string, EndedBy>();
  for (const { status, reason } of rows) {
    const key = `${status === 'event' ? 0 : 1} ${reason.code}`;
    counts.set(key, { status, code: reason.code, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, ended]) => ended);
}
