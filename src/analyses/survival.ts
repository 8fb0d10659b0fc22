import { inMonths, type Because, type Endpoints, type TimeToEvent } from '../outcomes/index.js';
import { kaplanMeier, type Limits, type Step } from '../statistics/index.js';
import type { Analysis, Context, Result } from './analysis.js';
import { fixedTimeZero } from './refused-analysis.js';
import { resultOf } from './result.js';
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
  readonly name: string;
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  readonly median: Median;
  readonly curve: readonly Step[];
}

export interface SurvivalPatient {
  readonly patientId: string;
  readonly group: string;
  /** Days from time zero. */
  readonly time: number;
  readonly status: 'event' | 'censored';
  readonly imputed: boolean;
  readonly reason: Because;
  readonly evidence: readonly string[];
}

export type SurvivalResult = Result<SurvivalGroup, SurvivalPatient>;

/** The Kaplan-Meier analysis of one time-to-event endpoint (endpoints.md 7). */
export function survivalAnalysis(
  about: { readonly name: string; readonly version: number; readonly title: string; readonly about: string },
  endpoint: (endpoints: Endpoints) => TimeToEvent,
  timeZero: (question: Context['question']) => Context['question']['timeZero'] = fixedTimeZero,
): Analysis<SurvivalResult> {
  const { name, version, title } = about;
  return {
    name,
    version,
    about: about.about,
    run: (members, context) =>
      resultOf<SurvivalGroup, SurvivalPatient>(members, context, {
        analysis: { name, version },
        timeZero: timeZero(context.question),
        limits: context.limits,
        assign: ({ patientId, group, outcomes }) => {
          const { status, days, imputed, reason, evidence } = endpoint(outcomes.endpoints);
          return status === 'not-evaluable' || days === null
            ? { excluded: { patientId, group, reason } }
            : { patient: { patientId, group, time: days, status, imputed, reason, evidence } };
        },
        estimate: (group, patients) => estimate(group, patients, context.limits, members.length),
      }),
    text: (result) => survivalText(title, result),
  };
}

function estimate(name: string, patients: readonly SurvivalPatient[], limits: Limits, size: number): SurvivalGroup {
  const { n, events, censored, steps, median } = kaplanMeier(
    patients.map(({ time }) => time),
    patients.map(({ status }) => (status === 'event' ? 1 : 0)),
    limits,
  );
  const { time: days, lower, upper } = median;
  const months = { median: monthsOf(days), lower: monthsOf(lower), upper: monthsOf(upper) };
  return { name, n, events, censored, median: { days, lower, upper, months, reason: reasonOf() }, curve: steps };

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
