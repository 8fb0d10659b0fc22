import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { kaplanMeier, rmst, rmstDifference } from '../../src/statistics/index.js';

interface Group {
  readonly times: readonly number[];
  readonly statuses: readonly number[];
}
interface Case {
  readonly name: string;
  readonly first: Group;
  readonly second: Group;
  readonly taus: readonly {
    readonly tau: number;
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly difference: readonly number[];
  }[];
}
const reference = JSON.parse(readFileSync('test/reference/rmst.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly Case[];
};

const restricted = ({ times, statuses }: Group, tau: number) => rmst(kaplanMeier(times, statuses).steps, tau);

function expectClose(actual: readonly (number | null)[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((actual[index] ?? NaN) - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-11);
  }
}

describe(`restricted mean survival beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(
    reference.cases.flatMap(({ taus, ...groups }) => taus.map((expected) => ({ ...groups, ...expected, groups }))),
  )(
    '$name up to day $tau: the means, their errors and their difference are those of R',
    ({ tau, first, second, difference, groups }) => {
      const [a, b] = [restricted(groups.first, tau), restricted(groups.second, tau)];
      expectClose([a.mean, a.standardError], first);
      expectClose([b.mean, b.standardError], second);
      const found = rmstDifference(a, b);
      expectClose([found.difference, found.standardError, found.lower, found.upper, found.z, found.p], difference);
      expect(found.reason).toBeNull();
      expect(a.carried).toBe(tau > Math.max(...groups.first.times));
    },
  );
});

describe('restricted mean survival by hand', () => {
  // Deaths on days 2 and 6 of four, one lost on day 4, one on day 9: survival 3/4 from day 2, 3/8 from day 6.
  const steps = kaplanMeier([2, 4, 6, 9], [1, 0, 1, 0]).steps;

  it('four patients up to day 8: 2 days at 1, 4 at 3/4, 2 at 3/8', () => {
    const found = rmst(steps, 8);
    expect(found.mean).toBeCloseTo(2 + 4 * (3 / 4) + 2 * (3 / 8), 14);
    // From day 2 on 15/4 of area, d/(n(n - d)) = 1/12; from day 6 on 3/4, and 1/2.
    expect(found.standardError).toBeCloseTo(Math.sqrt((15 / 4) ** 2 / 12 + (3 / 4) ** 2 / 2), 14);
    expect(found).toMatchObject({ tau: 8, carried: false, reason: null });
    // The mean and 1.96 of its errors would be 8.13: no mean up to day 8 is longer than 8 days.
    expect(found.upper).toBe(8);
  });

  it('an event on the last day counts nothing; past the last patient the survival is carried, and said to be', () => {
    expect(rmst(steps, 6).mean).toBe(5);
    expect(rmst(steps, 9).carried).toBe(false);
    const past = rmst(steps, 12);
    expect(past.mean).toBeCloseTo(5 + 6 * (3 / 8), 14);
    expect(past.carried).toBe(true);
  });

  it('before the first event, and where all die at once, there is a mean but no error to state', () => {
    const reason = { code: 'no-variance' };
    expect(rmst(steps, 2)).toMatchObject({ mean: 2, standardError: 0, lower: null, upper: null, reason });
    const at = kaplanMeier([5, 5, 5], [1, 1, 1]).steps;
    expect(rmst(at, 30)).toMatchObject({ mean: 5, standardError: 0, lower: null, upper: null, carried: true, reason });
    expect(rmstDifference(rmst(at, 30), rmst(at, 30))).toMatchObject({
      difference: 0,
      standardError: 0,
      z: null,
      reason,
    });
  });

  it('nobody has no mean, and nothing differs from it', () => {
    const nobody = rmst(kaplanMeier([], []).steps, 30);
    const reason = { code: 'empty-cohort' };
    expect(nobody).toMatchObject({ mean: null, standardError: null, lower: null, upper: null, carried: true, reason });
    expect(rmstDifference(rmst(steps, 30), nobody)).toMatchObject({
      difference: null,
      standardError: null,
      p: null,
      reason,
    });
  });

  it.each([0, -3, 8.5, NaN, Infinity])('up to day %p is refused', (tau) => {
    expect(() => rmst(steps, tau)).toThrow(expect.objectContaining({ code: 'invalid-time', place: 'tau' }));
  });

  it('means up to different days are not compared', () => {
    expect(() => rmstDifference(rmst(steps, 8), rmst(steps, 9))).toThrow(
      expect.objectContaining({ code: 'mismatched-tau' }),
    );
  });
});
