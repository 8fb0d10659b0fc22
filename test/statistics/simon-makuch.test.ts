import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cox, kaplanMeier, simonMakuch, stretchesOf } from '../../src/statistics/index.js';
import { expectCurve, reference } from './state-changes.js';

describe(`Survival by a state that changes beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$name: the time of each patient is cut as tmerge cuts it', (given) => {
    const cut = stretchesOf(given.times, given.statuses, given.since);
    expect(cut).toEqual({
      patient: given.patient,
      starts: given.start,
      times: given.stop,
      statuses: given.status,
      state: given.state,
      withoutTime: given.times.filter((time) => time === 0).length,
    });
  });

  it.each(reference.cases.flatMap((given) => given.curves.map((curves) => ({ ...given, curves, ...curves }))))(
    '$name: the curves of both states from day $origin are those of survfit',
    ({ times, statuses, since, curves }) => {
      const found = simonMakuch(stretchesOf(times, statuses, since), { origin: curves.origin });
      expect(found.before).toEqual({ stretches: curves.stretchesBefore, events: curves.eventsBefore });
      for (const [state, curve] of found.states.entries()) expectCurve(curve, curves.states[state]!);
    },
  );

  it.each(reference.cases)('$name: Cox over the same stretches is that of coxph', (given) => {
    const { state, ...cut } = stretchesOf(given.times, given.statuses, given.since);
    const { coefficients, tests } = cox({ ...cut, covariates: [{ name: 'changed', values: state }] });
    const [beta, standardError, score] = given.cox;
    expect(coefficients?.[0]?.beta).toBeCloseTo(beta, 8);
    expect(coefficients?.[0]?.standardError).toBeCloseTo(standardError, 8);
    expect(tests?.score.chiSquare).toBeCloseTo(score, 8);
  });
});

describe('Survival by a state that changes, by hand', () => {
  // Resected on day 3, dead on day 6; never resected, dead on day 4; resected on day 5, alive on day 8.
  const cut = stretchesOf([6, 4, 8], [1, 1, 0], [3, null, 5]);

  it('a patient resected on day 3 is among the unresected up to that day and among the resected from day 4 on', () => {
    expect(cut).toMatchObject({ starts: [0, 3, 0, 0, 5], times: [3, 6, 4, 5, 8], state: [0, 1, 0, 0, 1] });
    const [unresected, resected] = simonMakuch(cut).states;
    expect(unresected.steps.map(({ time, atRisk, survival }) => [time, atRisk, survival])).toEqual([
      [3, 3, 1],
      [4, 2, 0.5],
      [5, 1, 0.5],
    ]);
    // On day 6 both resected are there: one of two dies.
    expect(resected.steps.map(({ time, atRisk, survival }) => [time, atRisk, survival])).toEqual([
      [6, 2, 0.5],
      [8, 1, 0.5],
    ]);
  });

  it('the risk set of the resected grows: the one who dies first was alone, the next was not yet there', () => {
    const [, resected] = simonMakuch(stretchesOf([5, 9, 9], [1, 1, 0], [2, 6, 6])).states;
    expect(resected.steps.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [5, 1],
      [9, 2],
    ]);
    // Nobody was left on day 5: 0 for good, without an error to state.
    expect(resected.steps.map(({ survival, standardError }) => [survival, standardError])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  it('who is resected on the day of death died unresected, and who dies on day 0 has no stretch', () => {
    expect(stretchesOf([4, 0], [1, 1], [4, null])).toEqual({
      patient: [0],
      starts: [0],
      times: [4],
      statuses: [1],
      state: [0],
      withoutTime: 1,
    });
  });

  it('who was resected before time zero is among the resected from the beginning', () => {
    expect(stretchesOf([4], [1], [-30])).toMatchObject({ starts: [0], times: [4], state: [1] });
  });

  it('nobody has two empty curves', () => {
    const { states } = simonMakuch(stretchesOf([], [], []));
    expect(states.map(({ n, steps }) => [n, steps])).toEqual([
      [0, []],
      [0, []],
    ]);
  });

  it('where no state ever changes, the curve is the Kaplan-Meier', () => {
    const patients = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, 1)), { maxLength: 60 });
    fc.assert(
      fc.property(patients, (of) => {
        const [times, statuses] = [of.map(([time]) => time), of.map(([, status]) => status)];
        const never = times.map(() => null);
        expect(simonMakuch(stretchesOf(times, statuses, never)).states[0]).toEqual(kaplanMeier(times, statuses));
      }),
    );
  });

  it.each([
    [
      'a stretch that ends where it starts',
      { starts: [4], times: [4], statuses: [1], state: [0] },
      'invalid-start',
      'starts[0]',
    ],
    ['a start before time zero', { starts: [-1], times: [4], statuses: [1], state: [0] }, 'invalid-start', 'starts[0]'],
    ['a third state', { starts: [0], times: [4], statuses: [1], state: [2] }, 'invalid-state', 'state[0]'],
    ['fewer states than times', { starts: [0], times: [4], statuses: [1], state: [] }, 'mismatched-lengths', 'state'],
    ['fewer starts than times', { starts: [], times: [4], statuses: [1], state: [0] }, 'mismatched-lengths', 'starts'],
    ['a negative time', { starts: [-9], times: [-4], statuses: [1], state: [0] }, 'invalid-time', 'times[0]'],
  ] as const)('%s is refused at its place', (_what, stretches, code, place) => {
    const { starts, times, statuses, state } = stretches;
    const given = { starts: [...starts], times: [...times], statuses: [...statuses], state: [...state] };
    expect(() => simonMakuch(given)).toThrow(expect.objectContaining({ code, place }));
  });

  it('an origin of half a day and a change on half a day are refused', () => {
    expect(() => simonMakuch(cut, { origin: 0.5 })).toThrow(
      expect.objectContaining({ code: 'invalid-time', place: 'origin' }),
    );
    expect(() => stretchesOf([4, 9], [1, 0], [null, 2.5])).toThrow(
      expect.objectContaining({ code: 'invalid-since', place: 'since[1]' }),
    );
    expect(() => stretchesOf([4, 9], [1, 0], [null])).toThrow(
      expect.objectContaining({ code: 'mismatched-lengths', place: 'since' }),
    );
  });
});
