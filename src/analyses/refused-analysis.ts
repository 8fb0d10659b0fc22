import { DISEASE_FREE, timeZeroOf, type Question, type TimeZero } from '../outcomes/index.js';
import type { Violation } from '../events/index.js';

/** The question has no valid answer: what is wrong with it, where, and what to ask instead. */
export class RefusedAnalysisError extends Error implements Violation {
  override readonly name = 'RefusedAnalysisError';
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
  readonly remedy: string;
  constructor({ code, pointer, detail, remedy }: Violation) {
    super(`${detail} ${remedy}`);
    this.code = code;
    this.pointer = pointer;
    this.detail = detail;
    this.remedy = remedy;
  }
}

/**
 * The time zero of PFS and conversion, which the rule set may fix.
 * @throws RefusedAnalysisError when another one is asked for: an answer counted from elsewhere would mislead
 */
export function fixedTimeZero(question: Question): TimeZero {
  const timeZero = timeZeroOf(question);
  if (question.timeZero === timeZero) return timeZero;
  throw counted('progression and conversion are', question, timeZero);
}

/**
 * The time zero of disease-free survival, whatever the rule set; where `as-recorded` has one named, it is that of others.
 * @throws RefusedAnalysisError when another one is asked for
 */
export function diseaseFreeZero(question: Question): typeof DISEASE_FREE {
  if (question.timeZero === timeZeroOf(question)) return DISEASE_FREE;
  throw counted('disease-free survival is', question, DISEASE_FREE);
}

const counted = (what: string, { ruleSet, timeZero }: Question, from: string): RefusedAnalysisError =>
  new RefusedAnalysisError({
    code: 'time-zero-fixed',
    pointer: '/timeZero',
    detail: `Under ${ruleSet} ${what} counted from ${from}, not from ${timeZero}.`,
    remedy: 'Leave the time zero out, ask for OS, or use the rule set as-recorded.',
  });
