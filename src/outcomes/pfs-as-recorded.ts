import { firstAnyProgression, visitsAfter } from './assessments.js';
import type { Course } from './course.js';
import type { Dated } from './dating.js';
import type { Question, TimeToEvent } from './outcomes.js';
import { censoredAlive } from './overall-survival.js';
import type { Zero } from './time-zero.js';
import { because, progressionOrDeath, timeToEvent } from './time-to-event.js';

/**
 * PFS for data that come with less (endpoints.md 3.3): the earliest progression of any basis, or death, on or after time
 * zero; censored at the last date known alive, at death where that is no event.
 * @param death the death that counts as an event; null where none does
 */
export function pfsAsRecorded(course: Course, zero: Zero, question: Question, death: Dated | null): TimeToEvent {
  const { basis } = course;
  const before = zero.day - 1;
  const visits = visitsAfter(course, before);
  const event = progressionOrDeath(firstAnyProgression(course, visits, before), death);
  const end = event?.day ?? course.death?.day;
  if (end === undefined) return censoredAlive(course, zero, question, 'No progression and no death so far.');
  const span = { start: zero.day, end, basis };
  if (event) return timeToEvent('event', span, event.reason, [...zero.used, ...event.by]);
  const reason = because('death-without-progression', 'Died without progression, which is no event here.');
  return timeToEvent('censored', span, reason, [...zero.used, ...(course.death ? [course.death] : [])]);
}
