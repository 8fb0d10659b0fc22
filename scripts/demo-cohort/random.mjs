/**
 * Draws from one seed: the same seed gives the same draws on every machine.
 * @param {number} seed
 */
export function draws(seed) {
  let state = seed >>> 0;
  /** mulberry32 (T. Ettinger, public domain): a fraction in [0, 1). */
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from `low` to `high`, both included. */
  const between = (low, high) => low + Math.floor(fraction() * (high - low + 1));
  const chance = (probability) => fraction() < probability;
  const pick = (list) => list[between(0, list.length - 1)];
  const hex = (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join('');
  /** Of the shape of a UUID version 4. */
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  return { fraction, between, chance, pick, uuid };
}
