import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  InvalidInputError,
  kaplanMeier,
  LIMITS,
  numbersAtRisk,
  quantile,
  survivalAt,
} from '../../src/statistics/index.js';

type Column = readonly (number | null)[];
interface Transformed {
  readonly lower: Column;
  readonly upper: Column;
  readonly median: Column;
  readonly quantiles: Column;
  readonly quantilesLower: Column;
  readonly quantilesUpper: Column;
}
interface Case extends Readonly<Record<(typeof LIMITS)[number], Transformed>> {
  readonly name: string;
  readonly times: readonly number[];
  readonly statuses: readonly number[];
  readonly time: Column;
  readonly atRisk: Column;
  readonly events: Column;
  readonly censored: Column;
  readonly survival: Column;
  readonly standardError: Column;
  readonly asked: readonly number[];
  readonly atRiskAt: Column;
  readonly survivalAt: Column;
  readonly standardErrorAt: Column;
  readonly lowerAt: Column;
  readonly upperAt: Column;
}

const reference = JSON.parse(readFileSync('test/reference/kaplan-meier.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly probabilities: readonly number[];
  readonly cases: readonly Case[];
};

/** Equal to 1e-10, a null only to a null. */
function expectClose(actual: Column, expected: Column): void {
  expect(actual.map((value) => value === null)).toEqual(expected.map((value) => value === null));
  const apart = actual.map((value, index) => Math.abs((value ?? 0) - (expected[index] ?? 0)));
  expect(Math.max(0, ...apart)).toBeLessThan(1e-10);
}

/** R gives limits of 1 to a survival of 1 (not on log-log); here a survival of 0 or 1 has none (endpoints.md 7.3). */
const withoutEnds = (limits: Column, survival: Column): Column =>
  limits.map((limit, index) => (survival[index] === 0 || survival[index] === 1 ? null : limit));

/** R's quantile() sorts by height: where the upper limit rises at the end (aml, log) it is not the first crossing that its median takes. */
const neverRises = (limits: Column): boolean => {
  const heights = limits.filter((limit) => limit !== null);
  return heights.every((height, index) => index === 0 || height <= (heights[index - 1] ?? 1));
};

describe(`Kaplan-Meier beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$name: the curve, its error and the numbers at risk are those of R', (given) => {
    const { n, events, steps } = kaplanMeier(given.times, given.statuses);
    expect(n).toBe(given.times.length);
    expect(events).toBe(given.statuses.reduce((sum, status) => sum + status, 0));
    for (const column of ['time', 'atRisk', 'events', 'censored'] as const) {
      expect(steps.map((step) => step[column])).toEqual(given[column]);
    }
    expectClose(
      steps.map((step) => step.survival),
      given.survival,
    );
    expectClose(
      steps.map((step) => step.standardError),
      given.standardError,
    );
  });

  it.each(reference.cases.flatMap((given) => LIMITS.map((limits) => ({ name: given.name, limits, given }))))(
    '$name: the $limits limits, the median and the quantiles are those of R',
    ({ limits, given }) => {
      const { steps, median } = kaplanMeier(given.times, given.statuses, limits);
      const expected = given[limits];
      expectClose(
        steps.map((step) => step.lower),
        withoutEnds(expected.lower, given.survival),
      );
      expectClose(
        steps.map((step) => step.upper),
        withoutEnds(expected.upper, given.survival),
      );
      expectClose([median.time, median.lower, median.upper], expected.median);
      const quantiles = reference.probabilities.map((p) => quantile(steps, p));
      expectClose(
        quantiles.map(({ time }) => time),
        expected.quantiles,
      );
      if (neverRises(expected.lower))
        expectClose(
          quantiles.map(({ lower }) => lower),
          expected.quantilesLower,
        );
      if (neverRises(expected.upper))
        expectClose(
          quantiles.map(({ upper }) => upper),
          expected.quantilesUpper,
        );
    },
  );

  it.each(reference.cases)(
    '$name: the survival at given times is that of R, carried on past the last patient',
    (given) => {
      const { steps } = kaplanMeier(given.times, given.statuses);
      const at = survivalAt(steps, given.asked);
      expect(numbersAtRisk(steps, given.asked)).toEqual(given.atRiskAt);
      expectClose(
        at.map((point) => point.survival),
        given.survivalAt,
      );
      expectClose(
        at.map((point) => point.standardError),
        given.standardErrorAt,
      );
      expectClose(
        at.map((point) => point.lower),
        withoutEnds(given.lowerAt, given.survivalAt),
      );
      expectClose(
        at.map((point) => point.upper),
        withoutEnds(given.upperAt, given.survivalAt),
      );
      expect(at.map((point) => point.carried)).toEqual(given.atRiskAt.map((atRisk) => atRisk === 0));
    },
  );
});

describe('Kaplan-Meier by hand', () => {
  it('five patients, relapse at 1, 3 and 4, lost at 2 and 5: 4/5, then 4/5 x 2/3, then half of that', () => {
    const { steps } = kaplanMeier([1, 2, 3, 4, 5], [1, 0, 1, 1, 0]);
    expect(steps.map((step) => [step.time, step.atRisk])).toEqual([
      [1, 5],
      [2, 4],
      [3, 3],
      [4, 2],
      [5, 1],
    ]);
    expectClose(
      steps.map((step) => step.survival),
      [4 / 5, 4 / 5, 8 / 15, 4 / 15, 4 / 15],
    );
    // Greenwood at 3: S * sqrt(1/(5*4) + 1/(3*2)) = 8/15 * sqrt(13/60).
    expectClose([steps[2]?.standardError ?? null], [(8 / 15) * Math.sqrt(13 / 60)]);
  });

  it('a patient lost on the day on which another progresses was still at risk that day', () => {
    expect(kaplanMeier([7, 7], [1, 0]).steps[0]).toMatchObject({ atRisk: 2, events: 1, censored: 1, survival: 0.5 });
  });

  it('times too far apart to count day by day give the same curve, and typed arrays the same as lists', () => {
    const { steps } = kaplanMeier([9, 2, 2, 5, 7], [1, 1, 0, 1, 0]);
    const far = kaplanMeier(Float64Array.of(9e9, 2e9, 2e9, 5e9, 7e9), Uint8Array.of(1, 1, 0, 1, 0));
    expect(far.steps).toEqual(steps.map((step) => ({ ...step, time: step.time * 1e9 })));
  });

  it('nobody: no curve, no median, no survival', () => {
    const none = kaplanMeier([], []);
    expect(none).toMatchObject({ n: 0, events: 0, steps: [], median: { time: null, lower: null, upper: null } });
    expect(survivalAt(none.steps, [0])).toMatchObject([{ survival: null, atRisk: 0, carried: true }]);
  });

  it.each([
    ['a negative time', [3, -1], [1, 0], 'invalid-time', 'times[1]'],
    ['half a day', [3.5], [1], 'invalid-time', 'times[0]'],
    ['no number', [3, NaN], [1, 1], 'invalid-time', 'times[1]'],
    ['a status of 2, as R writes death in lung', [3], [2], 'invalid-status', 'statuses[0]'],
    ['fewer statuses than times', [3, 4], [1], 'mismatched-lengths', 'statuses'],
  ] as const)('%s is refused at its place', (_what, times, statuses, code, place) => {
    const act = () => kaplanMeier(times, statuses);
    expect(act).toThrow(InvalidInputError);
    expect(act).toThrow(expect.objectContaining({ code, place }));
  });

  it.each([0, 1, -0.5, NaN])('a quantile at %p is refused', (p) => {
    expect(() => quantile([], p)).toThrow(expect.objectContaining({ code: 'invalid-probability' }));
  });
});

describe('Kaplan-Meier of any patients', () => {
  const patient = fc.tuple(fc.nat({ max: 60 }), fc.constantFrom(0, 1));
  const estimate = (patients: readonly (readonly [number, number])[], limits: (typeof LIMITS)[number]) =>
    kaplanMeier(
      patients.map(([time]) => time),
      patients.map(([, status]) => status),
      limits,
    );

  it('the survival never rises, stays within 0 and 1 and within its limits, and everybody leaves once', () => {
    fc.assert(
      fc.property(fc.array(patient, { maxLength: 80 }), fc.constantFrom(...LIMITS), (patients, limits) => {
        let [atRisk, survival] = [patients.length, 1];
        for (const step of estimate(patients, limits).steps) {
          expect(step.atRisk).toBe(atRisk);
          expect(step.survival).toBeLessThanOrEqual(survival);
          expect(step.survival).toBeGreaterThanOrEqual(0);
          expect(step.lower ?? 0).toBeLessThanOrEqual(step.survival);
          expect(step.upper ?? 1).toBeGreaterThanOrEqual(step.survival);
          atRisk -= step.events + step.censored;
          survival = step.survival;
        }
        expect(atRisk).toBe(0);
      }),
    );
  });

  it('the order in which patients are given changes no bit', () => {
    const shuffled = fc
      .array(patient, { maxLength: 80 })
      .chain((patients) =>
        fc.tuple(fc.constant(patients), fc.shuffledSubarray(patients, { minLength: patients.length })),
      );
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...LIMITS), ([patients, again], limits) => {
        expect(estimate(again, limits)).toStrictEqual(estimate(patients, limits));
      }),
    );
  });
});
