import type { Entry } from '../timeline/index.js';
import { earliest, isOf, type Course } from './course.js';
import { byDay, type Dated, type Used } from './dating.js';
import type { Options } from './outcomes.js';

/** From the worst to the least telling: of two readings of one day the first one in this list rules. */
const OVERALL = ['PD', 'SD', 'NON-CR/NON-PD', 'PR', 'CR', 'NED', 'NE'] as const;
export type Overall = (typeof OVERALL)[number];

/** What the response assessments of one day say together. */
export interface Visit {
  readonly day: number;
  readonly overall: Overall;
  /** The readings that say so. */
  readonly readings: readonly Dated[];
}

export const isAssessment = isOf('ResponseAssessed');

/** Everything but NE allows a statement (endpoints.md 2.4). */
export const isAdequate = ({ overall }: Visit): boolean => overall !== 'NE';

/**
 * Response assessments strictly after time zero, one visit a day. A day is read by `any` assessor, or by the independent one
 * where there is such a reading of that day (a reading bears the date of its imaging, so one day is one imaging).
 */
export function visitsAfter({ counted }: Course, zero: number, assessor: Options['assessor']): readonly Visit[] {
  const byDays = new Map<number, Dated[]>();
  for (const one of counted) {
    if (one.day <= zero || !isAssessment(one)) continue;
    const same = byDays.get(one.day);
    if (same) same.push(one);
    else byDays.set(one.day, [one]);
  }
  return [...byDays].flatMap(([day, readings]) => {
    const read = readings.filter(({ entry }) => !readings.some((other) => overrules(other.entry, entry, assessor)));
    const overall = OVERALL.find((value) => read.some(({ entry }) => entry.data['overall'] === value));
    if (overall === undefined) return [];
    return [{ day, overall, readings: read.filter(({ entry }) => entry.data['overall'] === overall) }];
  });
}

const isIndependent = ({ data }: Entry): boolean => data['assessor'] === 'independent';

/** Whether a reading, of the same day as another, is read in its place. */
export const overrules = (other: Entry, reading: Entry, assessor: Options['assessor']): boolean =>
  assessor === 'independent-first' && isIndependent(other) && !isIndependent(reading);

/** Readings of the days that have an independent reading and another one. */
export function readTwice({ counted }: Course): readonly Dated[] {
  const readings = counted.filter(isAssessment);
  const ofOneDay = (a: Dated, b: Dated): boolean =>
    a.day === b.day && isIndependent(a.entry) !== isIndependent(b.entry);
  return readings.filter((one) => readings.some((other) => ofOneDay(one, other)));
}

/** Basis of a record of progression that documents it; a marker alone is in no list (endpoints.md 3). */
const DOCUMENTED: readonly unknown[] = ['imaging', 'histology', 'operation'];
const ANY_BASIS = [...DOCUMENTED, 'clinical', 'not-stated'];

const isProgressionBy =
  (bases: readonly unknown[]) =>
  ({ entry }: Used): boolean =>
    entry.type === 'ProgressionDocumented' && bases.includes(entry.data['basis']);

/** By imaging, histology or found at operation. */
export const isDocumentedProgression = isProgressionBy(DOCUMENTED);
/** Progression of any basis that is one: clinical and not stated too. */
export const isAnyProgression = isProgressionBy(ANY_BASIS);
export const isMarkerProgression = isProgressionBy(['marker']);

/** What shows the first progression after a day: all assessments of that day that say PD, and all records that `is` takes. */
function firstProgression(
  { counted }: Course,
  visits: readonly Visit[],
  after: number,
  is: (one: Used) => boolean,
): readonly Dated[] {
  const assessed = visits
    .filter(({ overall, day }) => overall === 'PD' && day > after)
    .flatMap((visit) => visit.readings);
  const recorded = counted.filter((one) => one.day > after && is(one));
  return earliest([...assessed, ...recorded].toSorted(byDay));
}

/** The first progression by imaging, histology or found at operation. */
export const firstDocumentedProgression = (course: Course, visits: readonly Visit[], after: number): readonly Dated[] =>
  firstProgression(course, visits, after, isDocumentedProgression);

/** The first progression of any basis, a marker aside. */
export const firstAnyProgression = (course: Course, visits: readonly Visit[], after: number): readonly Dated[] =>
  firstProgression(course, visits, after, isAnyProgression);
