import { parseClinicalDate } from '../events/index.js';
import {
  DEFAULT_OPTIONS,
  RULE_SETS,
  TIME_ZEROS,
  type Options,
  type Question,
  type RuleSet,
  type TimeZero,
} from './outcomes.js';

/** A question that cannot be asked: what is wrong, where, and what to do. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  constructor(
    readonly code: string,
    /** JSON pointer into what was asked. */
    readonly pointer: string,
    readonly detail: string,
    readonly remedy: string,
  ) {
    super(`${detail} ${remedy}`);
  }
}

/** A question as people ask it: names from outside, all of them optional. */
export interface Asked {
  readonly ruleSet?: string | undefined;
  readonly timeZero?: string | undefined;
  readonly cutOff?: string | null | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

const DEFAULT_RULE_SET: RuleSet = 'fda-2007-table-a';
const DEFAULT_TIME_ZEROS: Readonly<Record<RuleSet, TimeZero | null>> = {
  'fda-2007-table-a': 'first-line-treatment',
  'as-recorded': null,
};

/**
 * The question with its defaults filled in. Under `fda-2007-table-a` a time zero is that of OS alone: PFS, conversion and
 * best response keep the start of first-line treatment.
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
  return { ruleSet, timeZero, cutOff: cutOffOf(asked.cutOff ?? null), options: optionsOf(asked.options ?? {}) };
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

const among =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);
const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

function isSchedule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { interval, window, ...rest } = value as { readonly interval?: unknown; readonly window?: unknown };
  return isWhole(interval) && interval > 0 && isWhole(window) && Object.keys(rest).length === 0;
}

/** What each option may be, and how to say so. */
const VALID: Readonly<Record<keyof Options, { readonly is: (value: unknown) => boolean; readonly say: string }>> = {
  liverSurgery: { is: among('ignore', 'censor'), say: 'ignore or censor' },
  discontinuation: { is: among('ignore', 'censor'), say: 'ignore or censor' },
  schedule: { is: isSchedule, say: '{ interval, window } in whole days' },
  assessor: { is: among('any', 'independent-first'), say: 'any or independent-first' },
  r0MinWidth: { is: (value) => value === null || isWhole(value), say: 'a whole number of tenths of mm, or null' },
  stagingWindowDays: { is: isWhole, say: 'a whole number of days' },
  partialDates: { is: among('middle', 'earliest', 'latest'), say: 'middle, earliest or latest' },
};

function optionsOf(asked: Readonly<Record<string, unknown>>): Options {
  for (const [name, value] of Object.entries(asked)) {
    const pointer = `/options/${name}`;
    if (!Object.hasOwn(VALID, name)) {
      const remedy = `Use one of ${Object.keys(VALID).join(', ')}.`;
      throw new QuestionError('unknown-option', pointer, `There is no option "${name}".`, remedy);
    }
    const { is, say } = VALID[name as keyof Options];
    if (!is(value)) {
      throw new QuestionError('bad-option', pointer, `${JSON.stringify(value)} does not fit ${name}.`, `Give ${say}.`);
    }
  }
  return { ...DEFAULT_OPTIONS, ...asked };
}

/**
 * What PFS and conversion are counted from: the time zero asked for under `as-recorded`, else the start of first-line
 * treatment, which OS alone may leave.
 */
export const timeZeroOf = ({ ruleSet, timeZero }: Pick<Question, 'ruleSet' | 'timeZero'>): TimeZero =>
  ruleSet === 'as-recorded' ? timeZero : 'first-line-treatment';
