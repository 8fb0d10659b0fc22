import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cox, type CoxRows, TIES } from '../../src/statistics/index.js';

interface Fit {
  readonly beta: readonly number[];
  readonly standardError: readonly number[];
  readonly hazardRatio: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly p: readonly number[];
  readonly logLikelihood: readonly [number, number];
  readonly tests: readonly [number, number, number];
  readonly testsP: readonly [number, number, number];
}
interface Case extends Readonly<Record<(typeof TIES)[number], Fit>> {
  readonly name: string;
  readonly times: readonly number[];
  readonly statuses: readonly number[];
  readonly starts: readonly number[] | null;
  readonly strata: readonly string[] | null;
  readonly names: readonly string[];
  readonly values: readonly (readonly number[])[];
}
const reference = JSON.parse(readFileSync('test/reference/cox.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly Case[];
};

const rowsOf = ({ times, statuses, starts, strata, names, values }: Case): CoxRows => ({
  times,
  statuses,
  ...(starts && { starts }),
  ...(strata && { strata }),
  covariates: names.map((name, index) => ({ name, values: values[index] ?? [] })),
});

/** Relative to the larger of the value and 1e-3, so that a coefficient near 0 is held, too. */
function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-8): void {
  expect(actual.length).toBe(expected.length);
  const apart = actual.map((value, index) => {
    const other = expected[index] ?? NaN;
    return Math.abs(value - other) / Math.max(1e-3, Math.abs(other));
  });
  expect(Math.max(...apart)).toBeLessThan(tolerance);
}

describe(`Cox regression beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases.flatMap((given) => TIES.map((ties) => ({ name: given.name, ties, given }))))(
    '$name, ties by $ties: coefficients, limits, tests and log likelihoods are those of R',
    ({ ties, given }) => {
      const found = cox({ ...rowsOf(given), ties });
      const expected = given[ties];
      expect(found.reason).toBeNull();
      const coefficients = found.coefficients ?? [];
      expect(coefficients.map(({ name }) => name)).toEqual(given.names);
      for (const column of ['beta', 'standardError', 'hazardRatio', 'lower', 'upper'] as const) {
        expectClose(
          coefficients.map((coefficient) => coefficient[column]),
          expected[column],
        );
      }
      // A p of 1e-10 takes ten times the relative error of its z.
      expectClose(
        coefficients.map(({ p }) => Math.log(p)),
        expected.p.map(Math.log),
      );
      expectClose(
        [found.logLikelihood?.null ?? NaN, found.logLikelihood?.fitted ?? NaN],
        expected.logLikelihood,
        1e-12,
      );
      const { likelihoodRatio, wald, score } = found.tests ?? {};
      expectClose([likelihoodRatio?.chiSquare ?? NaN, wald?.chiSquare ?? NaN, score?.chiSquare ?? NaN], expected.tests);
      expectClose([likelihoodRatio?.p ?? NaN, wald?.p ?? NaN, score?.p ?? NaN], expected.testsP);
      expect(likelihoodRatio?.df).toBe(given.names.length);
    },
  );
});

const rows = (
  patients: readonly (readonly [number, number, ...number[]])[],
  names: readonly string[] = ['x', 'y', 'z'].slice(0, (patients[0]?.length ?? 3) - 2),
): CoxRows => ({
  times: patients.map(([time]) => time),
  statuses: patients.map(([, status]) => status),
  covariates: names.map((name, index) => ({ name, values: patients.map((patient) => patient[2 + index] ?? NaN) })),
});

describe('Cox regression by hand', () => {
  it('three patients, the treated dies second: the hazard ratio is the square root of 2', () => {
    // L = 1/(2 + h) * h/(1 + h), for h the hazard ratio of the treated: its derivative is 0 where h^2 = 2.
    const { coefficients } = cox(
      rows([
        [1, 1, 0],
        [2, 1, 1],
        [3, 1, 0],
      ]),
    );
    expect(coefficients?.[0]?.hazardRatio).toBeCloseTo(Math.SQRT2, 12);
    // -d2 log L / d beta2 = 2h/(2 + h)^2 + h/(1 + h)^2 at h = sqrt 2.
    const h = Math.SQRT2;
    expect(coefficients?.[0]?.standardError).toBeCloseTo(1 / Math.sqrt((2 * h) / (2 + h) ** 2 + h / (1 + h) ** 2), 12);
  });

  it('a patient gone before the first event, or come and gone between two, changes nothing', () => {
    const patients = [
      [5, 1, 0],
      [8, 1, 1],
      [9, 1, 0],
      [9, 0, 1],
    ] as const;
    const { n, ...fit } = cox({ ...rows(patients), starts: [0, 0, 1, 2] });
    const more = cox({
      ...rows([[2, 0, 1e9], ...patients, [7, 0, -1e9]]),
      starts: [0, 0, 0, 1, 2, 5],
    });
    expect(more).toEqual({ n: n + 2, ...fit });
  });

  it('a patient in two stretches is the patient in one', () => {
    const whole = cox(
      rows([
        [4, 1, 3],
        [6, 1, 5],
        [7, 0, 1],
        [9, 1, 2],
      ]),
    );
    const split = cox({
      ...rows([
        [4, 1, 3],
        [5, 0, 5],
        [6, 1, 5],
        [7, 0, 1],
        [6, 0, 2],
        [9, 1, 2],
      ]),
      starts: [0, 0, 5, 0, 0, 6],
    });
    expect(split.coefficients?.[0]?.beta).toBeCloseTo(whole.coefficients?.[0]?.beta ?? NaN, 10);
  });

  it('patients who come after the others have gone are a stratum of their own, however high their hazard', () => {
    // The log hazard ratio is -0.09 and exp(0.09 x 400) 7e15: were what the later ones weigh only added and taken off again,
    // it would drown the earlier ones.
    const era = [
      [2, 1, 3],
      [3, 1, 0],
      [4, 0, 5],
      [5, 1, 4],
      [7, 1, 1],
      [9, 0, 2],
    ] as const;
    const later = era.map(([time, status, x]) => [time + 10, status, x - 400] as const);
    const both = rows([...era, ...later]);
    const late = cox({ ...both, starts: [...era.map(() => 0), ...later.map(() => 10)] });
    const apart = cox({ ...both, strata: [...era.map(() => 'early'), ...later.map(() => 'late')] });
    expect(late.coefficients?.[0]?.beta).toBeCloseTo(apart.coefficients?.[0]?.beta ?? NaN, 10);
    expect(late.coefficients?.[0]?.standardError).toBeCloseTo(apart.coefficients?.[0]?.standardError ?? NaN, 10);
    expect(late.logLikelihood?.fitted).toBeCloseTo(apart.logLikelihood?.fitted ?? NaN, 10);
  });
});

describe('Cox regression that has no estimate says why', () => {
  const reasonOf = (input: CoxRows): string | undefined => {
    const { coefficients, tests, logLikelihood, reason } = cox(input);
    expect([coefficients, tests, logLikelihood]).toEqual([null, null, null]);
    expect(reason?.text).not.toMatch(/NaN|Infinity|undefined/u);
    return `${reason?.code}: ${reason?.text}`;
  };
  // Everybody with an event had no resection: the log hazard ratio of resection has no lower bound.
  const separated = [
    [3, 1, 0, 61],
    [5, 1, 0, 48],
    [6, 0, 1, 70],
    [8, 1, 0, 66],
    [9, 0, 1, 59],
    [12, 0, 0, 53],
  ] as const;

  it('nobody', () => {
    expect(reasonOf({ times: [], statuses: [], covariates: [{ name: 'x', values: [] }] })).toMatch(/^empty-cohort/u);
  });

  it('nobody with an event', () => {
    expect(
      reasonOf(
        rows([
          [3, 0, 1],
          [4, 0, 2],
        ]),
      ),
    ).toMatch(/^no-events/u);
  });

  it.each([
    ['one patient', rows([[3, 1, 1]])],
    [
      'a covariate that is the same in all at risk when an event happens',
      rows([
        [2, 0, 5],
        [3, 1, 1],
        [4, 1, 1],
      ]),
    ],
    [
      'a covariate that is the same in all of a stratum',
      {
        ...rows([
          [3, 1, 1],
          [4, 1, 1],
          [3, 1, 0],
          [7, 0, 0],
        ]),
        strata: ['a', 'a', 'b', 'b'],
      },
    ],
    [
      'a covariate that is the same in all of a day, and another the next day',
      {
        ...rows([
          [2, 1, 0.1],
          [2, 0, 0.1],
          [4, 1, 0.7],
          [4, 0, 0.7],
        ]),
        starts: [0, 0, 2, 2],
      },
    ],
  ])('%s: constant, named', (_what, input) => {
    expect(reasonOf(input)).toMatch(/^constant-covariate: x:/u);
  });

  it('a covariate that others make up: the one and the others are named, the innocent is not', () => {
    const patients = [1, 5, 2, 8, 3, 9, 4].map((value, day): [number, number, ...number[]] => {
      const other = (day * day) % 5;
      return [day + 1, 1, value, other, (day * 3) % 7, 0.1 * value + 0.2 * other];
    });
    expect(reasonOf(rows(patients, ['age', 'nodes', 'size', 'index']))).toMatch(
      /^collinear-covariates: index is a linear combination of age, nodes in/u,
    );
  });

  it.each(TIES)('all events on one side of a covariate (%s): separation, and which', (ties) => {
    expect(reasonOf({ ...rows(separated, ['resected', 'age']), ties })).toMatch(/^separation: resected: .*resected -/u);
  });

  it('separation among late entries, and in a rare group among many', () => {
    const starts = separated.map((_, index) => (index === 3 ? 1 : 0));
    expect(reasonOf({ ...rows(separated, ['resected', 'age']), starts })).toMatch(/^separation: resected:/u);
    const many = Array.from({ length: 5000 }, (_, index): [number, number, number] => [
      1 + ((index * 37) % 900),
      index > 0 && index % 3 === 0 ? 1 : 0,
      index < 1 ? 1 : 0,
    ]);
    many[0] = [950, 0, 1];
    expect(reasonOf(rows(many))).toMatch(/^separation: x:/u);
  });

  it('stopped short: not converged, with the last step and the log likelihoods', () => {
    const lung = reference.cases[0];
    if (!lung) throw new Error('no case');
    expect(reasonOf({ ...rowsOf(lung), maxIterations: 1 })).toMatch(
      /^not-converged: after 1 iterations .* from -\d+\.\d+ to -\d+\.\d+ .* age -?\d\.\d\de[+-]\d+, sex/u,
    );
  });

  it('a unit so large that the hazard ratio is beyond any number', () => {
    const patients = [
      [1, 1, 0],
      [2, 1, 1],
      [3, 1, 0],
    ] as const;
    expect(reasonOf(rows(patients.map(([time, status, x]) => [time, status, x / 1e6])))).toMatch(
      /^hazard-ratio-out-of-range: x:/u,
    );
  });
});

describe('Cox regression refuses what it cannot take', () => {
  const fine = rows([
    [3, 1, 1],
    [4, 1, 0],
    [6, 0, 1],
  ]);
  it.each([
    ['fewer statuses than times', { statuses: [1] }, 'mismatched-lengths', 'statuses'],
    ['a negative time', { times: [3, -4, 6] }, 'invalid-time', 'times[1]'],
    ['a status of 2', { statuses: [1, 2, 0] }, 'invalid-status', 'statuses[1]'],
    ['a start on the day of the end', { starts: [0, 4, 0] }, 'invalid-start', 'starts[1]'],
    ['fewer starts than times', { starts: [0] }, 'mismatched-lengths', 'starts'],
    ['fewer strata than times', { strata: ['a'] }, 'mismatched-lengths', 'strata'],
    ['no covariate', { covariates: [] }, 'invalid-covariate', 'covariates'],
    [
      'fewer values than times',
      { covariates: [{ name: 'x', values: [1] }] },
      'mismatched-lengths',
      'covariates[0].values',
    ],
    [
      'a missing value',
      { covariates: [{ name: 'x', values: [1, NaN, 2] }] },
      'invalid-covariate',
      'covariates[0].values[1]',
    ],
    [
      'two of one name',
      { covariates: [...fine.covariates, ...fine.covariates] },
      'invalid-covariate',
      'covariates[1].name',
    ],
  ] as const)('%s', (_what, wrong, code, place) => {
    expect(() => cox({ ...fine, ...wrong })).toThrow(expect.objectContaining({ code, place }));
  });
});

describe('Cox regression of any patients', () => {
  const patient = fc.record({
    start: fc.nat({ max: 8 }),
    length: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom(0, 1),
    x: fc.constantFrom(0, -0, 1),
    y: fc.double({ min: -3, max: 3, noNaN: true }),
    stratum: fc.constantFrom('north', 'south'),
  });
  type Patient = typeof patient extends fc.Arbitrary<infer P> ? P : never;
  const fit = (patients: readonly Patient[], late: boolean) =>
    cox({
      times: patients.map(({ start, length }) => start + length),
      statuses: patients.map(({ status }) => status),
      ...(late && { starts: patients.map(({ start }) => start) }),
      strata: patients.map(({ stratum }) => stratum),
      covariates: [
        { name: 'x', values: patients.map(({ x }) => x) },
        { name: 'y', values: patients.map(({ y }) => y) },
      ],
    });

  it('the order in which patients are given changes no bit', () => {
    const shuffled = fc
      .array(patient, { maxLength: 60 })
      .chain((patients) =>
        fc.tuple(fc.constant(patients), fc.shuffledSubarray(patients, { minLength: patients.length })),
      );
    fc.assert(
      fc.property(shuffled, fc.boolean(), ([patients, again], late) => {
        expect(fit(again, late)).toStrictEqual(fit(patients, late));
      }),
    );
  });

  it('at the estimate no other coefficients are more likely, and every number is finite', () => {
    fc.assert(
      fc.property(fc.array(patient, { minLength: 20, maxLength: 60 }), fc.boolean(), (patients, late) => {
        const { coefficients, logLikelihood, tests, reason } = fit(patients, late);
        expect(coefficients === null).toBe(reason !== null);
        expect(reason?.code).not.toBe('not-converged');
        if (!coefficients) return;
        expect(logLikelihood?.fitted).toBeGreaterThanOrEqual((logLikelihood?.null ?? 0) - 1e-9);
        const numbers = [...coefficients, ...Object.values(tests ?? {})].flatMap((each) => Object.values(each));
        expect(numbers.every((value) => typeof value === 'string' || Number.isFinite(value))).toBe(true);
      }),
    );
  });
});
