import { isAnyProgression, visitsAfter } from './assessments.js';
import { earliest, type Course } from './course.js';
import { byDay, type Dated } from './dating.js';
import type { Question, TimeToEvent } from './outcomes.js';
import { censoredAlive } from './overall-survival.js';
import type { Zero } from './time-zero.js';
import { endedBy, timeToEvent } from './time-to-event.js';

/**
 * PFS for data that come with less (endpoints.md 3.3): the earliest progression of any basis, or death, on or after time
 * zero; censored at the last date known alive.
 */
export function pfsAsRecorded(course: Course, zero: Zero, question: Question): TimeToEvent {
  const { basis, counted, death } = course;
  const assessed = visitsAfter(course, zero.day - 1, course.options.assessor).filter(({ overall }) => overall === 'PD');
  const recorded = counted.filter((one) => one.day >= zero.day && isAnyProgression(one));
  const progression = earliest([...recorded, ...assessed.flatMap(({ readings }) => readings)].toSorted(byDay));
  const end = progression[0]?.day ?? death?.day;
  if (end === undefined) return censoredAlive(course, zero, question, 'No progression and no death so far.');
  const decided: readonly (Dated | null)[] = [...progression, death?.day === end ? death : null];
  return timeToEvent('event', { start: zero.day, end, basis }, endedBy(progression.length > 0, death?.day === end), [
    ...zero.used,
    ...decided.filter((one) => one !== null),
  ]);
}
