import { radixOrder } from './radix-order.js';

/**
 * The rows by the given keys, and those that agree in all by their values, in an order of no meaning that depends on the
 * values alone: shuffled rows line up the same way, and every sum over them has the same bits.
 * @param keys one column a key, most significant first; a single one holds small numbers, at best without gaps
 * @param values columns of finite numbers
 */
export function rowOrder(
  keys: readonly Uint32Array[],
  values: readonly ArrayLike<number>[],
  rows: number,
): Uint32Array {
  const group = keys.length === 1 ? keys[0]! : groupsOf(keys, rows);
  let groups = 1;
  for (let row = 0; row < rows; row++) groups = Math.max(groups, group[row]! + 1);
  // Their first bits divide the groups into about as many buckets as there are rows.
  const prints = fingerprints(values, rows);
  const bits = Math.max(0, Math.round(Math.log2(rows / groups)));
  const shift = PRINT_BITS - bits;
  const ends = new Uint32Array((groups << bits) + 1);
  for (let row = 0; row < rows; row++) ends[((group[row]! << bits) | (prints[row]! >>> shift)) + 1]!++;
  for (let bucket = 1; bucket < ends.length; bucket++) ends[bucket]! += ends[bucket - 1]!;
  // Fingerprint and row are one number, to be sorted without looking either up.
  const packed = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    packed[ends[(group[row]! << bits) | (prints[row]! >>> shift)]!++] = prints[row]! * ROWS + row;
  }

  for (let bucket = 0, from = 0; bucket < ends.length; from = ends[bucket++]!) sort(packed, from, ends[bucket]!);

  const order = new Uint32Array(rows);
  for (let place = 0; place < rows; place++) order[place] = packed[place]! & (ROWS - 1);
  // Rows that differ may have one fingerprint: few do, but their order would be that of arrival.
  for (let first = 0, place = 1; first < rows; first = place++) {
    const print = Math.floor(packed[first]! / ROWS);
    while (
      place < rows &&
      Math.floor(packed[place]! / ROWS) === print &&
      group[order[place]!] === group[order[first]!]
    ) {
      place++;
    }
    if (place - first > 1) settle(order, first, place, values);
  }
  return order;
}

/** The place of each row in an order; of a row that is not in it, one past the last. */
export function placesOf(order: Uint32Array, rows: number): Uint32Array {
  const places = new Uint32Array(rows).fill(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

/** Numbers the distinct combinations of the keys, in their order. */
function groupsOf(keys: readonly Uint32Array[], rows: number): Uint32Array {
  const groups = new Uint32Array(rows);
  const order = radixOrder(keys, rows);
  for (let place = 1, group = 0; place < rows; place++) {
    const [row, before] = [order[place]!, order[place - 1]!];
    if (keys.some((key) => key[row] !== key[before])) group++;
    groups[row] = group;
  }
  return groups;
}

/** A hash of each row's numbers. */
function fingerprints(values: readonly ArrayLike<number>[], rows: number): Uint32Array {
  // By the golden ratio; a sum is never -0, whichever 0 comes in.
  const mixtures = new Float64Array(rows);
  for (const column of values) {
    for (let row = 0; row < rows; row++) mixtures[row] = 0.618033988749895 * mixtures[row]! + column[row]!;
  }
  const words = new Uint32Array(mixtures.buffer);
  const prints = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const word = words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x85ebca6b);
    prints[row] = Math.imul(word ^ (word >>> 15), 0x9e3779b1) >>> (32 - PRINT_BITS);
  }
  return prints;
}

function sort(numbers: Float64Array, from: number, to: number): void {
  if (to - from > FEW) {
    numbers.subarray(from, to).sort();
    return;
  }
  for (let place = from + 1; place < to; place++) {
    const number = numbers[place]!;
    let gap = place;
    for (; gap > from && numbers[gap - 1]! > number; gap--) numbers[gap] = numbers[gap - 1]!;
    numbers[gap] = number;
  }
}

/** Orders those of one fingerprint by their values, unless all have the same. */
function settle(order: Uint32Array, from: number, to: number, values: readonly ArrayLike<number>[]): void {
  for (const column of values) {
    const value = column[order[from]!]!;
    for (let place = from + 1; place < to; place++) {
      if (column[order[place]!] === value) continue;
      order.subarray(from, to).sort((a, b) => {
        const apart = values.find((each) => each[a] !== each[b]);
        return apart ? apart[a]! - apart[b]! : 0;
      });
      return;
    }
  }
}

/** A fingerprint and the number of a row fill the 53 bits of a whole number. */
const PRINT_BITS = 26;
const ROWS = 2 ** 27;
/** Up to here insertion is the fastest sort. */
const FEW = 48;
