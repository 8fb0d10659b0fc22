import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { logRank, logRankTrend, type GroupedTimes } from '../../src/statistics/index.js';

interface Case extends Omit<GroupedTimes, 'strata'> {
  readonly name: string;
  readonly strata: readonly string[] | null;
  readonly names: readonly string[];
  readonly n: readonly number[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly variance: readonly number[];
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
  readonly trend: number;
  readonly trendP: number;
}
const reference = JSON.parse(readFileSync('test/reference/log-rank.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly Case[];
};
const patientsOf = ({ times, statuses, groups, strata }: Case): GroupedTimes => ({
  times,
  statuses,
  groups,
  strata: strata ?? undefined,
});
const scoresOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, index) => [name, index + 1]));

/** Equal to 1e-10 of the value, also where that is tiny. */
function expectClose(actual: readonly (number | null)[], expected: readonly number[]): void {
  const apart = actual.map((value, index) => Math.abs((value ?? NaN) - expected[index]!) / (expected[index]! || 1));
  expect(actual).toHaveLength(expected.length);
  expect(Math.max(0, ...apart)).toBeLessThan(1e-10);
}

describe(`the log-rank test beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$name: observed, expected, variance, chi-square and p are those of survdiff', (given) => {
    const found = logRank(patientsOf(given));
    expect(found.groups.map(({ name }) => name)).toEqual(given.names);
    expect(found.groups.map(({ n }) => n)).toEqual(given.n);
    expect(found.groups.map(({ observed }) => observed)).toEqual(given.observed);
    const [expected, variance] = [
      found.groups.map((group) => group.expected),
      found.groups.map((group) => group.variance),
    ];
    expectClose(expected, given.expected);
    expectClose(variance, given.variance);
    expect(found.df).toBe(given.df);
    expectClose([found.chiSquare, found.p], [given.chiSquare, given.p]);
  });

  it.each(reference.cases)('$name: the trend is the score test of a Cox model with exact ties', (given) => {
    const { chiSquare, df, p, z } = logRankTrend(patientsOf(given), scoresOf(given.names));
    expect(df).toBe(1);
    expectClose([chiSquare, p], [given.trend, given.trendP]);
    expectClose([(z ?? NaN) ** 2], [given.trend]);
  });
});

/** Patients of two arms by turns, the arms' times drifting apart. */
const pair = (one: string, other: string, n: number) => ({
  name: one + other,
  times: Array.from({ length: n }, (_, index) => (index % 2 === 0 ? index : 2 * index)),
  groups: Array.from({ length: n }, (_, index) => (index % 2 === 0 ? one : other)),
});

describe('the log-rank test by hand', () => {
  // Day 1: 1 event among 2 A and 2 B; day 2: 1 among 1 A and 2 B; day 3: 1 among 2 B. E(A) = 1/2 + 1/3, V = 1/4 + 2/9.
  const four = { times: [1, 2, 3, 4], statuses: [1, 1, 1, 0], groups: ['A', 'A', 'B', 'B'] };

  it('two who relapse on days 1 and 2 against relapse on day 3 and none: (2 - 5/6)² / (17/36)', () => {
    const { groups, chiSquare, df } = logRank(four);
    expectClose([groups[0]!.expected, groups[0]!.variance, chiSquare], [5 / 6, 17 / 36, 49 / 17]);
    expect(df).toBe(1);
  });

  it('z of a trend is positive where the higher score fares worse, and turns with the scores', () => {
    const worse = logRankTrend(four, { A: 3, B: 1 }).z ?? NaN;
    expectClose([worse], [Math.sqrt(49 / 17)]);
    expect(logRankTrend(four, { A: 1, B: 3 }).z).toBe(-worse);
  });

  it('names that are numbers are their own scores', () => {
    const numbered = { ...four, groups: ['10', '10', '9', '9'] };
    expect(logRankTrend(numbered).scores).toEqual([10, 9]);
    expect(logRankTrend(numbered).z).toBeGreaterThan(0);
  });

  it('pairs of arms, each in a stratum of its own: the chi-squares and the degrees of freedom of the pairs add up', () => {
    // C meets A and B through two patients alone: little of its variance, yet a degree of freedom.
    const pairs = [pair('A', 'B', 4000), pair('C', 'D', 4000), pair('B', 'C', 2)];
    const test = (some: typeof pairs) =>
      logRank({
        times: some.flatMap(({ times }) => times),
        statuses: some.flatMap(({ times }) => times.map(() => 1)),
        groups: some.flatMap(({ groups }) => groups),
        strata: some.flatMap(({ groups, name }) => groups.map(() => name)),
      });
    const each = pairs.map((one) => test([one]).chiSquare!);
    expect(test(pairs.slice(0, 2)).df).toBe(2);
    expectClose([test(pairs.slice(0, 2)).chiSquare], [each[0]! + each[1]!]);
    expect(test(pairs).df).toBe(3);
    expectClose([test(pairs).chiSquare], [each[0]! + each[1]! + each[2]!]);
  });

  it('a day on which a whole stratum dies tells nothing about its arms', () => {
    const { chiSquare } = logRank({
      times: [1, 1, 9, 9, 9],
      statuses: [1, 1, 1, 1, 0],
      groups: ['A', 'B', 'A', 'B', 'B'],
      strata: ['sick', 'sick', 'well', 'well', 'well'],
    });
    // sick: as observed as expected, no variance. well: 2 of 3 die, E(A) = 2/3, V = 2 x (1/3)(2/3)(1/2) = 2/9; (1/3)² / (2/9).
    expectClose([chiSquare], [1 / 2]);
  });
});

describe('a comparison that cannot be made', () => {
  it.each([
    ['nobody', { times: [], statuses: [], groups: [] }, 'empty-cohort'],
    ['no event', { times: [3, 4], statuses: [0, 0], groups: ['A', 'B'] }, 'no-events'],
    [
      'all have the event on one day',
      { times: [3, 3, 3], statuses: [1, 1, 1], groups: ['A', 'B', 'B'] },
      'never-comparable',
    ],
    [
      'one arm gone before the first event',
      { times: [3, 4], statuses: [0, 1], groups: ['A', 'B'] },
      'never-comparable',
    ],
    [
      'each arm in a stratum of its own',
      { times: [3, 4, 5, 6], statuses: [1, 1, 1, 1], groups: ['A', 'A', 'B', 'B'], strata: ['x', 'x', 'y', 'y'] },
      'never-comparable',
    ],
  ] as const)('%s: null with the reason', (_who, patients, code) => {
    const none = { chiSquare: null, p: null, df: null, reason: { code } };
    expect(logRank(patients)).toMatchObject(none);
    expect(logRankTrend(patients, { A: 1, B: 2 })).toMatchObject({ ...none, z: null });
  });

  const two = { times: [3, 4], statuses: [1, 0], groups: ['A', 'B'] };
  it.each([
    ['all in one arm', { ...two, groups: ['A', 'A'] }, 'one-group', 'groups'],
    ['a patient without arm', { ...two, groups: ['A', ''] }, 'invalid-group', 'groups[1]'],
    ['a patient without stratum', { ...two, strata: ['', 'x'] }, 'invalid-stratum', 'strata[0]'],
    ['fewer arms than times', { ...two, groups: ['A'] }, 'mismatched-lengths', 'groups'],
    ['fewer strata than times', { ...two, strata: ['x'] }, 'mismatched-lengths', 'strata'],
    ['a negative time', { ...two, times: [3, -4] }, 'invalid-time', 'times[1]'],
    ['a status of 2', { ...two, statuses: [2, 1] }, 'invalid-status', 'statuses[0]'],
  ] as const)('%s is refused at its place', (_what, patients, code, place) => {
    expect(() => logRank(patients)).toThrow(expect.objectContaining({ code, place }));
  });

  it.each([
    ['names without order and no scores', undefined, 'scores["A"]'],
    ['a group without score', { A: 1 }, 'scores["B"]'],
    ['a score that is no number', { A: 1, B: NaN }, 'scores["B"]'],
    ['one score for all', { A: 1, B: 1 }, 'scores'],
  ] as const)('%s: no trend, and the place is named', (_what, scores, place) => {
    expect(() => logRankTrend(two, scores)).toThrow(expect.objectContaining({ code: 'invalid-score', place }));
  });
});

it('the order in which patients are given changes no bit of a comparison', () => {
  const patient = fc.record({
    time: fc.nat({ max: 20 }),
    status: fc.constantFrom(0, 1),
    group: fc.constantFrom('1', '2', '3'),
    stratum: fc.constantFrom('x', 'y'),
  });
  const shuffled = fc
    .array(patient, { maxLength: 60 })
    .filter((patients) => new Set(patients.map(({ group }) => group)).size > 1)
    .chain((patients) =>
      fc.tuple(fc.constant(patients), fc.shuffledSubarray(patients, { minLength: patients.length })),
    );
  fc.assert(
    fc.property(shuffled, (orders) => {
      const [one, other] = orders.map((patients) => {
        const columns = {
          times: patients.map(({ time }) => time),
          statuses: patients.map(({ status }) => status),
          groups: patients.map(({ group }) => group),
          strata: patients.map(({ stratum }) => stratum),
        };
        return [logRank(columns), logRankTrend(columns)];
      });
      expect(other).toStrictEqual(one);
    }),
  );
});
