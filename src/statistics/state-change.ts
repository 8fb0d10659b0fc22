import { InvalidInputError } from './invalid-input.js';
import { checkLength, checkTimes } from './survival-times.js';

/**
 * The day on which a patient's state changes for good, a resection for instance: whole days from time zero, before it where
 * negative; null where it never does. A change on or after the patient's own time is not seen.
 */
export type Since = ArrayLike<number | null>;

/** One row a stretch (start, time] of a patient's time over which the state stays the same: at risk from the day after its start. */
export interface Stretches {
  readonly starts: readonly number[];
  readonly times: readonly number[];
  /** 1 event at the end of the stretch, 0 none. */
  readonly statuses: readonly number[];
  /** 1 once the state has changed. */
  readonly state: readonly number[];
  /** Which patient of the input, from 0. */
  readonly patient: readonly number[];
  /** Patients whose time is 0: no stretch holds them. */
  readonly withoutTime: number;
}

/**
 * Cuts the time of each patient at the change of state, for `cox` with starts or `simonMakuch`. The change takes effect on the
 * day after it, as R's `tmerge` has it: what happens on its day happened before it.
 * @throws InvalidInputError for times and statuses as in `kaplanMeier`, a change on no whole day, lists of different lengths
 */
export function stretchesOf(times: ArrayLike<number>, statuses: ArrayLike<number>, since: Since): Stretches {
  checkSince(times, statuses, since);
  const rows: { start: number; time: number; status: number; state: number; patient: number }[] = [];
  let withoutTime = 0;
  for (let patient = 0; patient < times.length; patient += 1) {
    const time = times[patient]!;
    const status = statuses[patient]!;
    const change = Math.max(0, since[patient] ?? Infinity);
    if (time === 0) withoutTime += 1;
    if (change > 0 && time > 0) {
      const seen = change < time;
      rows.push({ start: 0, time: Math.min(change, time), status: seen ? 0 : status, state: 0, patient });
    }
    if (change < time) rows.push({ start: change, time, status, state: 1, patient });
  }
  return {
    starts: rows.map(({ start }) => start),
    times: rows.map(({ time }) => time),
    statuses: rows.map(({ status }) => status),
    state: rows.map(({ state }) => state),
    patient: rows.map(({ patient }) => patient),
    withoutTime,
  };
}

export function checkSince(times: ArrayLike<number>, statuses: ArrayLike<number>, since: Since): void {
  checkTimes(times, statuses);
  checkLength('since', since, times);
  for (let patient = 0; patient < since.length; patient += 1) {
    const change = since[patient];
    if (change === null || Number.isSafeInteger(change)) continue;
    const detail = `${change} is neither a whole number of days nor null (never)`;
    throw new InvalidInputError('invalid-since', `since[${patient}]`, detail);
  }
}
