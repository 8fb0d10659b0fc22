import { firstAnyProgression, visitsAfter } from './assessments.js';
import type { Course } from './course.js';
import type { Dated } from './dating.js';
import type { Options, TimeToEvent } from './outcomes.js';
import { undatedDeath } from './overall-survival.js';
import { censoredAtAssessment } from './pfs-censoring.js';
import { clearingResections, marginOf, type ClearingResection, type Margin } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, noTime, progressionOrDeath, timeToEvent, type Obstacle } from './time-to-event.js';
import { isAdequate } from './visits.js';

const MARGINS: Readonly<Record<Options['margins'], readonly (Margin | null)[]>> = { R0: ['R0'], 'R0-R1': ['R0', 'R1'] };

/**
 * Disease-free survival after a clearing liver resection (endpoints.md 4.2), the relapse-free survival of DATECAN (Cohen
 * et al. 2020): to recurrence or death, a second primary being none; censored at the last adequate assessment. New therapy
 * is ignored.
 */
export function diseaseFreeSurvival(course: Course): TimeToEvent {
  const zero = diseaseFreeFrom(course);
  if ('reason' in zero) return noTime(zero);
  const unclear = undatedDeath(course, zero);
  if (unclear) return noTime(unclear);
  const visits = visitsAfter(course, zero.day).filter(isAdequate);
  const event = progressionOrDeath(firstAnyProgression(course, visits, zero.day), course.death, 'recurrence');
  if (!event) return censoredAtAssessment(course, zero, visits, course.death);
  const span = { start: zero.day, end: event.day, basis: course.basis };
  return timeToEvent('event', span, event.reason, [...zero.used, ...event.by]);
}

/** The day of the first clearing resection with a margin that counts, or of the later operation that leaves no disease. */
export function diseaseFreeFrom(course: Course): Zero | Obstacle {
  const resections = clearingResections(course, course.counted);
  const first = resections.find(({ margin }) => MARGINS[course.options.margins].includes(margin));
  if (!first) return notCleared(course, resections);
  const used = [...first.operations, ...first.by];
  const left = diseaseLeft(first.resection);
  if (left === null || left.length === 0) return { day: first.resection.day, setBy: [first.resection], used };
  const last = lastClearance(course, first.resection, left);
  if (last) return { day: last.day, setBy: [last], used: [...used, last] };
  const text = `The liver was cleared, but disease was left (${left.join(', ')}) that no later operation is known to clear.`;
  return { reason: because('disease-left', text), used };
}

function notCleared({ options }: Course, resections: readonly ClearingResection[]): Obstacle {
  const used = resections.flatMap(({ operations, by }) => [...operations, ...by]);
  if (resections.some(({ margin }) => margin === null)) {
    const text = 'The liver was resected; the margin is pending or not stated.';
    return { reason: because('margin-unknown', text), used };
  }
  const text = `No resection cleared the liver with a margin of ${MARGINS[options.margins].join(' or ')}.`;
  return { reason: because('no-r0-resection', text), used };
}

/**
 * The operation that leaves no disease: one that says so or, where it says nothing, the one with which all organs that
 * disease was left in are resected, none of them R2, and before which nothing has come back.
 */
function lastClearance(course: Course, liver: Dated, left: readonly string[]): Dated | undefined {
  const later = course.counted.filter(({ day }) => day >= liver.day);
  const operations = later.filter(({ entry }) => entry.type === 'ResectionPerformed' && entry !== liver.entry);
  const recurred = firstAnyProgression(course, visitsAfter(course, liver.day), liver.day)[0];
  const cleared = new Set<string>();
  return operations.find((operation) => {
    const stated = diseaseLeft(operation);
    if (stated) return stated.length === 0;
    if (marginOf(course, operation).margin !== 'R2') for (const site of sitesOf(operation)) cleared.add(site);
    return left.every((site) => cleared.has(site)) && !(recurred && recurred.day <= operation.day);
  });
}

/** Where an operation is recorded to have left disease; null where nothing is said of it. */
function diseaseLeft({ entry: { data } }: Dated): readonly string[] | null {
  const left = data['diseaseLeft'];
  if (!Array.isArray(left) || left.length === 0) return null;
  return left.filter((site) => typeof site === 'string').filter((site) => site !== 'none');
}

/** The sites, in the words of disease left, that an operation clears. */
function sitesOf({ entry: { data } }: Dated): readonly string[] {
  const organ = data['organ'] === 'other' ? 'extrahepatic' : data['organ'];
  return [...(typeof organ === 'string' ? [organ] : []), ...(data['withPrimary'] === true ? ['primary'] : [])];
}
