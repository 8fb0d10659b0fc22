import { firstAnyProgression, visitsAfter } from './assessments.js';
import { earliest, isOf, type Course } from './course.js';
import type { Used } from './dating.js';
import type { Question, TimeToEvent } from './outcomes.js';
import { censoredAlive, undatedDeath } from './overall-survival.js';
import type { Zero } from './time-zero.js';
import {
  because,
  endingBy,
  firstEnding,
  noTime,
  progressionOrDeath,
  timeToEvent,
  type Ending,
  type Obstacle,
} from './time-to-event.js';

/** Causes for which a stop of treatment is its failure; a plan completed, or surgery, is none. */
const FAILURES = ['toxicity', 'progression', 'patient-wish'] as const;

const isStopFor =
  (cause: string) =>
  ({ entry }: Used): boolean =>
    entry.type === 'TreatmentStopped' && entry.data['cause'] === cause;

/**
 * Time to treatment failure (endpoints.md 4.5): to the earliest of progression of any basis, death, a new therapy and a stop
 * of treatment that is a failure; of one day the first in this order. Censored at the last date known alive. The rule sets
 * differ in one thing: `as-recorded` counts a progression on time zero itself.
 */
export function timeToTreatmentFailure(course: Course, zero: Zero | Obstacle, question: Question): TimeToEvent {
  if ('reason' in zero) return noTime(zero);
  const unclear = undatedDeath(course, zero);
  if (unclear) return noTime(unclear);
  const { basis, counted, death } = course;
  const after = question.ruleSet === 'as-recorded' ? zero.day - 1 : zero.day;
  const first = (is: (one: Used) => boolean, code: string, text: string): Ending | null =>
    endingBy(earliest(counted.filter((one) => one.day > zero.day && is(one))), because(code, text));

  const failure = firstEnding([
    progressionOrDeath(firstAnyProgression(course, visitsAfter(course, after), after), death),
    first(isOf('NewTherapyStarted'), 'new-therapy', 'A new anti-cancer therapy was started.'),
    ...FAILURES.map((cause) =>
      first(isStopFor(cause), `stopped-for-${cause}`, `Treatment was stopped: ${cause.replace('-', ' ')}.`),
    ),
  ]);
  if (!failure) return censoredAlive(course, zero, question, 'Alive without treatment failure when last known.');
  const span = { start: zero.day, end: failure.day, basis };
  return timeToEvent('event', span, failure.reason, [...zero.used, ...failure.by]);
}
