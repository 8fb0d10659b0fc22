import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clopperPearson, wilson } from '../../src/statistics/index.js';

type Limits = readonly [number, number, number, number, number, number];
const reference = JSON.parse(readFileSync('test/reference/proportions.json', 'utf8')) as {
  readonly R: string;
  readonly limits: readonly Limits[];
};

describe(`the limits of a proportion beside ${reference.R}`, () => {
  it.each(reference.limits)(
    '%i of %i: Wilson as prop.test, Clopper-Pearson as binom.test',
    (x, n, low, high, exactLow, exactHigh) => {
      const limits = [wilson(x, n), clopperPearson(x, n)].flatMap(({ lower, upper }) => [lower, upper]);
      const expected = [low, high, exactLow, exactHigh];
      const apart = limits.map((limit, index) => Math.abs((limit ?? NaN) - expected[index]!));
      expect(Math.max(...apart)).toBeLessThan(1e-13);
    },
  );

  it('the exact limits are 0 where nobody counts, 1 where everybody does, and null of no patients', () => {
    expect(clopperPearson(0, 7).lower).toBe(0);
    expect(clopperPearson(7, 7).upper).toBe(1);
    expect(clopperPearson(0, 0)).toMatchObject({ proportion: null, lower: null, upper: null });
  });

  it('half a patient is refused', () => {
    expect(() => clopperPearson(0.5, 2)).toThrow(
      expect.objectContaining({ code: 'invalid-count', place: 'numerator' }),
    );
  });
});

describe('the proportion of patients with Wilson limits', () => {
  // R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int
  it.each([
    ['5 of 18 brought to resection', 5, 18, 0.12499753379553999, 0.50872656560297436],
    ['15 of 60 resected R0', 15, 60, 0.15776522530056675, 0.37232070077047807],
    ['none of 10', 0, 10, 0, 0.27753279986288915],
    ['all of 10', 10, 10, 0.72246720013711085, 1],
    ['the only patient', 1, 1, 0.2065493143772375, 1],
  ])('%s: the limits are those of R', (_who, numerator, denominator, lower, upper) => {
    const found = wilson(numerator, denominator);
    expect(found.proportion).toBe(numerator / denominator);
    expect(found.lower).toBeCloseTo(lower, 14);
    expect(found.upper).toBeCloseTo(upper, 14);
  });

  it('nobody of 10 has a lower limit of exactly 0, everybody an upper limit of exactly 1', () => {
    expect(wilson(0, 7).lower).toBe(0);
    expect(wilson(7, 7).upper).toBe(1);
  });

  it('of no patients there is no proportion', () => {
    expect(wilson(0, 0)).toEqual({ numerator: 0, denominator: 0, proportion: null, lower: null, upper: null });
  });

  it.each([
    [3, 2, 'numerator'],
    [-1, 2, 'numerator'],
    [0.5, 2, 'numerator'],
    [0, -1, 'denominator'],
  ])('%p of %p is refused', (numerator, denominator, place) => {
    expect(() => wilson(numerator, denominator)).toThrow(expect.objectContaining({ code: 'invalid-count', place }));
  });
});
