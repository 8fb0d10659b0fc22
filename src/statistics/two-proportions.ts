import { checkCounts, wilson, type Proportion } from './proportion.js';
import type { Reason } from './reason.js';

/** Those of a group that count, and all of it. */
export type Counts = Pick<Proportion, 'numerator' | 'denominator'>;

export interface ProportionDifference {
  /** First minus second; all three null, with the reason, where a group is empty. */
  readonly difference: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly reason: Reason | null;
}

/**
 * The difference of two independent proportions with 95% limits made of Wilson's limits of each.
 * Source: Newcombe, Stat Med 1998;17:873-90, method 10.
 * @throws InvalidInputError unless the counts are whole and 0 <= numerator <= denominator
 */
export function newcombeDifference(first: Counts, second: Counts): ProportionDifference {
  const reason = emptyGroup(first, second);
  if (reason) return { difference: null, lower: null, upper: null, reason };
  const [one, other] = [first, second].map(({ numerator, denominator }) => {
    const { proportion, lower, upper } = wilson(numerator, denominator);
    return { height: proportion!, below: proportion! - lower!, above: upper! - proportion! };
  }) as [Reach, Reach];
  const difference = one.height - other.height;
  return {
    difference,
    lower: difference - Math.hypot(one.below, other.above),
    upper: difference + Math.hypot(one.above, other.below),
    reason: null,
  };
}

/** A proportion and how far its limits lie below and above it. */
interface Reach {
  readonly height: number;
  readonly below: number;
  readonly above: number;
}

/**
 * Fisher's exact test, two-sided: the probability, at the given margins, of the tables that are no more likely than the
 * observed one, to a relative tolerance of 1e-7: R's `fisher.test`. Below 1e-300 it may be 0.
 * @returns p null, with the reason, where a group is empty
 * @throws InvalidInputError unless the counts are whole and 0 <= numerator <= denominator
 */
export function fisherExact(
  first: Counts,
  second: Counts,
): { readonly p: number | null; readonly reason: Reason | null } {
  const reason = emptyGroup(first, second);
  if (reason) return { p: null, reason };
  const counting = first.numerator + second.numerator;
  // Of the table with x + 1 in the first group against that with x.
  const ratio = (x: number): number =>
    ((first.denominator - x) * (counting - x)) / ((x + 1) * (second.denominator - counting + x + 1));

  // From the likeliest table outwards, until there is no other or it is too unlikely for a double.
  const mode = Math.floor(((first.denominator + 1) * (counting + 1)) / (first.denominator + second.denominator + 2));
  const weights = new Map([[mode, 1]]);
  for (let x = mode, weight = 1; weight > 1e-300; x += 1) weights.set(x + 1, (weight *= ratio(x)));
  for (let x = mode, weight = 1; weight > 1e-300; x -= 1) weights.set(x - 1, (weight /= ratio(x - 1)));
  const bound = (weights.get(first.numerator) ?? 0) * (1 + 1e-7);
  let [all, unlikely] = [0, 0];
  for (const weight of [...weights.values()].toSorted((a, b) => a - b)) {
    all += weight;
    if (weight <= bound) unlikely = all;
  }
  return { p: unlikely / all, reason: null };
}

function emptyGroup(first: Counts, second: Counts): Reason | null {
  checkCounts(first.numerator, first.denominator, 'first.');
  checkCounts(second.numerator, second.denominator, 'second.');
  if (first.denominator > 0 && second.denominator > 0) return null;
  return { code: 'empty-group', text: 'One of the groups has no patient.' };
}
