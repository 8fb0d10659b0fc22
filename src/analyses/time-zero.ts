import type { Question, TimeZero } from '../outcomes/index.js';

/**
 * What PFS and conversion are counted from: the time zero asked for under `as-recorded`, else the start of first-line
 * treatment, which OS alone may leave (endpoints.md 3.3).
 */
export const timeZeroOf = ({ ruleSet, timeZero }: Question): TimeZero =>
  ruleSet === 'as-recorded' ? timeZero : 'first-line-treatment';
