import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { aalenJohansen, incidenceAt, kaplanMeier, LIMITS, type CauseStep } from '../../src/statistics/index.js';

type Column = readonly (number | null)[];
type ByCause = readonly Column[];
interface Case extends Readonly<Record<(typeof LIMITS)[number], { readonly lower: ByCause; readonly upper: ByCause }>> {
  readonly name: string;
  readonly times: readonly number[];
  readonly causes: readonly number[];
  readonly time: Column;
  readonly atRisk: Column;
  readonly censored: Column;
  readonly eventFree: Column;
  readonly events: ByCause;
  readonly incidence: ByCause;
  readonly standardError: ByCause;
}

const reference = JSON.parse(readFileSync('test/reference/competing-risks.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly Case[];
};

/** Equal to 1e-10, a null only to a null. */
function expectClose(actual: ByCause, expected: ByCause): void {
  expect(actual.map((column) => column.map((value) => value === null))).toEqual(
    expected.map((column) => column.map((value) => value === null)),
  );
  const apart = actual.flatMap((column, k) =>
    column.map((value, index) => Math.abs((value ?? 0) - (expected[k]?.[index] ?? 0))),
  );
  expect(Math.max(0, ...apart)).toBeLessThan(1e-10);
}

/** R gives an incidence of 1 an error of 0, and one of 0 or 1 limits on some scales; here they have none, as a survival (endpoints 7.2, 7.3). */
const withoutEnds = (columns: ByCause, { incidence }: Case, ends: readonly number[]): ByCause =>
  columns.map((column, k) => column.map((value, index) => (ends.includes(incidence[k]?.[index] ?? 0) ? null : value)));

const estimateOf = ({ times, causes, incidence }: Case, limits?: (typeof LIMITS)[number]) =>
  aalenJohansen(times, causes, limits, incidence.length);

describe(`Aalen-Johansen beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$name: the incidences of the causes and their errors are those of R', (given) => {
    const { steps, events, censored } = estimateOf(given);
    for (const column of ['time', 'atRisk', 'censored'] as const) {
      expect(steps.map((step) => step[column])).toEqual(given[column]);
    }
    const byCause = <T>(of: (step: CauseStep) => T): T[][] =>
      given.incidence.map((_, k) => steps.map((step) => of(step.causes[k]!)));
    expect(byCause((cause) => cause.events)).toEqual(given.events);
    expect(events).toEqual(given.incidence.map((_, k) => given.causes.filter((cause) => cause === k + 1).length));
    expect(censored).toBe(given.causes.filter((cause) => cause === 0).length);
    expectClose([steps.map((step) => step.eventFree)], [given.eventFree]);
    expectClose(
      byCause((cause) => cause.incidence),
      given.incidence,
    );
    expectClose(
      byCause((cause) => cause.standardError),
      withoutEnds(given.standardError, given, [1]),
    );
  });

  it.each(reference.cases.flatMap((given) => LIMITS.map((limits) => ({ name: given.name, limits, given }))))(
    '$name: the $limits limits are those of R',
    ({ limits, given }) => {
      const { steps } = estimateOf(given, limits);
      for (const side of ['lower', 'upper'] as const) {
        expectClose(
          given.incidence.map((_, k) => steps.map((step) => step.causes[k]![side])),
          withoutEnds(given[limits][side], given, [0, 1]),
        );
      }
    },
  );
});

describe('Aalen-Johansen by hand', () => {
  it('five patients, progression at 1 and 4, death without it at 2, lost at 3 and 5', () => {
    const { steps } = aalenJohansen([1, 2, 3, 4, 5], [1, 2, 0, 1, 0]);
    // Progression: 1/5, then 3/5 x 1/2 more. Death: 4/5 x 1/4. Neither: 4/5 x 3/4 x 1/2.
    expect(steps.map(({ causes }) => causes[0]?.incidence)).toEqual([0.2, 0.2, 0.2, 0.5, 0.5].map(closeTo));
    expect(steps.map(({ causes }) => causes[1]?.incidence)).toEqual([0, 0.2, 0.2, 0.2, 0.2].map(closeTo));
    expect(steps.at(-1)?.eventFree).toBeCloseTo(0.3, 14);
    // The first error is that of a proportion: sqrt(1/5 x 4/5 / 5).
    expect(steps[0]?.causes[0]?.standardError).toBeCloseTo(Math.sqrt(0.032), 14);
  });

  it('the incidence of a day is that of the last step, 0 before the first, and carried on when nobody is left', () => {
    const found = aalenJohansen([2, 4, 6, 6], [1, 2, 1, 0]);
    const days = incidenceAt(found, [1, 2, 3, 6, 7]);
    expect(days.map(({ atRisk, eventFree, carried }) => [atRisk, eventFree, carried])).toEqual([
      [4, 1, false],
      [4, 0.75, false],
      [3, 0.75, false],
      [2, 0.25, false],
      [0, 0.25, true],
    ]);
    expect(days.map(({ causes }) => causes.map(({ incidence }) => incidence))).toEqual([
      [0, 0],
      [0.25, 0],
      [0.25, 0],
      [0.5, 0.25],
      [0.5, 0.25],
    ]);
    expect(days[0]?.causes[0]).toEqual({ events: 0, incidence: 0, standardError: 0, lower: null, upper: null });
    expect(incidenceAt(aalenJohansen([], []), [5])).toEqual([]);
  });

  it('nobody has neither steps nor causes', () => {
    expect(aalenJohansen([], [])).toEqual({ n: 0, events: [], censored: 0, limits: 'log-log', steps: [] });
  });

  it('a group in which nobody has the second cause shows it, at 0, when it is told of two', () => {
    expect(aalenJohansen([4, 9], [1, 0], 'log-log', 2).steps[1]?.causes[1]).toEqual({
      events: 0,
      incidence: 0,
      standardError: 0,
      lower: null,
      upper: null,
    });
  });

  it.each([
    ['a negative time', [3, -1], [1, 0], 'invalid-time', 'times[1]'],
    ['half a day', [3.5], [1], 'invalid-time', 'times[0]'],
    ['a negative cause', [3, 4], [1, -1], 'invalid-status', 'causes[1]'],
    ['no cause at all', [3], [NaN], 'invalid-status', 'causes[0]'],
    ['a day for a cause', [3], [1000000000], 'invalid-status', 'causes'],
    ['fewer causes than times', [3, 4], [1], 'mismatched-lengths', 'causes'],
  ] as const)('%s is refused at its place', (_what, times, causes, code, place) => {
    expect(() => aalenJohansen(times, causes)).toThrow(expect.objectContaining({ code, place }));
  });

  it('a third cause where there are two is refused', () => {
    expect(() => aalenJohansen([3, 4], [1, 3], 'log-log', 2)).toThrow(
      expect.objectContaining({ code: 'invalid-status', place: 'causes[1]' }),
    );
  });
});

const closeTo = (value: number): unknown => expect.closeTo(value, 14);

describe('Aalen-Johansen of any patients', () => {
  const patient = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 3 }));
  const patients = fc.array(patient, { maxLength: 80 });
  const estimate = (of: readonly (readonly [number, number])[]) =>
    aalenJohansen(
      of.map(([time]) => time),
      of.map(([, cause]) => cause),
      'log-log',
      3,
    );

  it('the incidences and the event-free add up to 1, and the event-free are the Kaplan-Meier of any cause', () => {
    fc.assert(
      fc.property(patients, (of) => {
        const { steps } = estimate(of);
        const anyCause = kaplanMeier(
          of.map(([time]) => time),
          of.map(([, cause]) => Math.min(cause, 1)),
        );
        expect(steps.map(({ eventFree }) => eventFree)).toEqual(anyCause.steps.map(({ survival }) => survival));
        for (const { eventFree, causes } of steps) {
          expect(causes.reduce((sum, { incidence }) => sum + incidence, eventFree)).toBeCloseTo(1, 13);
        }
      }),
    );
  });

  it('of one cause alone the incidence is what the Kaplan-Meier leaves, to the last bit, and 1 has neither error nor limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 80 }), (times) => {
        const relapse = times.map(() => 1);
        const { steps } = aalenJohansen(times, relapse);
        expect(steps.map(({ causes }) => causes[0]?.incidence)).toEqual(
          kaplanMeier(times, relapse).steps.map(({ survival }) => 1 - survival),
        );
        expect(steps.at(-1)?.causes[0]).toMatchObject({ incidence: 1, standardError: null, lower: null, upper: null });
      }),
    );
  });

  it('no incidence falls, each lies within its limits, and its error is a number', () => {
    fc.assert(
      fc.property(patients, (of) => {
        let before = [0, 0, 0];
        for (const { causes } of estimate(of).steps) {
          for (const [k, { incidence, standardError, lower, upper }] of causes.entries()) {
            expect(incidence).toBeGreaterThanOrEqual(before[k]!);
            expect(lower ?? 0).toBeLessThanOrEqual(incidence);
            expect(upper ?? 1).toBeGreaterThanOrEqual(incidence);
            expect(standardError ?? 0).toBeGreaterThanOrEqual(0);
          }
          before = causes.map(({ incidence }) => incidence);
        }
      }),
    );
  });

  it('the order in which patients are given changes no bit', () => {
    const shuffled = patients.chain((of) =>
      fc.tuple(fc.constant(of), fc.shuffledSubarray(of, { minLength: of.length })),
    );
    fc.assert(
      fc.property(shuffled, ([of, again]) => {
        expect(estimate(again)).toStrictEqual(estimate(of));
      }),
    );
  });
});
