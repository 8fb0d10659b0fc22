import { InvalidInputError } from './invalid-input.js';
import { Z_95 } from './normal.js';

export interface Proportion {
  readonly numerator: number;
  readonly denominator: number;
  /** All three null where the denominator is 0. */
  readonly proportion: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * A proportion with Wilson's 95% score limits, without continuity correction: R's `prop.test(x, n, correct = FALSE)`.
 * The limit is exactly 0 where nobody counts and exactly 1 where everybody does.
 * Source: Newcombe, Stat Med 1998;17:857-72, method 3.
 * @throws InvalidInputError unless both are whole and 0 <= numerator <= denominator
 */
export function wilson(numerator: number, denominator: number): Proportion {
  for (const [place, count, most] of [
    ['denominator', denominator, Number.MAX_SAFE_INTEGER],
    ['numerator', numerator, denominator],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 0 || count > most) {
      throw new InvalidInputError('invalid-count', place, `${count} is not a whole number from 0 to ${most}`);
    }
  }
  if (denominator === 0) return { numerator, denominator, proportion: null, lower: null, upper: null };
  const proportion = numerator / denominator;
  const z2 = Z_95 * Z_95;
  const centre = 2 * numerator + z2;
  const reach = Z_95 * Math.sqrt(z2 + 4 * numerator * (1 - proportion));
  const width = 2 * (denominator + z2);
  return {
    numerator,
    denominator,
    proportion,
    lower: numerator === 0 ? 0 : (centre - reach) / width,
    upper: numerator === denominator ? 1 : (centre + reach) / width,
  };
}
