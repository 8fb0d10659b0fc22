import { formatDay, type DateBasis } from '../events/index.js';
import type { Used } from './dating.js';
import type { Because, TimeToEvent } from './outcomes.js';

/** Mean length of a month in days, 365.25 / 12. Months are for display: nothing is computed on them. */
export const DAYS_PER_MONTH = 30.4375;

/** Days as months, rounded to 0.01. */
export const inMonths = (days: number): number => Math.round((days / DAYS_PER_MONTH) * 100) / 100;

/** Ids behind a value, in the order given, each once: the first record, then the correction in force. */
export const evidenceOf = (used: readonly Used[]): readonly string[] => [
  ...new Set(used.flatMap(({ entry: { id, correctedBy } }) => (correctedBy === null ? id : [id, correctedBy]))),
];

export const isImputed = (used: readonly Used[]): boolean => used.some(({ imputed }) => imputed);

export const because = (code: string, text: string): Because => ({ code, text });

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

/** Why PFS has ended; one event where both fall on one day: a progression, with the death noted (endpoints.md 1.4). */
export function endedBy(progressed: boolean, died: boolean): Because {
  if (!progressed) return because('death', 'Died without progression.');
  return because('progression', died ? 'Progression, and death on the same day.' : 'Progression.');
}
