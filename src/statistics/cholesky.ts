/**
 * Symmetric matrices are packed: the lower triangle row by row, so that entry (j, k) stands at j(j+1)/2 + k, and the
 * leading block of a matrix or of its factor is a prefix.
 */
export type Packed = Float64Array;

export const entryPlace = (row: number, column: number): number => (row * (row + 1)) / 2 + column;

export interface Factor {
  /** The lower triangle L of L L', as far as it goes. */
  readonly factor: Packed;
  /** The first row whose pivot is at or below its floor: it depends on the rows before it. */
  readonly singular: number | null;
}

/** The Cholesky factor of a positive definite matrix. */
export function cholesky(matrix: Packed, floors: Float64Array): Factor {
  const factor = new Float64Array(matrix.length);
  for (let row = 0, at = 0; row < floors.length; row++) {
    const rowStart = at;
    for (let column = 0, other = 0; column <= row; column++, at++) {
      let sum = matrix[at]!;
      for (let k = 0; k < column; k++) sum -= factor[rowStart + k]! * factor[other + k]!;
      other += column;
      if (column < row) factor[at] = sum / factor[other]!;
      else if (sum > floors[row]!) factor[at] = Math.sqrt(sum);
      else return { factor, singular: row };
      other++;
    }
  }
  return { factor, singular: null };
}

/** The x of L L' x = b, for the leading block of the size of b. */
export function solve(factor: Packed, b: Float64Array): Float64Array {
  const x = forward(factor, b);
  for (let row = x.length - 1; row >= 0; row--) {
    for (let below = row + 1; below < x.length; below++) x[row]! -= factor[entryPlace(below, row)]! * x[below]!;
    x[row]! /= factor[entryPlace(row, row)]!;
  }
  return x;
}

/** The diagonal of the inverse of L L': variances, where that is an information matrix. */
export function inverseDiagonal(factor: Packed, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, column) => {
    const unit = new Float64Array(size);
    unit[column] = 1;
    return forward(factor, unit).reduce((sum, value) => sum + value * value, 0);
  });
}

/** The x of L x = b. */
function forward(factor: Packed, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let row = 0; row < x.length; row++) {
    for (let column = 0; column < row; column++) x[row]! -= factor[entryPlace(row, column)]! * x[column]!;
    x[row]! /= factor[entryPlace(row, row)]!;
  }
  return x;
}

/** x'Ax. */
export function quadraticForm(matrix: Packed, x: Float64Array): number {
  let sum = 0;
  for (let row = 0, at = 0; row < x.length; row++) {
    for (let column = 0; column <= row; column++, at++) {
      sum += (column < row ? 2 : 1) * matrix[at]! * x[row]! * x[column]!;
    }
  }
  return sum;
}
