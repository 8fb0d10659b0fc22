import { InvalidInputError } from './invalid-input.js';
import { checkSince, type Since } from './state-change.js';

/** By the landmark, that day included, or not by then: what happens later is not looked at. */
export type LandmarkGroup = 'by the landmark' | 'not by the landmark';

/** The patients of a landmark analysis; the four lists run in parallel. */
export interface Landmark {
  /** Days from time zero. */
  readonly at: number;
  /** Which patients of the input, from 0: those whose time is after the landmark. */
  readonly kept: readonly number[];
  /** From the landmark on: the clock restarts there. */
  readonly times: readonly number[];
  readonly statuses: readonly number[];
  readonly groups: readonly LandmarkGroup[];
  /** Those with their event or censoring at the landmark or before. */
  readonly dropped: { readonly events: number; readonly censored: number };
}

/**
 * Groups patients by whether their state changed (resection, response) by a day that is fixed in advance, among those still
 * followed after it: whoever lives long enough to change gains nothing by it.
 * Source: Anderson, Cain & Gelber, J Clin Oncol 1983;1:710-9.
 * @param since day of the change, null for never
 * @param at the landmark, whole days from time zero
 * @throws InvalidInputError for times and statuses as in `kaplanMeier`, a change or landmark on no whole day, lists of different lengths
 */
export function landmark(times: ArrayLike<number>, statuses: ArrayLike<number>, since: Since, at: number): Landmark {
  checkSince(times, statuses, since);
  if (!Number.isSafeInteger(at) || at < 0) {
    throw new InvalidInputError('invalid-time', 'at', `${at} is not a whole number of days from 0 on`);
  }
  const kept: number[] = [];
  const dropped = { events: 0, censored: 0 };
  for (let patient = 0; patient < times.length; patient += 1) {
    if (times[patient]! > at) kept.push(patient);
    else dropped[statuses[patient] === 1 ? 'events' : 'censored'] += 1;
  }
  return {
    at,
    kept,
    times: kept.map((patient) => times[patient]! - at),
    statuses: kept.map((patient) => statuses[patient]!),
    groups: kept.map((patient) => ((since[patient] ?? Infinity) <= at ? 'by the landmark' : 'not by the landmark')),
    dropped,
  };
}
