import { formatDay } from '../events/index.js';
import { isOf, lastKnownAlive, type Course } from './course.js';
import type { Dated } from './dating.js';
import { isAblation, isOnPrimary, organOf } from './operations.js';
import type { Answer, Because } from './outcomes.js';
import { because, evidenceOf, readFrom } from './time-to-event.js';

type Done = 'liver-resection' | 'primary-resection' | 'other-resection' | 'ablation' | 'exploration';

/** All that was done on one day; the two stages of a hepatectomy are two operations. */
export interface OperationSurvival {
  readonly date: string;
  readonly done: readonly Done[];
  /** `unknown`: not known to be dead or alive at the end of the time asked for; in no denominator. */
  readonly status: 'died' | 'alive' | 'unknown';
  /** From the operation to death, or to the last day known alive. */
  readonly days: number;
  readonly reason: Because;
  readonly evidence: readonly string[];
}

export interface OperativeMortality extends Answer {
  /** The option `mortalityDays`. */
  readonly withinDays: number;
  /** By day. */
  readonly operations: readonly OperationSurvival[];
}

/**
 * Death of any cause from the day of each operation to day 90, or as many days as the option says (endpoints.md 4.9).
 * Known alive is what it is for overall survival. A resection given up at exploration was an operation too.
 */
export function operativeMortality(course: Course): OperativeMortality {
  const { counted, death, undated, basis, options } = course;
  const within = options.mortalityDays;
  const operated = counted.filter(wasOperated);
  const alive = operated.length > 0 ? lastKnownAlive(course, -Infinity) : null;
  if (!alive) return noMortality(because('not-operated', 'No operation is recorded.'), within);

  const silent = undated.filter((entry) => entry.type === 'Died').map((entry) => ({ entry, imputed: false }));
  const seen = death ? [death] : [...alive.by, ...silent];
  const operations = [...new Set(operated.map(({ day }) => day))].map((day): OperationSurvival => {
    const those = operated.filter((one) => one.day === day);
    const days = (death ?? alive).day - day;
    return {
      date: formatDay(day, basis),
      done: [...new Set(those.flatMap(whatWasDone))].toSorted(),
      days,
      ...fate(days, within, death !== null, silent.length > 0),
      evidence: evidenceOf([...those, ...seen]),
    };
  });
  const known = operations.some(({ status }) => status !== 'unknown');
  const text = known
    ? `Death within ${within} days of each operation.`
    : `Neither dead by day ${within} of any operation nor known to be alive then.`;
  return {
    status: known ? 'evaluable' : 'not-evaluable',
    withinDays: within,
    operations,
    ...readFrom([...operated, ...seen], because(known ? 'by-operation' : 'fate-unknown', text)),
  };
}

export const noMortality = (reason: Because, withinDays: number): OperativeMortality => ({
  status: 'not-evaluable',
  withinDays,
  operations: [],
  ...readFrom([], reason),
});

const isResection = isOf('ResectionPerformed');

/** Whether it is an operation, one given up at exploration included. */
export const wasOperated = (one: Dated): boolean => whatWasDone(one).length > 0;

function whatWasDone(one: Dated): readonly Done[] {
  const { type, data } = one.entry;
  if (isAblation(one)) return ['ablation'];
  if (isResection(one))
    return [`${organOf(data)}-resection`, ...(isOnPrimary(one) ? ['primary-resection' as const] : [])];
  return type === 'ResectionAbandoned' && data['when'] === 'at-exploration' ? ['exploration'] : [];
}

/** How a patient followed for so many days after an operation fared within the days asked for. */
function fate(
  days: number,
  within: number,
  died: boolean,
  diedUndated: boolean,
): Pick<OperationSurvival, 'status' | 'reason'> {
  if (died && days <= within) return { status: 'died', reason: because('died', `Died ${days} days after it.`) };
  if (days >= within) {
    return { status: 'alive', reason: because('alive', `Known to be alive ${within} days after it.`) };
  }
  return {
    status: 'unknown',
    reason: diedUndated
      ? because('undated-death', 'The patient has died, on a day that is not known.')
      : because('follow-up-too-short', `Last known alive ${days} days after it.`),
  };
}
