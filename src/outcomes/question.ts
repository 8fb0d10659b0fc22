import { parseClinicalDate } from '../events/index.js';
import { optionsFrom } from './option-settings.js';
import { optionsOf } from './options.js';
import { ENTRIES, RULE_SETS, TIME_ZEROS, type Question, type RuleSet, type TimeZero } from './outcomes.js';
import { QuestionError } from './question-error.js';

/** A question as people ask it: names from outside, all of them optional. */
export interface Asked {
  readonly ruleSet?: string | undefined;
  readonly timeZero?: string | undefined;
  readonly cutOff?: string | null | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Options as settings, `NAME=VALUE`; see {@link optionsFrom}. */
  readonly option?: readonly string[] | undefined;
}

const DEFAULT_RULE_SET: RuleSet = 'fda-2007-table-a';
const DEFAULT_TIME_ZEROS: Readonly<Record<RuleSet, TimeZero | null>> = {
  'fda-2007-table-a': 'first-line-treatment',
  'itt-ema': 'first-line-treatment',
  'as-recorded': null,
};

/**
 * The question with its defaults filled in. Under `fda-2007-table-a` and `itt-ema` a time zero is that of OS alone: PFS,
 * conversion and best response keep the start of first-line treatment.
 * @throws QuestionError with code `unknown-rule-set`, `unknown-time-zero`, `time-zero-required`, `bad-cut-off`,
 * `unknown-option` or `bad-option`
 */
export function questionOf(asked: Asked = {}): Question {
  const ruleSet = oneOf(asked.ruleSet ?? DEFAULT_RULE_SET, RULE_SETS, 'rule set', 'unknown-rule-set', '/ruleSet');
  const timeZero =
    asked.timeZero === undefined
      ? DEFAULT_TIME_ZEROS[ruleSet]
      : oneOf(asked.timeZero, TIME_ZEROS, 'time zero', 'unknown-time-zero', '/timeZero');
  if (timeZero === null) {
    const detail = `The rule set ${ruleSet} has no default time zero.`;
    throw new QuestionError('time-zero-required', '/timeZero', detail, `Name one of ${TIME_ZEROS.join(', ')}.`);
  }
  return {
    ruleSet,
    timeZero,
    cutOff: cutOffOf(asked.cutOff ?? null),
    options: optionsOf({ ...asked.options, ...optionsFrom(asked.option ?? []) }),
  };
}

function oneOf<T extends string>(value: string, valid: readonly T[], what: string, code: string, pointer: string): T {
  const found = valid.find((name) => name === value);
  if (found) return found;
  throw new QuestionError(code, pointer, `There is no ${what} "${value}".`, `Use one of ${valid.join(', ')}.`);
}

function cutOffOf(value: string | null): string | null {
  if (value === null || parseClinicalDate(value)?.precision === 'day') return value;
  const remedy = 'Give a whole calendar date (2009-12-31), or a relative day (+365) for patients with relative days.';
  throw new QuestionError('bad-cut-off', '/cutOff', `"${value}" is not a day.`, remedy);
}

/**
 * What PFS and conversion are counted from: the time zero asked for under `as-recorded`, and the entry into a cohort; else
 * the start of first-line treatment, which OS alone may leave.
 */
export const timeZeroOf = ({ ruleSet, timeZero }: Pick<Question, 'ruleSet' | 'timeZero'>): TimeZero =>
  ruleSet === 'as-recorded' || isEntry(timeZero) ? timeZero : 'first-line-treatment';

/** Whether times are counted from the entry into a cohort. */
export const isEntry = (timeZero: string): timeZero is (typeof ENTRIES)[number] =>
  ENTRIES.some((name) => name === timeZero);
