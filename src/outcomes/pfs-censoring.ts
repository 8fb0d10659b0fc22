import type { Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, TimeToEvent } from './outcomes.js';
import type { Zero } from './time-zero.js';
import { because, timeToEvent } from './time-to-event.js';
import type { Visit } from './visits.js';

/**
 * A time without an event: censored at the last adequate assessment, at time zero where there is none.
 * @param visits the adequate ones after time zero
 * @param death the death that counts as an event; null where none does
 */
export function censoredAtAssessment(
  course: Course,
  zero: Zero,
  visits: readonly Visit[],
  death: Dated | null,
): TimeToEvent {
  const last = visits.at(-1);
  const dead: readonly Used[] = course.death && !death ? [course.death] : [];
  const span = { start: zero.day, end: last?.day ?? zero.day, basis: course.basis };
  return timeToEvent('censored', span, reasonOf(dead.length > 0, last), [
    ...zero.used,
    ...(last?.readings ?? []),
    ...dead,
  ]);
}

function reasonOf(dead: boolean, last: Visit | undefined): Because {
  if (dead) return because('death-without-progression', 'Died without progression, which is no event here.');
  return last
    ? because('no-event', 'Free of the event at the last adequate assessment.')
    : because('no-post-baseline-assessment', 'No adequate assessment after time zero.');
}
