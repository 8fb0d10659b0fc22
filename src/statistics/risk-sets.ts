import { type Spread, standardise, sumsOfEvents } from './covariate-matrix.js';
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
  readonly stratum: Uint32Array;
  /** The rows from `entry[day]` up to `entry[day + 1]` are at risk on that day, and on no later one. */
  readonly entry: Uint32Array;
  /** Events of each day: the first rows of its entry. */
  readonly events: Uint32Array;
  /** Null where all are at risk from the beginning; else the first day of each row, and the rows by that day. */
  readonly late: { readonly firstDay: Uint32Array; readonly byFirstDay: Uint32Array } | null;
  /**
   * Row by row the covariates, centred on the mean, in standard deviations, and a 1. One to four rows of
   * zeros at the end, of no day, make their number a multiple of four.
   */
  readonly matrix: Float64Array;
  /** Columns of the matrix: the covariates and the ones. */
  readonly width: number;
  /** Of each covariate in the matrix the sum over the events. */
  readonly observed: Float64Array;
  readonly spread: Spread;
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
  const [stratum, entry, events] = [new Uint32Array(n), new Uint32Array(n + 1), new Uint32Array(n)];
  const dayTimes = new Float64Array(n);
  let [rows, day, end] = [0, -1, -1];
  for (let place = 0; place < n; place++) {
    const row = order[place]!;
    const event = (ends[row]! & 1) === 0;
    const own = strataOf ? strataOf[row]! : 0;
    if (event && (end !== ends[row]! || stratum[day] !== own)) {
      end = ends[row]!;
      stratum[++day] = own;
      entry[day] = rows;
      dayTimes[day] = times[row]!;
    }
    // Gone before the first event of the stratum, or come after the last one before the end.
    if (day < 0 || stratum[day] !== own || (starts && starts[row]! >= dayTimes[day]!)) continue;
    if (event) events[day]!++;
    present[rows++] = row;
  }
  const days = day + 1;
  entry[days] = rows;
  const kept = present.subarray(0, rows);
  const width = covariates.length + 1;
  const matrix = new Float64Array((rows + 4 - (rows % 4)) * width);
  const spread = standardise(matrix, covariates, placesOf(kept, n), rows);
  return {
    stratum: stratum.subarray(0, days),
    entry: entry.subarray(0, days + 1),
    events: events.subarray(0, days),
    late: starts && begins ? lateEntries(starts, begins) : null,
    matrix,
    width,
    observed: sumsOfEvents(matrix, width, entry, events.subarray(0, days)),
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
      const own = strataOf ? strataOf[row]! : 0;
      while (stratum[first]! < own || dayTimes[first]! <= starts[row]!) first++;
      firstDay[byFirstDay[place]!] = first;
    }
    return { firstDay, byFirstDay };
  }
}

/** Strata as numbers, by name. */
function ranks(names: readonly string[]): Uint32Array {
  const rank = new Map([...new Set(names)].toSorted().map((name, index) => [name, index]));
  return Uint32Array.from(names, (name) => rank.get(name)!);
}
