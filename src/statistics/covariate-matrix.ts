/** Of each covariate over the rows of the matrix, in its own units; a standard deviation of 0 is given as 1. */
export type Spread = readonly { readonly deviation: number; readonly range: number }[];

/**
 * Fills the matrix: row by row the covariates, centred and in standard deviations, so that exp() and the information stay
 * in proportion, and a 1.
 * @param places of each row the one in the matrix; `rows`, which is there to be cleared, for a row that has none
 */
export function standardise(
  matrix: Float64Array,
  covariates: readonly ArrayLike<number>[],
  places: Uint32Array,
  rows: number,
): Spread {
  const count = covariates.length;
  const width = count + 1;
  // Writing out of order is several times faster than reading out of order.
  for (let row = 0; row < places.length; row++) places[row]! *= width;
  for (const [j, column] of covariates.entries()) {
    for (let row = 0; row < places.length; row++) matrix[places[row]! + j] = column[row]!;
  }
  const end = rows * width;
  matrix.fill(0, end);

  // Squares about the first row, which is at most sqrt(rows) deviations off the mean: they lose next to nothing.
  const [sums, squares] = [new Float64Array(count), new Float64Array(count)];
  const first = matrix.slice(0, count);
  const [lowest, highest] = [first.slice(), first.slice()];
  // A stretch at a time, which stays in the cache from column to column.
  const stretch = STRETCH * width;
  for (let from = 0; from < end; from += stretch) {
    const to = Math.min(end, from + stretch);
    for (let j = 0; j < count; j++) {
      const centre = first[j]!;
      let [sum, square, low, high] = [sums[j]!, squares[j]!, lowest[j]!, highest[j]!];
      for (let at = from + j; at < to; at += width) {
        const value = matrix[at]!;
        const apart = value - centre;
        sum += apart;
        square += apart * apart;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      sums[j] = sum;
      squares[j] = square;
      lowest[j] = low;
      highest[j] = high;
    }
  }
  const means = first.map((value, j) => value + sums[j]! / rows);
  const deviations = squares.map((sum, j) => Math.sqrt(Math.max(0, sum - sums[j]! ** 2 / rows) / rows) || 1);
  const scales = deviations.map((deviation) => 1 / deviation);
  for (let at = 0; at < end; at += width) {
    for (let j = 0; j < count; j++) matrix[at + j] = (matrix[at + j]! - means[j]!) * scales[j]!;
    matrix[at + count] = 1;
  }
  return covariates.map((_, j) => ({ deviation: deviations[j]!, range: highest[j]! - lowest[j]! }));
}

/** Of each covariate in the matrix the sum over the events. */
export function sumsOfEvents(
  matrix: Float64Array,
  width: number,
  entry: Uint32Array,
  events: Uint32Array,
): Float64Array {
  const sums = new Float64Array(width - 1);
  for (let day = 0; day < events.length; day++) {
    const end = (entry[day]! + events[day]!) * width;
    for (let at = entry[day]! * width; at < end; at += width) {
      for (let j = 0; j < sums.length; j++) sums[j]! += matrix[at + j]!;
    }
  }
  return sums;
}

/** Rows that stay in the cache from column to column. */
const STRETCH = 512;
