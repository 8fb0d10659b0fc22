/**
 * Three answers, Kleene's (cohorts.md 3): no < cannot tell < yes, each with the code of its reason. Few objects, made once:
 * an answer is compared and handed on for every event of every patient.
 */
export interface Told {
  readonly rank: 0 | 1 | 2;
  readonly code: string;
}

export const ANSWERS = ['no', 'cannot-tell', 'yes'] as const;
export type Answer = (typeof ANSWERS)[number];

export const no = (code: string): Told => ({ rank: 0, code });
export const unsure = (code: string): Told => ({ rank: 1, code });
export const yes = (code: string): Told => ({ rank: 2, code });

export const YES = yes('found');
export const NO = no('none-found');
/** The record is silent: absent, `not-stated`, `pending`, `unknown`. */
export const NOT_STATED = unsure('not-stated');
/** A month or a year holds days of either answer. */
export const TOO_COARSE = unsure('date-too-coarse');
export const UNDATED = unsure('undated');
/** A date of the calendar asked of relative days, or the reverse. */
export const NO_CALENDAR = unsure('no-calendar');
/** Two events could be the one that is meant, and they differ. */
export const TIE = unsure('tie');
/** Nobody watched to the end of the window. */
export const NOT_FOLLOWED = unsure('not-followed');
/** An event that may lie after the cut-off. */
export const AFTER_CUT_OFF = unsure('perhaps-after-cut-off');

/** The lower of two; the first of equals, whose reason stands. */
export const least = (a: Told, b: Told): Told => (b.rank < a.rank ? b : a);
export const greatest = (a: Told, b: Told): Told => (b.rank > a.rank ? b : a);

/** Whether numbers or days from `lo` to `hi` lie within a range: all of them, none, or who knows. */
export function within(lo: number, hi: number, from: number, to: number): Told {
  if (lo >= from && hi <= to) return YES;
  if (hi < from || lo > to) return NO;
  return lo === -Infinity && hi === Infinity ? UNDATED : TOO_COARSE;
}
