import { firstAnyProgression, visitsAfter } from './assessments.js';
import type { Course } from './course.js';
import type { Dated } from './dating.js';
import type { Question, TimeToEvent } from './outcomes.js';
import { censoredAtAssessment } from './pfs-censoring.js';
import type { Zero } from './time-zero.js';
import { progressionOrDeath, timeToEvent } from './time-to-event.js';
import { isAdequate } from './visits.js';

/**
 * PFS where the event counts when it occurs (endpoints.md 3.2; EMA/CHMP/27994/2008 Rev.1): the earlier of any progression
 * and death, whatever was missed, started or operated before; else censored at the last adequate assessment.
 * @param death the death that counts as an event; null where none does
 */
export function pfsByIntention(course: Course, zero: Zero, _question: Question, death: Dated | null): TimeToEvent {
  const visits = visitsAfter(course, zero.day).filter(isAdequate);
  const event = progressionOrDeath(firstAnyProgression(course, visits, zero.day), death);
  if (!event) return censoredAtAssessment(course, zero, visits, death);
  const span = { start: zero.day, end: event.day, basis: course.basis };
  return timeToEvent('event', span, event.reason, [...zero.used, ...event.by]);
}
