import {
  inMonths,
  type Because,
  type Endpoints,
  type Question,
  type TimeToEvent,
  type TimeZero,
} from '../outcomes/index.js';
import { LIMITS, kaplanMeier, type Limits, type Step } from '../statistics/index.js';
import type { Analysis, ResultOf } from './analysis.js';
import { fixedTimeZero } from './refused-analysis.js';
import { survivalText } from './survival-text.js';

/** A time with its limits; null where the curve, or the limit, does not fall to one half. */
export interface Median {
  readonly days: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly months: { readonly median: number | null; readonly lower: number | null; readonly upper: number | null };
  /** Why something above is null; null itself when nothing is. */
  readonly reason: Because | null;
}

export interface SurvivalGroup {
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  readonly median: Median;
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

export type SurvivalResult = ResultOf<SurvivalRow, SurvivalGroup>;

export type SurvivalParameters = {
  readonly limits: Limits;
};

/** The Kaplan-Meier analysis of one time-to-event endpoint (endpoints.md 7). */
export function survivalAnalysis(
  about: { readonly name: string; readonly version: number; readonly title: string; readonly about: string },
  endpoint: (endpoints: Endpoints) => TimeToEvent,
  timeZero: (question: Question) => TimeZero = fixedTimeZero,
): Analysis<SurvivalRow, SurvivalGroup, unknown, SurvivalParameters> {
  const { title, ...named } = about;
  return {
    ...named,
    parameters: {
      limits: {
        type: 'string',
        enum: LIMITS,
        default: 'log-log',
        description: 'the scale on which the limits of a survival are symmetric',
      },
    },
    timeZero,
    limits: ({ limits }) => limits,
    patient: ({ outcomes }) => {
      const { status, days, imputed, reason, evidence } = endpoint(outcomes.endpoints);
      return status === 'not-evaluable' || days === null
        ? { excluded: reason }
        : { time: days, status, imputed, reason, evidence };
    },
    summary: ({ rows }, { parameters, size }) => estimate(rows, parameters.limits, size),
    text: (result) => survivalText(title, result),
  };
}

function estimate(rows: readonly SurvivalRow[], limits: Limits, size: number): SurvivalGroup {
  const { n, events, censored, steps, median } = kaplanMeier(
    rows.map(({ time }) => time),
    rows.map(({ status }) => (status === 'event' ? 1 : 0)),
    limits,
  );
  const { time: days, lower, upper } = median;
  const months = { median: monthsOf(days), lower: monthsOf(lower), upper: monthsOf(upper) };
  return { n, events, censored, median: { days, lower, upper, months, reason: reasonOf() }, curve: steps };

  function reasonOf(): Because | null {
    if (size === 0) return { code: 'empty-cohort', text: 'The cohort has no patient.' };
    if (n === 0)
      return { code: 'nobody-evaluable', text: 'Every patient of the group is excluded, each with its reason.' };
    if (days === null) return { code: 'not-reached', text: 'The curve does not fall to one half.' };
    if (lower === null || upper === null) {
      return { code: 'limit-not-reached', text: 'A limit of the curve does not fall to one half.' };
    }
    return null;
  }
}

const monthsOf = (days: number | null): number | null => (days === null ? null : inMonths(days));
