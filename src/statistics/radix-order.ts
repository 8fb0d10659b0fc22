/**
 * The rows by the first key, ties by the next, and so on: a stable radix sort, linear in the rows.
 * @param keys one column a key, most significant first
 */
export function radixOrder(keys: readonly Uint32Array[], rows: number): Uint32Array {
  const bits = rows < MANY ? 8 : 16;
  const mask = 2 ** bits - 1;
  let order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  let sorted = new Uint32Array(rows);
  for (const key of keys.toReversed()) {
    let differing = 0;
    for (let row = 0; row < rows; row++) differing |= key[row]! ^ key[0]!;
    for (let shift = 0; shift < 32; shift += bits) {
      if (((differing >>> shift) & mask) === 0) continue;
      const next = new Uint32Array(mask + 2);
      for (let row = 0; row < rows; row++) next[((key[row]! >>> shift) & mask) + 1]!++;
      for (let digit = 0; digit < mask; digit++) next[digit + 1]! += next[digit]!;
      for (let place = 0; place < rows; place++) {
        const row = order[place]!;
        sorted[next[(key[row]! >>> shift) & mask]!++] = row;
      }
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

/** From here on digits of 16 bits are faster than those of 8, whose counts take no time to clear. */
const MANY = 2 ** 14;
