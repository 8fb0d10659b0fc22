import { firstAnyProgression, visitsAfter } from './assessments.js';
import type { Course } from './course.js';
import type { Conversion, ConversionOrProgression, Question } from './outcomes.js';
import { censoredAlive, undatedDeath } from './overall-survival.js';
import { timeZeroOf } from './question.js';
import type { Zero } from './time-zero.js';
import { because, noTime, progressionOrDeath, timeToEvent, type Obstacle } from './time-to-event.js';

/**
 * What came first of conversion, progression of any basis and death, of a patient who was not resectable at the outset
 * (endpoints.md 5.4): the time and cause that a cumulative incidence is estimated from. On one day conversion comes before
 * progression, and progression before death. Censored at the last date known alive. The rule sets differ in one thing:
 * `as-recorded` counts a progression on time zero itself.
 * @param conversion from the same time zero
 */
export function conversionOrProgression(
  course: Course,
  zero: Zero | Obstacle,
  question: Question,
  { status, converted, days, date, reason, imputed, evidence }: Conversion,
): ConversionOrProgression {
  const none = { cause: null, convertedLater: false };
  if ('reason' in zero || converted === null) {
    return { ...noConversionOrProgression(reason), imputed, evidence };
  }
  const after = question.ruleSet === 'as-recorded' ? zero.day - 1 : zero.day;
  const visits = visitsAfter(course, after);
  const other = progressionOrDeath(firstAnyProgression(course, visits, after), course.death);
  const resected = status === 'event' && days !== null ? zero.day + days : Infinity;
  const span = { start: zero.day, basis: course.basis };
  if (resected <= (other?.day ?? Infinity) && resected < Infinity) {
    const event = timeToEvent('event', { ...span, end: resected }, because('conversion', 'Converted first.'), []);
    return { ...event, cause: 'conversion', convertedLater: false, imputed, evidence };
  }
  if (other) {
    const later = `Progression came first; the conversion of ${date} counts in the rate alone.`;
    const why = resected < Infinity ? because(other.reason.code, later) : other.reason;
    return {
      ...timeToEvent('event', { ...span, end: other.day }, why, [...zero.used, ...other.by]),
      cause: other.reason.code === 'death' ? 'death' : 'progression',
      convertedLater: resected < Infinity,
    };
  }
  const unclear = undatedDeath(course, zero);
  if (unclear) return { ...noTime(unclear), ...none };
  const asked = { ...question, timeZero: timeZeroOf(question) };
  return {
    ...censoredAlive(course, zero, asked, 'Neither converted nor progressed, and alive, when last known.'),
    ...none,
  };
}

export const noConversionOrProgression = (reason: Conversion['reason']): ConversionOrProgression => ({
  ...noTime({ reason, used: [] }),
  cause: null,
  convertedLater: false,
});
