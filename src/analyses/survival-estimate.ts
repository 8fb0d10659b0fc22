import { inMonths, type Because } from '../outcomes/index.js';
import {
  kaplanMeier,
  quantile,
  rmst,
  survivalAt,
  type KaplanMeier,
  type Limits,
  type RestrictedMean,
  type Step,
  type SurvivalAt,
} from '../statistics/index.js';

/** A time with its limits, in days; null where the curve, or the limit, does not fall so far. */
export interface Quartile {
  /** The part of the patients that has had the event by then. */
  readonly p: number;
  readonly days: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Why something above is null; null itself when nothing is. */
  readonly reason: Because | null;
}

/** The time at which the curve falls to one half. */
export interface Median extends Omit<Quartile, 'p'> {
  readonly months: { readonly median: number | null; readonly lower: number | null; readonly upper: number | null };
}

export interface SurvivalAtDay extends SurvivalAt {
  /** Why there is no survival, or no limits of it; null where nothing is missing. */
  readonly reason: Because | null;
}

/** The Kaplan-Meier curve of these times. */
export const curveOf = (
  rows: readonly { readonly time: number; readonly status: 'event' | 'censored' }[],
  limits?: Limits,
): KaplanMeier =>
  kaplanMeier(
    rows.map(({ time }) => time),
    rows.map(({ status }) => (status === 'event' ? 1 : 0)),
    limits,
  );

/** Why nothing can be estimated of a group; null where somebody is in it. */
export function nobodyIn(n: number, size: number): Because | null {
  if (n > 0) return null;
  return size === 0
    ? { code: 'empty-cohort', text: 'The cohort has no patient.' }
    : { code: 'nobody-evaluable', text: 'Every patient of the group is excluded, each with its reason.' };
}

/** The median and the quartiles about it, with limits by the inversion of those of the curve (endpoints.md 7.4, 7.5). */
export function quartilesOf(
  steps: readonly Step[],
  nobody: Because | null,
): { readonly median: Median; readonly quartiles: readonly Quartile[] } {
  const at = (p: number): Quartile => {
    const { time: days, lower, upper } = quantile(steps, p);
    return { p, days, lower, upper, reason: nobody ?? unreached(p, days, lower, upper) };
  };
  const half = at(0.5);
  const { p: _, ...median } = half;
  const months = { median: monthsOf(half.days), lower: monthsOf(half.lower), upper: monthsOf(half.upper) };
  return { median: { ...median, months }, quartiles: [at(0.25), half, at(0.75)] };
}

function unreached(p: number, days: number | null, lower: number | null, upper: number | null): Because | null {
  const height = `${100 * (1 - p)} %`;
  if (days === null) return { code: 'not-reached', text: `The curve does not fall to ${height}.` };
  if (lower !== null && upper !== null) return null;
  return { code: 'limit-not-reached', text: `A limit of the curve does not fall to ${height}.` };
}

/** The survival on given days (endpoints.md 7.6). */
export const survivalOn = (
  steps: readonly Step[],
  days: readonly number[],
  nobody: Because | null,
): readonly SurvivalAtDay[] =>
  survivalAt(steps, days).map((at) => ({ ...at, reason: nobody ?? (at.lower === null ? AT_THE_EDGE : null) }));

const AT_THE_EDGE: Because = { code: 'no-variance', text: 'A survival of 0 % or 100 % has no limits.' };

/** The restricted mean up to `tau` days (endpoints.md 7.7); null where none is asked for. */
export function restrictedMeanOf(
  steps: readonly Step[],
  tau: number | null,
  nobody: Because | null,
): RestrictedMean | null {
  if (tau === null) return null;
  const mean = rmst(steps, tau);
  return { ...mean, reason: nobody ?? mean.reason };
}

const monthsOf = (days: number | null): number | null => (days === null ? null : inMonths(days));
