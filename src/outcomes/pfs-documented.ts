import { firstDocumentedProgression, visitsAfter } from './assessments.js';
import { BASELINE_WINDOW, baselineImagings } from './baseline.js';
import { earliest, isOf, latest, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, Question, TimeToEvent } from './outcomes.js';
import { censoredAtAssessment } from './pfs-censoring.js';
import { longestGap } from './schedule.js';
import { isLiverSurgery } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, endingBy, firstEnding, progressionOrDeath, timeToEvent, type Ending } from './time-to-event.js';
import { isAdequate, type Visit } from './visits.js';

/**
 * PFS by documented progressions only, the rest censored (endpoints.md 3.1; FDA 2007, appendix 3, table A).
 * @param death the death that counts as an event; null where none does
 */
export function pfsDocumented(course: Course, zero: Zero, _question: Question, death: Dated | null): TimeToEvent {
  const { basis } = course;
  const start = zero.day;
  const baseline = latest(baselineImagings(course, start));
  const visits = visitsAfter(course, start).filter(isAdequate);
  const used: readonly Used[] = [...zero.used, ...baseline];

  const censored = (at: Visit | undefined, reason: Because, by: readonly Used[] = []): TimeToEvent =>
    timeToEvent('censored', { start, end: at?.day ?? start, basis }, reason, [...used, ...(at?.readings ?? []), ...by]);

  if (baseline.length === 0) {
    const text = `No CT, MRI or PET-CT within the ${BASELINE_WINDOW} days before the start of treatment.`;
    return censored(undefined, because('no-baseline', text));
  }

  const event = progressionOrDeath(firstDocumentedProgression(course, visits, start), death);
  const interruption = firstInterruption(course, start, event?.day ?? Infinity);
  if (interruption) {
    const { day, reason, by } = interruption;
    return censored(
      visits.findLast((visit) => visit.day <= day && visit.overall !== 'PD'),
      reason,
      by,
    );
  }
  if (!event) return censoredAtAssessment(course, { ...zero, used }, visits, death);

  const last = visits.findLast(({ day }) => day < event.day);
  const gap = event.day - (last?.day ?? start);
  const longest = longestGap(course, start, last?.day ?? start);
  if (gap > longest) return censored(last, missedBecause(course, start, event, gap, longest), event.by);
  return timeToEvent('event', { start, end: event.day, basis }, event.reason, [
    ...used,
    ...(last?.readings ?? []),
    ...event.by,
  ]);
}

/** Too long without an assessment; after liver surgery, where visits are further apart, with a code of its own. */
function missedBecause({ counted }: Course, start: number, event: Ending, gap: number, longest: number): Because {
  const operated = counted.some((one) => one.day >= start && one.day < event.day && isLiverSurgery(one));
  return because(
    operated ? 'missed-assessments-after-liver-surgery' : 'missed-assessments',
    `Assessments were missed: ${gap} days without one before the ${event.reason.code}, more than ${longest}.`,
  );
}

/**
 * The first thing after time zero and before the candidate event that ends the observation: a new therapy and, where the
 * options say so, liver surgery or a stop of treatment. Of one day the first in this order. On the day of the event itself
 * therapy and surgery come after it, unless the options put them first; a stop always does.
 */
function firstInterruption({ counted, options }: Course, start: number, end: number): Ending | null {
  const last = options.sameDayOrder === 'therapy-first' ? end : end - 1;
  const first = (is: (one: Used) => boolean, until: number, code: string, text: string): Ending | null =>
    endingBy(earliest(counted.filter((one) => one.day > start && one.day <= until && is(one))), because(code, text));
  return firstEnding([
    first(isOf('NewTherapyStarted'), last, 'new-therapy', 'A new anti-cancer therapy was started first.'),
    options.liverSurgery === 'censor'
      ? first(isLiverSurgery, last, 'liver-surgery', 'Liver surgery came first.')
      : null,
    options.discontinuation === 'censor'
      ? first(isOf('TreatmentStopped'), end - 1, 'discontinuation', 'Treatment was stopped first.')
      : null,
  ]);
}
