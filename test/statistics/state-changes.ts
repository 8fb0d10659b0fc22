import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { KaplanMeier } from '../../src/statistics/index.js';

type Column = readonly (number | null)[];

export interface Curve {
  readonly time: Column;
  readonly atRisk: Column;
  readonly events: Column;
  readonly censored: Column;
  readonly survival: Column;
  readonly standardError: Column;
  readonly lower: Column;
  readonly upper: Column;
  readonly median: Column;
}

interface Case {
  readonly name: string;
  readonly times: readonly number[];
  readonly statuses: readonly number[];
  readonly since: Column;
  readonly patient: readonly number[];
  readonly start: readonly number[];
  readonly stop: readonly number[];
  readonly status: readonly number[];
  readonly state: readonly number[];
  /** Coefficient of the state, its standard error and the chi-square of the score test. */
  readonly cox: readonly [number, number, number];
  readonly curves: readonly {
    readonly origin: number;
    readonly stretchesBefore: number;
    readonly eventsBefore: number;
    readonly states: readonly Curve[];
  }[];
  readonly landmarks: readonly {
    readonly at: number;
    /** By the landmark, not by then. */
    readonly n: readonly number[];
    /** Events, censorings. */
    readonly dropped: readonly [number, number];
    readonly chiSquare: number;
    readonly p: number;
    readonly groups: readonly Curve[];
  }[];
}

/** What R makes of states that change: test/reference/state-changes.R. */
export const reference = JSON.parse(readFileSync('test/reference/state-changes.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly cases: readonly Case[];
};

/** The curve of R: counts equal, the rest to 1e-10, a null only for a null. A survival of 0 or 1 has no limits (endpoints 7.3). */
export function expectCurve({ steps, median }: KaplanMeier, expected: Curve): void {
  for (const column of ['time', 'atRisk', 'events', 'censored'] as const) {
    expect(steps.map((step) => step[column])).toEqual(expected[column]);
  }
  const close = (values: Column): unknown[] =>
    values.map((value) => (value === null ? null : expect.closeTo(value, 10)));
  const ends = (values: Column): Column =>
    values.map((value, index) => ([0, 1].includes(expected.survival[index]!) ? null : value));
  expect(steps.map(({ survival }) => survival)).toEqual(close(expected.survival));
  expect(steps.map(({ standardError }) => standardError)).toEqual(close(expected.standardError));
  expect(steps.map(({ lower }) => lower)).toEqual(close(ends(expected.lower)));
  expect(steps.map(({ upper }) => upper)).toEqual(close(ends(expected.upper)));
  expect([median.time, median.lower, median.upper]).toEqual(expected.median);
}
