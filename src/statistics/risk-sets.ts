import { radixOrder } from './radix-order.js';
import { placesOf, rowOrder } from './row-order.js';
import { rankTimes } from './survival-times.js';

/** Columns of the same length, one entry a row; checked before. */
export interface RiskSetRows {
  readonly times: ArrayLike<number>;
  readonly statuses: ArrayLike<number>;
  readonly starts?: ArrayLike<number> | undefined;
  readonly covariates: readonly ArrayLike<number>[];
  readonly strata?: readonly string[] | undefined;
}

/**
 * Who is at risk on each day of an event. Rows that are at risk on none are not here; the others stand by stratum, last
 * such day, events first, then by all the rest: the order of arrival leaves no trace.
 */
export interface RiskSets {
  /** The days of events are numbered by stratum and time. These are the strata, as numbers. */
  readonly stratum: Float64Array;
  /** The rows from `entry[day]` up to `entry[day + 1]` are at risk on that day, and on no later one. */
  readonly entry: Uint32Array;
  /** Events of each day: the first rows of its entry. */
  readonly events: Uint32Array;
  /** Null where all are at risk from the beginning; else the first day of each row, and the rows by that day. */
  readonly late: { readonly firstDay: Uint32Array; readonly byFirstDay: Uint32Array } | null;
  /**
   * Row by row the covariates, centred on the mean, in standard deviations, and a 1. Rows of zeros at the end, of no day,
   * make their number a multiple of four.
   */
  readonly matrix: Float64Array;
  /** Columns of the matrix: the covariates and the ones. */
  readonly width: number;
  /** Of each covariate so scaled the sum over the events. */
  readonly observed: Float64Array;
  /** Of each covariate over these rows, in its own units; a standard deviation of 0 is given as 1. */
  readonly spread: readonly { readonly deviation: number; readonly range: number }[];
}

interface Day {
  readonly stratum: number;
  readonly rank: number;
  readonly time: number;
  readonly entry: number;
  events: number;
}

export function riskSets({ times, statuses, starts, covariates, strata }: RiskSetRows): RiskSets {
  const n = times.length;
  // Events first among those of one time.
  const ends = rankTimes(times).rank;
  for (let row = 0; row < n; row++) ends[row] = 2 * ends[row]! + 1 - statuses[row]!;
  const begins = starts && rankTimes(starts).rank;
  const strataOf = strata && ranks(strata);
  const order = rowOrder(strataOf ? [strataOf, ends] : [ends], starts ? [...covariates, starts] : covariates, n);

  const present = new Uint32Array(n);
  const days: Day[] = [];
  let rows = 0;
  let day: Day = { stratum: -1, rank: -1, time: -1, entry: 0, events: 0 };
  for (let place = 0; place < n; place++) {
    const row = order[place]!;
    const stratum = strataOf ? strataOf[row]! : 0;
    const rank = ends[row]! >>> 1;
    const event = (ends[row]! & 1) === 0;
    if (event && (day.stratum !== stratum || day.rank !== rank)) {
      day = { stratum, rank, time: times[row]!, entry: rows, events: 0 };
      days.push(day);
    }
    // Gone before the first event of the stratum, or come after the last one before the end.
    if (day.stratum !== stratum || (starts && starts[row]! >= day.time)) continue;
    if (event) day.events++;
    present[rows++] = row;
  }
  const kept = present.subarray(0, rows);
  const width = covariates.length + 1;
  const matrix = new Float64Array((rows + 4 - (rows % 4)) * width);
  const spread = fill(matrix, covariates, placesOf(kept, n), rows);
  return {
    stratum: Float64Array.from(days, ({ stratum }) => stratum),
    entry: Uint32Array.from([...days.map(({ entry }) => entry), rows]),
    events: Uint32Array.from(days, ({ events }) => events),
    late: starts && begins ? lateEntries(starts, begins) : null,
    matrix,
    width,
    observed: Float64Array.from(covariates, (_, column) => sumOfEvents(matrix, width, column, days)),
    spread,
  };

  function lateEntries(starts: ArrayLike<number>, begins: Uint32Array): NonNullable<RiskSets['late']> {
    const byFirstDay = radixOrder(
      [strataOf, begins].filter((key) => key !== undefined).map((key) => kept.map((row) => key[row]!)),
      rows,
    );
    const firstDay = new Uint32Array(rows);
    let first = 0;
    for (let place = 0; place < rows; place++) {
      const row = kept[byFirstDay[place]!]!;
      const stratum = strataOf ? strataOf[row]! : 0;
      while (days[first]!.stratum < stratum || days[first]!.time <= starts[row]!) first++;
      firstDay[byFirstDay[place]!] = first;
    }
    return { firstDay, byFirstDay };
  }
}

/** The covariates to their places, so scaled that exp() and the information stay in proportion; and the ones. */
function fill(
  matrix: Float64Array,
  covariates: readonly ArrayLike<number>[],
  places: Uint32Array,
  rows: number,
): RiskSets['spread'] {
  const count = covariates.length;
  const width = count + 1;
  // Writing out of order is several times faster than reading out of order.
  for (let row = 0; row < places.length; row++) places[row]! *= width;
  for (const [j, column] of covariates.entries()) {
    for (let row = 0; row < places.length; row++) matrix[places[row]! + j] = column[row]!;
  }
  const end = rows * width;
  // Here those went that are at risk on no day.
  matrix.fill(0, end);

  const [means, scales] = [new Float64Array(count), new Float64Array(count)];
  const [lowest, highest] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)];
  for (let at = 0; at < end; at += width) {
    for (let j = 0; j < count; j++) {
      const value = matrix[at + j]!;
      means[j]! += value;
      if (value < lowest[j]!) lowest[j] = value;
      if (value > highest[j]!) highest[j] = value;
    }
  }
  for (let j = 0; j < count; j++) means[j]! /= rows;
  for (let at = 0; at < end; at += width) {
    for (let j = 0; j < count; j++) {
      const value = matrix[at + j]! - means[j]!;
      matrix[at + j] = value;
      scales[j]! += value * value;
    }
  }
  for (let j = 0; j < count; j++) scales[j] = Math.sqrt(scales[j]! / rows) || 1;
  for (let at = 0; at < end; at += width) {
    for (let j = 0; j < count; j++) matrix[at + j]! /= scales[j]!;
    matrix[at + count] = 1;
  }
  return covariates.map((_, j) => ({ deviation: scales[j]!, range: highest[j]! - lowest[j]! }));
}

function sumOfEvents(matrix: Float64Array, width: number, column: number, days: readonly Day[]): number {
  let sum = 0;
  for (const { entry, events } of days) {
    for (let row = entry; row < entry + events; row++) sum += matrix[row * width + column]!;
  }
  return sum;
}

/** Strata as numbers, by name. */
function ranks(names: readonly string[]): Uint32Array {
  const rank = new Map([...new Set(names)].toSorted().map((name, index) => [name, index]));
  return Uint32Array.from(names, (name) => rank.get(name)!);
}
