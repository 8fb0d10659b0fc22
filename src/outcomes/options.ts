import { DEFAULT_OPTIONS, type Options } from './outcomes.js';
import { QuestionError } from './question-error.js';

type Check = (value: unknown) => boolean;

const among =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isPositive: Check = (value) => isWhole(value) && value > 0;

/** An object of these fields and no other, each as its check has it. */
const isOf =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((name) => Object.hasOwn(fields, name)) &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const VISITS = { interval: isPositive, window: isWhole };
const BEGINNINGS = [among('liver-surgery'), isOf({ days: isWhole }), isOf({ months: isWhole })];
const isPhase = isOf({ ...VISITS, after: (value) => BEGINNINGS.some((is) => is(value)) });
const isSchedule = isOf({
  ...VISITS,
  missed: isPositive,
  phases: (value) => Array.isArray(value) && value.every(isPhase),
});

const SCHEDULE =
  '{ interval, window, missed, phases: [{ after, interval, window }] }, each in whole days, missed in visits; ' +
  'after is liver-surgery, { days } or { months }';

/** What each option may be, and how to say so. */
const VALID: Readonly<Record<keyof Options, { readonly is: Check; readonly say: string }>> = {
  liverSurgery: { is: among('ignore', 'censor'), say: 'ignore or censor' },
  discontinuation: { is: among('ignore', 'censor'), say: 'ignore or censor' },
  schedule: { is: isSchedule, say: SCHEDULE },
  sameDayOrder: { is: among('event-first', 'therapy-first'), say: 'event-first or therapy-first' },
  margins: { is: among('R0', 'R0-R1'), say: 'R0 or R0-R1' },
  assessor: { is: among('any', 'independent-first'), say: 'any or independent-first' },
  r0MinWidth: { is: (value) => value === null || isWhole(value), say: 'a whole number of tenths of mm, or null' },
  stagingWindowDays: { is: isWhole, say: 'a whole number of days' },
  earlyMonths: { is: isPositive, say: 'a whole number of months, 1 or more' },
  mortalityDays: { is: isPositive, say: 'a whole number of days, 1 or more: 30 and 90 are usual' },
  partialDates: { is: among('middle', 'earliest', 'latest'), say: 'middle, earliest or latest' },
};

/**
 * The options asked for, the others at their defaults; of the schedule, parts may be asked for.
 * @throws QuestionError `unknown-option` or `bad-option`
 */
export function optionsOf(asked: Readonly<Record<string, unknown>>): Options {
  const whole = {
    ...asked,
    ...(isParts(asked['schedule']) && { schedule: { ...DEFAULT_OPTIONS.schedule, ...asked['schedule'] } }),
  };
  for (const [name, value] of Object.entries(whole)) {
    const pointer = `/options/${name}`;
    if (!Object.hasOwn(VALID, name)) {
      const remedy = `Use one of ${Object.keys(VALID).join(', ')}.`;
      throw new QuestionError('unknown-option', pointer, `There is no option "${name}".`, remedy);
    }
    const { is, say } = VALID[name as keyof Options];
    if (!is(value)) {
      const detail = `${JSON.stringify(asked[name])} does not fit ${name}.`;
      throw new QuestionError('bad-option', pointer, detail, `Give ${say}.`);
    }
  }
  return { ...DEFAULT_OPTIONS, ...whole };
}

const isParts = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
