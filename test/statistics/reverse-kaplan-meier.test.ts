import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { reverseKaplanMeier } from '../../src/statistics/index.js';

type Column = readonly (number | null)[];
const reference = JSON.parse(readFileSync('test/reference/reverse-kaplan-meier.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly (Readonly<
    Record<'time' | 'censorings' | 'survival' | 'lower' | 'upper' | 'median', Column>
  > & {
    readonly name: string;
    readonly times: readonly number[];
    readonly statuses: readonly number[];
  })[];
};

/** Equal to 1e-10, a null only to a null. */
function expectClose(actual: Column, expected: Column): void {
  expect(actual.map((value) => value === null)).toEqual(expected.map((value) => value === null));
  const apart = actual.map((value, index) => Math.abs((value ?? 0) - (expected[index] ?? 0)));
  expect(Math.max(0, ...apart)).toBeLessThan(1e-10);
}

describe(`follow-up beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$name: the curve of follow-up and its median are those of R', (given) => {
    const { steps, events, median } = reverseKaplanMeier(given.times, given.statuses);
    expect(steps.map((step) => step.time)).toEqual(given.time);
    expect(steps.map((step) => step.events)).toEqual(given.censorings);
    expect(events).toBe(given.statuses.filter((status) => status === 0).length);
    for (const column of ['survival', 'lower', 'upper'] as const) {
      expectClose(
        steps.map((step) => step[column]),
        given[column],
      );
    }
    expectClose([median.time, median.lower, median.upper], given.median);
  });

  it('a death ends the observation without being its end: followed to 5 and 10, dead at 7, the median is 10', () => {
    // At risk 3, 2, 1: the curve falls to 2/3 at 5, stays at 7 and is 0 at 10.
    const { steps, median } = reverseKaplanMeier([10, 7, 5], [0, 1, 0]);
    expect(steps.map(({ survival }) => survival)).toEqual([2 / 3, 2 / 3, 0]);
    expect(median.time).toBe(10);
  });

  it('nobody has no follow-up', () => {
    expect(reverseKaplanMeier([], [])).toMatchObject({ n: 0, steps: [], median: { time: null } });
  });

  it('a status that is neither 0 nor 1 is named as it was given', () => {
    expect(() => reverseKaplanMeier([3], [2])).toThrow('statuses[0]: 2 is neither');
  });
});
