import { isAnyProgression, visitsAfter } from './assessments.js';
import { isOf, type Course } from './course.js';
import { byDay, type Dated } from './dating.js';
import { isChemotherapy, type Zero } from './time-zero.js';
import type { Obstacle } from './time-to-event.js';

/** A line of treatment of the liver metastases. */
export interface Line {
  readonly number: number;
  readonly startedBy: 'first-treatment' | 'progression' | 'new-therapy';
  /** What was given in it, by day: chemotherapy, new therapies, and what set time zero. Never empty. */
  readonly given: readonly Dated[];
  /** The progressions after its start and before the next line, by day. */
  readonly progressions: readonly Dated[];
}

const isNewTherapy = isOf('NewTherapyStarted');

/**
 * Lines of treatment from the start of first-line treatment on (endpoints.md 5.7). The next one starts with the first
 * chemotherapy on a later day than a progression, or with a new therapy of whatever cause; with both on one day it is one
 * line. A change of regimen alone, and chemotherapy after surgery without a progression, stay in the line. Chemotherapy on
 * the very day of a progression does too: nothing says that the reading was known by then.
 */
export function treatmentLines(course: Course, zero: Zero | Obstacle): readonly Line[] {
  if ('reason' in zero) return [];
  const later = course.counted.filter(({ day }) => day >= zero.day);
  const therapies = later.filter(isNewTherapy);
  const daysOfTherapy = new Set(therapies.map(({ day }) => day));
  const given = [...new Set([...zero.setBy, ...later.filter(isChemotherapy), ...therapies])].toSorted(byDay);
  const progressions = progressionsAfter(course, zero.day);

  const lines: { readonly startedBy: Line['startedBy']; readonly given: Dated[]; readonly progressed: number }[] = [];
  const start = (startedBy: Line['startedBy'], one: Dated): void => {
    const progressed = progressions.find(({ day }) => day > one.day)?.day ?? Infinity;
    lines.push({ startedBy, given: [one], progressed });
  };
  for (const one of given) {
    const line = lines.at(-1);
    if (!line) start('first-treatment', one);
    else if (daysOfTherapy.has(one.day) && one.day > startOf(line)) start('new-therapy', one);
    else if (one.day > line.progressed) start('progression', one);
    else line.given.push(one);
  }
  return lines.map((line, index) => {
    const next = lines[index + 1];
    const within = ({ day }: Dated): boolean => day > startOf(line) && day <= (next ? startOf(next) : Infinity);
    const { startedBy, given: those } = line;
    return { number: index + 1, startedBy, given: those, progressions: progressions.filter(within) };
  });
}

export const startOf = ({ given }: Pick<Line, 'given'>): number => given[0]?.day ?? Infinity;

/** Progressions of any basis after a day, recorded or assessed, by day. */
function progressionsAfter(course: Course, start: number): readonly Dated[] {
  const recorded = course.counted.filter((one) => one.day > start && isAnyProgression(one));
  const assessed = visitsAfter(course, start).filter(({ overall }) => overall === 'PD');
  return [...recorded, ...assessed.flatMap(({ readings }) => readings)].toSorted(byDay);
}
