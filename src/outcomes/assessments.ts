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
  const assessments = counted.filter((one) => one.day > zero && isAssessment(one));
  return [...new Set(assessments.map(({ day }) => day))].flatMap((day) => {
    const readings = assessments.filter((one) => one.day === day);
    const independent = readings.filter(({ entry }) => entry.data['assessor'] === 'independent');
    const read = assessor === 'independent-first' && independent.length > 0 ? independent : readings;
    const overall = OVERALL.find((value) => read.some(({ entry }) => entry.data['overall'] === value));
    if (overall === undefined) return [];
    return [{ day, overall, readings: read.filter(({ entry }) => entry.data['overall'] === overall) }];
  });
}

/** Readings of the days that have an independent reading and another one. */
export function readTwice({ counted }: Course): readonly Dated[] {
  const readings = counted.filter(isAssessment);
  const independent = ({ entry }: Dated): boolean => entry.data['assessor'] === 'independent';
  const ofOneDay = (a: Dated, b: Dated): boolean => a.day === b.day && independent(a) !== independent(b);
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
const isDocumentedProgression = isProgressionBy(DOCUMENTED);
/** Progression of any basis that is one: clinical and not stated too. */
export const isAnyProgression = isProgressionBy(ANY_BASIS);
export const isMarkerProgression = isProgressionBy(['marker']);

/** What documents the first progression after time zero: all assessments and records of that day. */
export function firstDocumentedProgression(
  { counted }: Course,
  visits: readonly Visit[],
  start: number,
): readonly Dated[] {
  const assessed = visits.filter(({ overall }) => overall === 'PD').flatMap(({ readings }) => readings);
  const recorded = counted.filter((one) => one.day > start && isDocumentedProgression(one));
  return earliest([...assessed, ...recorded].toSorted(byDay));
}
