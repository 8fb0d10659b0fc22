import { firstIndex } from './bisection.js';
import { InvalidInputError } from './invalid-input.js';

/**
 * What every estimator of survival asks of its input.
 * @param times whole days from time zero, 0 allowed
 * @param statuses 1 event, 0 censored; one a time
 * @throws InvalidInputError at the first negative or fractional time or other status, or for lists of different lengths
 */
export function checkTimes(times: ArrayLike<number>, statuses: ArrayLike<number>): void {
  checkLength('statuses', statuses, times);
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index]!;
    // Whole days are their own unsigned 32 bits: quicker than asking each whether it is whole.
    if (time >>> 0 !== time && (!Number.isSafeInteger(time) || time < 0)) {
      throw new InvalidInputError('invalid-time', `times[${index}]`, `${time} is not a whole number of days from 0 on`);
    }
    const status = statuses[index];
    if (status !== 0 && status !== 1) {
      throw new InvalidInputError('invalid-status', `statuses[${index}]`, `${status} is neither 1 (event) nor 0`);
    }
  }
}

/** @throws InvalidInputError unless `list` has one value a time */
export function checkLength(place: string, list: ArrayLike<unknown>, times: ArrayLike<number>): void {
  if (list.length === times.length) return;
  const detail = `${list.length} for ${times.length} times; give one a time`;
  throw new InvalidInputError('mismatched-lengths', place, detail);
}

/** @throws InvalidInputError unless each start is a whole number of days from 0 on, before its time */
export function checkStarts(starts: ArrayLike<number>, times: ArrayLike<number>): void {
  checkLength('starts', starts, times);
  for (let row = 0; row < times.length; row += 1) {
    const start = starts[row]!;
    if (Number.isSafeInteger(start) && start >= 0 && start < times[row]!) continue;
    const detail = `${start} is not a whole number of days from 0 on and before the end, ${times[row]}`;
    throw new InvalidInputError('invalid-start', `starts[${row}]`, detail);
  }
}

export interface RankedTimes {
  /** The distinct times, ascending. */
  readonly days: readonly number[];
  /** For each patient the place of the own time among them. */
  readonly rank: Uint32Array;
}

/** Orders times that `checkTimes` has passed and groups their ties: by counting days, by sorting where the last is far. */
export function rankTimes(times: ArrayLike<number>): RankedTimes {
  const rank = new Uint32Array(times.length);
  let last = -1;
  for (let index = 0; index < times.length; index += 1) last = Math.max(last, times[index]!);
  if (last > Math.max(FAR, 10 * times.length)) {
    const sorted = Float64Array.from(times).toSorted();
    const days = [...sorted.filter((day, index) => day !== sorted[index - 1])];
    for (let index = 0; index < times.length; index += 1) {
      rank[index] = firstIndex(days.length, (place) => days[place]! >= times[index]!);
    }
    return { days, rank };
  }
  const days: number[] = [];
  const places = new Uint32Array(last + 1);
  for (let index = 0; index < times.length; index += 1) places[times[index]!] = 1;
  for (let day = 0; day <= last; day += 1) {
    if (places[day] === 1) places[day] = days.push(day) - 1;
  }
  for (let index = 0; index < times.length; index += 1) rank[index] = places[times[index]!]!;
  return { days, rank };
}

/** Days, beyond any lifetime: up to here counting costs next to nothing for the fewest patients. */
const FAR = 2 ** 16;
