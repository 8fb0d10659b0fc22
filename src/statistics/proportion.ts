import { betaQuantile } from './distributions.js';
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
  return estimate(numerator, denominator, (proportion, side) => {
    const z2 = Z_95 * Z_95;
    const reach = Z_95 * Math.sqrt(z2 + 4 * numerator * (1 - proportion));
    return (2 * numerator + z2 + side * reach) / (2 * (denominator + z2));
  });
}

/**
 * A proportion with Clopper and Pearson's exact 95% limits: R's `binom.test(x, n)`. They cover at least 95%, mostly more.
 * The limit is exactly 0 where nobody counts and exactly 1 where everybody does.
 * Source: Clopper & Pearson, Biometrika 1934;26:404-13.
 * @throws InvalidInputError unless both are whole and 0 <= numerator <= denominator
 */
export function clopperPearson(numerator: number, denominator: number): Proportion {
  return estimate(numerator, denominator, (_proportion, side) =>
    side < 0
      ? betaQuantile(0.025, numerator, denominator - numerator + 1)
      : betaQuantile(0.975, numerator + 1, denominator - numerator),
  );
}

/** @throws InvalidInputError unless both are whole and 0 <= numerator <= denominator */
export function checkCounts(numerator: number, denominator: number, of = ''): void {
  for (const [place, count, most] of [
    ['denominator', denominator, Number.MAX_SAFE_INTEGER],
    ['numerator', numerator, denominator],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 0 || count > most) {
      throw new InvalidInputError('invalid-count', of + place, `${count} is not a whole number from 0 to ${most}`);
    }
  }
}

function estimate(
  numerator: number,
  denominator: number,
  limit: (proportion: number, side: -1 | 1) => number,
): Proportion {
  checkCounts(numerator, denominator);
  if (denominator === 0) return { numerator, denominator, proportion: null, lower: null, upper: null };
  const proportion = numerator / denominator;
  return {
    numerator,
    denominator,
    proportion,
    lower: numerator === 0 ? 0 : limit(proportion, -1),
    upper: numerator === denominator ? 1 : limit(proportion, 1),
  };
}
