import type { Course } from './course.js';
import type { Phase, Visits } from './outcomes.js';
import { isLiverSurgery } from './surgery.js';
import { monthsAfter } from './time-to-event.js';

/** Guards a whole number of days that a sum of fractions just misses. */
const ROUNDING = 1e-9;

/**
 * The longest time without an adequate assessment, in days from day `from`, in which fewer than the visits that may be
 * missed were: `missed * (interval + window)` (endpoints.md 3.1.5). Where the rhythm of visits changes on the way, every
 * day counts as its part of a visit of the rhythm then in force.
 */
export function longestGap(course: Course, zero: number, from: number): number {
  const { missed, phases, ...first } = course.options.schedule;
  const changes = phases
    .flatMap((phase) => ({ phase, day: beginOf(phase, course, zero) }))
    .toSorted((a, b) => a.day - b.day);
  let rhythm: Visits = first;
  let [day, left] = [from, missed];
  for (const { phase, day: change } of changes) {
    if (change > day) {
      const until = (change - day) / lengthOf(rhythm);
      if (until >= left) break;
      [day, left] = [change, left - until];
    }
    rhythm = phase;
  }
  return Math.floor(day + left * lengthOf(rhythm) - from + ROUNDING);
}

const lengthOf = ({ interval, window }: Visits): number => interval + window;

/** The first day of a phase; Infinity where it has not begun. */
function beginOf({ after }: Phase, { counted, basis }: Course, zero: number): number {
  if (after === 'liver-surgery') {
    return counted.find((one) => one.day >= zero && isLiverSurgery(one))?.day ?? Infinity;
  }
  return 'days' in after ? zero + after.days : monthsAfter(zero, after.months, basis);
}
