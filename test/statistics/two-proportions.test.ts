import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fisherExact, newcombeDifference } from '../../src/statistics/index.js';

type Pair = readonly [number, number, number, number, number, number, number];
const reference = JSON.parse(readFileSync('test/reference/proportions.json', 'utf8')) as {
  readonly R: string;
  readonly pairs: readonly Pair[];
};
const group = (numerator: number, denominator: number) => ({ numerator, denominator });
const compared = <Result>(compare: (first: ReturnType<typeof group>, second: ReturnType<typeof group>) => Result) =>
  reference.pairs.map(([x1, n1, x2, n2]) => compare(group(x1, n1), group(x2, n2)));

describe(`two proportions beside ${reference.R}`, () => {
  it('the limits of the difference are those made of prop.test, for all groups of up to 6 patients and larger ones', () => {
    const apart = compared(newcombeDifference).map(({ difference, lower, upper }, index) => {
      const [x1, n1, x2, n2, low, high] = reference.pairs[index]!;
      expect(difference).toBe(x1 / n1 - x2 / n2);
      return Math.max(Math.abs((lower ?? NaN) - low), Math.abs((upper ?? NaN) - high));
    });
    expect(Math.max(...apart)).toBeLessThan(1e-14);
  });

  it("Fisher's p is that of fisher.test, for the same groups, down to 1e-142", () => {
    const apart = compared(fisherExact).map(({ p }, index) => Math.abs((p ?? NaN) / reference.pairs[index]![6] - 1));
    expect(Math.max(...apart)).toBeLessThan(1e-10);
  });
});

describe('two proportions by paper and by hand', () => {
  // Newcombe, Stat Med 1998;17:873-90, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("%i of %i less %i of %i: Newcombe's own limits", (x1, n1, x2, n2, lower, upper) => {
    const found = newcombeDifference(group(x1, n1), group(x2, n2));
    expect(found.lower).toBeCloseTo(lower, 4);
    expect(found.upper).toBeCloseTo(upper, 4);
  });

  it('3 of 4 against 1 of 4: (16 + 1 + 16 + 1) of the 70 tables are no more likely than the one seen', () => {
    expect(fisherExact(group(3, 4), group(1, 4)).p).toBeCloseTo(34 / 70, 14);
  });

  it('so unlikely that no double holds it: 0, not an error', () => {
    expect(fisherExact(group(3000, 3000), group(0, 3000)).p).toBe(0);
  });

  it('groups of 400 million are compared at once', () => {
    expect(fisherExact(group(1e8, 4e8), group(1e8, 4e8)).p).toBe(1);
  });

  it('a group without patients is compared with nothing', () => {
    const reason = { code: 'empty-group', text: 'One of the groups has no patient.' };
    expect(fisherExact(group(0, 0), group(1, 3))).toEqual({ p: null, reason });
    expect(newcombeDifference(group(1, 3), group(0, 0))).toEqual({
      difference: null,
      lower: null,
      upper: null,
      reason,
    });
  });

  it.each([fisherExact, newcombeDifference])(
    '$name: more that count than there are is refused at its place',
    (compare) => {
      const act = () => compare(group(1, 3), group(4, 3));
      expect(act).toThrow(expect.objectContaining({ code: 'invalid-count', place: 'second.numerator' }));
    },
  );
});
