import { lastKnownAlive, type Course } from './course.js';
import type { Question, TimeToEvent } from './outcomes.js';
import type { Zero } from './time-zero.js';
import { because, noTime, timeToEvent, type Obstacle } from './time-to-event.js';

/**
 * Overall survival (endpoints.md 4.1): from time zero to death of any cause;
 * censored at the last date known alive.
 */
export function overallSurvival(course: Course, zero: Zero | Obstacle, question: Question): TimeToEvent {
  if ('reason' in zero) return noTime(zero);
  const unclear = undatedDeath(course, zero);
  if (unclear) return noTime(unclear);
  return course.death
    ? timeToEvent('event', { start: zero.day, end: course.death.day, basis: course.basis }, because('death', 'Died.'), [
        ...zero.used,
        course.death,
      ])
    : censoredAlive(course, zero, question, 'Alive when last known.');
}

/** An undated death gives no duration, unless a dated one is recorded too (events.md, "Partial dates"). */
export function undatedDeath({ deaths, undated }: Course, zero: Zero): Obstacle | null {
  const death = undated.filter(({ type }) => type === 'Died').map((entry) => ({ entry, imputed: false }));
  if (deaths.length > 0 || death.length === 0) return null;
  return {
    reason: because('undated-death', 'The patient has died, on a day that is not known.'),
    used: [...zero.used, ...death],
  };
}

/**
 * Censored at the last date known alive. Where time zero is read off the record, the event that sets it is itself no
 * follow-up (endpoints.md 3.3); first-line treatment, in a rule set for complete data, proves life on its day.
 */
export function censoredAlive(course: Course, zero: Zero, { ruleSet, timeZero }: Question, text: string): TimeToEvent {
  const own = ruleSet === 'as-recorded' || timeZero !== 'first-line-treatment';
  const alive = lastKnownAlive(course, zero.day, own ? zero.setBy : []);
  if (!alive) {
    const reason = because(
      'no-follow-up',
      'Nothing but the event that sets time zero says that the patient was alive.',
    );
    return noTime({ reason, used: zero.used });
  }
  const span = { start: zero.day, end: alive.day, basis: course.basis };
  return timeToEvent('censored', span, because('no-event', text), [...zero.used, ...alive.by]);
}
