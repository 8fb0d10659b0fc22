import { earliest, isOf, type Course } from './course.js';
import { byDay, type Dated, type Used } from './dating.js';
import { isIndependent, type Visit } from './visits.js';

export const isAssessment = isOf('ResponseAssessed');

/** The assessments strictly after a day. */
export const visitsAfter = ({ visits }: Course, after: number): readonly Visit[] =>
  visits.filter(({ day }) => day > after);

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
