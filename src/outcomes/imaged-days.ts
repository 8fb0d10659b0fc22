import type { NewLesions, NonTargetResponse } from '../events/index.js';

import { baselineImagings, isCrossSectional } from './baseline.js';
import { latest, type Course } from './course.js';
import type { Dated } from './dating.js';
import { listsTargets, newLesionsStated, nonTargetStated, targetLesions } from './recist/imaged.js';
import { sumOfDiameters, type TargetLesion } from './recist/target-response.js';
import type { Visit } from './visits.js';

/** The tumour before treatment. */
export interface TumourBaseline {
  /** The imaging that lists the target lesions: the latest before treatment. */
  readonly by: readonly Dated[];
  readonly lesions: readonly TargetLesion[];
  /** Tenths of mm, above 0; null where the lesions cannot be added up. */
  readonly sum: number | null;
  /** It was looked for target lesions, and there were none. */
  readonly withoutTargets: boolean;
  readonly nonTarget: NonTargetResponse | undefined;
}

export function tumourBaseline(course: Course, start: number): TumourBaseline {
  const imagings = baselineImagings(course, start);
  const by = latest(imagings.filter((one) => targetLesions([one]).length > 0));
  const lesions = targetLesions(by);
  const nonTarget = nonTargetStated(imagings);
  const hasOthers = nonTarget !== undefined && nonTarget !== 'none';
  return {
    by,
    lesions,
    sum: sumOfDiameters(lesions) || null,
    withoutTargets: lesions.length === 0 && (imagings.some(listsTargets) || hasOthers),
    nonTarget,
  };
}

/** One day after time zero on which the tumour was imaged, with the assessment of it if there is one. */
export interface ImagedDay {
  readonly day: number;
  readonly visit: Visit | null;
  readonly imagings: readonly Dated[];
  /** As listed that day. */
  readonly lesions: readonly TargetLesion[];
  readonly newLesions: NewLesions | undefined;
}

/**
 * The days of the assessments, each with the imagings of that day or named by it, and of the imagings that list target
 * lesions and were not assessed; by day.
 */
export function imagedDays({ counted }: Course, start: number, visits: readonly Visit[]): readonly ImagedDay[] {
  const imagings = counted.filter((one) => one.day > start && isCrossSectional(one));
  const ofDay = new Map<number, readonly Dated[]>();
  for (const one of imagings) ofDay.set(one.day, [...(ofDay.get(one.day) ?? []), one]);
  const byId = new Map<unknown, Dated>(imagings.map((one) => [one.entry.id, one]));

  const assessed = visits.map((visit) => {
    const named = visit.readings.flatMap(({ entry }) => byId.get(entry.data['imagingId']) ?? []);
    return imagedDay(visit.day, visit, [...new Set([...(ofDay.get(visit.day) ?? []), ...named])]);
  });
  const seen = new Set(assessed.flatMap((one) => one.imagings));
  const unassessed = [...ofDay]
    .map(([day, those]) =>
      imagedDay(
        day,
        null,
        those.filter((one) => !seen.has(one)),
      ),
    )
    .filter(({ lesions }) => lesions.length > 0);
  return [...assessed, ...unassessed].toSorted((a, b) => a.day - b.day);
}

const imagedDay = (day: number, visit: Visit | null, imagings: readonly Dated[]): ImagedDay => ({
  day,
  visit,
  imagings,
  lesions: targetLesions(imagings),
  newLesions: newLesionsStated(imagings) ?? newLesionsStated(visit?.readings ?? []),
});

/**
 * The days on which a lesion was new, equivocal, and confirmed at a later one without a `no` between, each with the day
 * that confirms it: the progression is that of the first detection (RECIST 1.1, section 4.3.5).
 */
export function confirmedLater(days: readonly ImagedDay[]): ReadonlyMap<ImagedDay, ImagedDay> {
  const confirmations = new Map<ImagedDay, ImagedDay>();
  let confirmation: ImagedDay | null = null;
  for (const one of days.toReversed()) {
    if (one.newLesions === 'yes') confirmation = one;
    else if (one.newLesions === 'no') confirmation = null;
    else if (one.newLesions === 'equivocal' && confirmation) confirmations.set(one, confirmation);
  }
  return confirmations;
}
