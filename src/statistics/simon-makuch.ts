import { firstIndex } from './bisection.js';
import { InvalidInputError } from './invalid-input.js';
import { productLimit, type KaplanMeier, type Limits } from './kaplan-meier.js';
import type { Stretches } from './state-change.js';
import { checkLength, checkStarts, checkTimes, rankTimes } from './survival-times.js';

export interface SimonMakuch {
  /** Days from time zero at which the curves start, at 1. */
  readonly origin: number;
  /** Stretches that ended by the origin, and with how many events: left out. */
  readonly before: { readonly stretches: number; readonly events: number };
  /**
   * The curve of each state. In them n counts stretches, `censored` those that end without an event, by a change of state
   * too, and the risk set of a day is who is in the state on it: it can grow.
   */
  readonly states: readonly [KaplanMeier, KaplanMeier];
}

/**
 * Survival by a state that changes over time: patients are counted in the state that they are in, day by day, so that none is
 * at risk in a state before reaching it. As R's `survfit(Surv(start, stop, status) ~ state)`. Where few are in a state at
 * first, its curve can fall to 0 and stay there: start it at a later `origin`.
 * Source: Simon & Makuch, Stat Med 1984;3:35-44.
 * @param stretches one row a stretch (start, time], state 0 or 1; `stretchesOf` makes them
 * @throws InvalidInputError for times and statuses as in `kaplanMeier`, a start that is no whole day before its time, another
 * state, an origin that is no whole day, lists of different lengths
 */
export function simonMakuch(
  stretches: Pick<Stretches, 'starts' | 'times' | 'statuses' | 'state'>,
  { origin = 0, limits = 'log-log' }: { readonly origin?: number; readonly limits?: Limits } = {},
): SimonMakuch {
  checkStretches(stretches, origin);
  const { starts, times, statuses, state } = stretches;
  const rows = times.flatMap((time, row) => (time > origin ? [row] : []));
  const curve = (of: number): KaplanMeier => {
    const those = rows.filter((row) => state[row] === of);
    return delayedEntry(
      those.map((row) => starts[row]!),
      those.map((row) => times[row]!),
      those.map((row) => statuses[row]!),
      limits,
    );
  };
  const events = statuses.filter((status, row) => status === 1 && times[row]! <= origin).length;
  const before = { stretches: times.length - rows.length, events };
  return { origin, before, states: [curve(0), curve(1)] };
}

/** The product-limit estimate where a row is at risk from the day after its start. */
function delayedEntry(
  starts: readonly number[],
  times: readonly number[],
  statuses: readonly number[],
  limits: Limits,
): KaplanMeier {
  const { days, rank } = rankTimes(times);
  const [atRisk, leaving, having] = [0, 1, 2].map(() => new Int32Array(days.length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (const [row, start] of starts.entries()) {
    atRisk[firstIndex(days.length, (day) => days[day]! > start)]! += 1;
    leaving[rank[row]!]! += 1;
    having[rank[row]!]! += statuses[row]!;
  }
  // Those who enter since the day before, and whoever was there and did not leave.
  for (let day = 1; day < days.length; day += 1) atRisk[day]! += atRisk[day - 1]! - leaving[day - 1]!;
  return productLimit(days, { atRisk, leaving, having }, limits);
}

function checkStretches(
  { starts, times, statuses, state }: Pick<Stretches, 'starts' | 'times' | 'statuses' | 'state'>,
  origin: number,
): void {
  checkTimes(times, statuses);
  checkStarts(starts, times);
  checkLength('state', state, times);
  const other = state.findIndex((of) => of !== 0 && of !== 1);
  if (other >= 0) throw new InvalidInputError('invalid-state', `state[${other}]`, `${state[other]} is neither 0 nor 1`);
  if (!Number.isSafeInteger(origin) || origin < 0) {
    throw new InvalidInputError('invalid-time', 'origin', `${origin} is not a whole number of days from 0 on`);
  }
}
