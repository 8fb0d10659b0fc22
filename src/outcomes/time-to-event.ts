import { addMonths, formatDay, parseClinicalDate, type DateBasis } from '../events/index.js';
import type { Dated, Used } from './dating.js';
import type { Answer, Because, TimeToEvent } from './outcomes.js';

/** Mean length of a month in days, 365.25 / 12. Months are for display: nothing is computed on them. */
export const DAYS_PER_MONTH = 30.4375;

/** Days as months, rounded to 0.01. */
export const inMonths = (days: number): number => Math.round((days / DAYS_PER_MONTH) * 100) / 100;

/** Whole days from one date of an outcome to another: both are whole days, imputed ones too. */
export const daysBetween = (start: string, end: string): number => dayOf(end) - dayOf(start);

function dayOf(date: string): number {
  const parsed = parseClinicalDate(date);
  if (!parsed || parsed.lo !== parsed.hi) throw new RangeError(`"${date}" is not a whole day.`);
  return parsed.lo;
}

/** The same day so many calendar months later; where there is no calendar, so many mean months in whole days (12: 365). */
export const monthsAfter = (day: number, months: number, basis: DateBasis): number =>
  basis === 'calendar' ? addMonths(day, months) : day + Math.floor(months * DAYS_PER_MONTH);

/** Ids behind a value, in the order given, each once: the first record, then the correction in force. */
export function evidenceOf(used: readonly Used[]): readonly string[] {
  const ids = new Set<string>();
  for (const { entry } of used) {
    ids.add(entry.id);
    if (entry.correctedBy !== null) ids.add(entry.correctedBy);
  }
  return [...ids];
}

export const isImputed = (used: readonly Used[]): boolean => used.some(({ imputed }) => imputed);

export const because = (code: string, text: string): Because => ({ code, text });

/** The part of an answer that says why, and from what. */
export const readFrom = (used: readonly Used[], reason: Because): Omit<Answer, 'status'> => ({
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});

/** Why something cannot be evaluated, and what it was read from. */
export interface Obstacle {
  readonly reason: Because;
  readonly used: readonly Used[];
}

/** A time from day `start` to day `end`, both day numbers. */
export function timeToEvent(
  status: 'event' | 'censored',
  { start, end, basis }: { readonly start: number; readonly end: number; readonly basis: DateBasis },
  reason: Because,
  used: readonly Used[],
): TimeToEvent {
  const days = end - start;
  return {
    status,
    days,
    months: inMonths(days),
    start: formatDay(start, basis),
    date: formatDay(end, basis),
    reason,
    imputed: isImputed(used),
    evidence: evidenceOf(used),
  };
}

export const noTime = ({ reason, used }: Obstacle): TimeToEvent => ({
  status: 'not-evaluable',
  days: null,
  months: null,
  start: null,
  date: null,
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});

/** Something that ends a time, or the watch over it: why, and the entries of its day. */
export interface Ending {
  readonly day: number;
  readonly reason: Because;
  readonly by: readonly Dated[];
}

/** The ending that comes first; of one day the first in the list. */
export const firstEnding = (endings: readonly (Ending | null)[]): Ending | null =>
  endings.filter((one) => one !== null).toSorted((a, b) => a.day - b.day)[0] ?? null;

/** An ending by entries of one day; null without any. */
export const endingBy = (by: readonly Dated[], reason: Because): Ending | null =>
  by[0] ? { day: by[0].day, reason, by } : null;

/**
 * The event of a time to progression or death; one where both fall on one day: a progression, with the death noted
 * (endpoints.md 1.4).
 * @param progression the first one, not after death
 * @param death null as well where a death is no event
 */
export function progressionOrDeath(
  progression: readonly Dated[],
  death: Dated | null,
  code: 'progression' | 'recurrence' = 'progression',
): Ending | null {
  if (!progression[0]) return death && endingBy([death], because('death', `Died without ${code}.`));
  const died = death?.day === progression[0].day ? [death] : [];
  const what = code === 'progression' ? 'Progression' : 'Recurrence';
  const text = died.length > 0 ? `${what}, and death on the same day.` : `${what}.`;
  return endingBy([...progression, ...died], because(code, text));
}
