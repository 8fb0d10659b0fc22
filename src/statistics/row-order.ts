import { radixOrder } from './radix-order.js';

/**
 * The rows by the given keys, and those that agree in all by their values, in an order of no meaning that depends on the
 * values alone: shuffled rows line up the same way, and every sum over them has the same bits.
 * @param keys one column a key, most significant first
 * @param values columns of finite numbers
 */
export function rowOrder(
  keys: readonly Uint32Array[],
  values: readonly ArrayLike<number>[],
  rows: number,
): Uint32Array {
  const prints = fingerprints(values, rows);
  const order = radixOrder([...keys, prints], rows);
  const apart = (columns: readonly ArrayLike<number>[], a: number, b: number): number => {
    const column = columns.find((each) => each[a] !== each[b]);
    return column ? column[a]! - column[b]! : 0;
  };
  // Rows that differ may have one fingerprint: few do, but their order would be that of arrival.
  const sorted = permuted(prints, placesOf(order, rows), rows);
  for (let from = 0, place = 1; place <= rows; place++) {
    if (sorted[place] === sorted[from] && apart(keys, order[from]!, order[place]!) === 0) continue;
    if (place - from > 1) {
      const alike = order.subarray(from, place);
      if (alike.some((row) => apart(values, row, alike[0]!) !== 0)) alike.sort((a, b) => apart(values, a, b));
    }
    from = place;
  }
  return order;
}

/** The place of each row in an order; of a row that is not in it, one past the last. */
export function placesOf(order: Uint32Array, rows: number): Uint32Array {
  const places = new Uint32Array(rows).fill(rows);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

/** The numbers of a column in their places: writing out of order is several times faster than reading out of order. */
export function permuted(column: ArrayLike<number>, places: Uint32Array, size: number): Float64Array {
  const values = new Float64Array(size);
  for (let row = 0; row < places.length; row++) values[places[row]!] = column[row]!;
  return values;
}

/** A hash in the manner of FNV over the words of each row's numbers. */
function fingerprints(values: readonly ArrayLike<number>[], rows: number): Uint32Array {
  const prints = new Uint32Array(rows).fill(0x811c9dc5);
  const words = new Uint32Array(2 * rows);
  const numbers = new Float64Array(words.buffer);
  for (const column of values) {
    // Adding 0 turns -0 into 0.
    for (let row = 0; row < rows; row++) numbers[row] = column[row]! + 0;
    for (let row = 0; row < rows; row++) {
      const print = Math.imul(prints[row]! ^ words[2 * row]!, 0x01000193);
      prints[row] = Math.imul(print ^ (print >>> 15) ^ words[2 * row + 1]!, 0x85ebca6b);
      prints[row]! ^= prints[row]! >>> 15;
    }
  }
  // Two bytes sort in half the time of four, and tell apart well enough.
  for (let row = 0; row < rows; row++) prints[row]! >>>= 16;
  return prints;
}
