import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { betaQuantile, chiSquareUpperTail, normalTwoSidedP } from '../../src/statistics/distributions.js';

type Row = readonly [number, number, number];
const reference = JSON.parse(readFileSync('test/reference/proportions.json', 'utf8')) as {
  readonly R: string;
  readonly chiSquare: readonly Row[];
  readonly normal: readonly (readonly [number, number])[];
  readonly beta: readonly (readonly [number, number, number, number])[];
};

/** The farthest apart, in parts of the value: tails are small. */
const farthest = (pairs: readonly (readonly [number, number])[]): number =>
  Math.max(...pairs.map(([actual, expected]) => Math.abs(actual - expected) / expected));

it(`the upper tail of the chi-square is that of ${reference.R}, down to 1e-306`, () => {
  expect(Math.min(...reference.chiSquare.map(([, , p]) => p))).toBeLessThan(1e-300);
  expect(farthest(reference.chiSquare.map(([x, df, p]) => [chiSquareUpperTail(x, df), p]))).toBeLessThan(1e-12);
});

it(`the two-sided p of a normal z is that of ${reference.R}, down to 1e-298, whatever its sign`, () => {
  expect(farthest(reference.normal.map(([z, p]) => [normalTwoSidedP(z), p]))).toBeLessThan(1e-12);
});

it(`the quantiles of the beta are those of ${reference.R}`, () => {
  expect(farthest(reference.beta.map(([p, a, b, x]) => [betaQuantile(p, a, b), x]))).toBeLessThan(1e-12);
});
