import {
  cox,
  simonMakuch,
  stretchesOf,
  type Coefficient,
  type Cox,
  type KaplanMeier,
  type Limits,
  type Reason,
} from '../statistics/index.js';

/** A time, and the day on which the patient came into the state that is asked about (resection, response). */
export interface TimeWithState {
  /** Whole days from time zero. */
  readonly time: number;
  readonly status: 'event' | 'censored';
  /** Days from time zero; null: never. */
  readonly since: number | null;
}

export interface StateComparison {
  readonly n: number;
  /** Who came into the state before the event or censoring. */
  readonly reached: number;
  /** Whose time is 0: nobody is at risk on it. */
  readonly withoutTime: number;
  /** Of being in the state against not being in it (yet); null, with the reason, where not estimable. */
  readonly hazardRatio: Coefficient | null;
  readonly tests: Cox['tests'];
  readonly reason: Reason | null;
  /** Curves of Simon and Makuch: patients counted in the state in which they are, day by day. */
  readonly curves: { readonly before: KaplanMeier; readonly after: KaplanMeier };
}

/**
 * What a state that is reached during follow-up has to do with the hazard, without immortal time: a patient counts as
 * not in the state until the day on which he reaches it (start-stop Cox regression; Anderson, Cain & Gelber, J Clin Oncol
 * 1983;1:710-9; Simon & Makuch, Stat Med 1984;3:35-44; endpoints.md 8.3).
 */
export function compareByState(patients: readonly TimeWithState[], limits: Limits): StateComparison {
  const times = patients.map(({ time }) => time);
  const statuses = patients.map(({ status }) => (status === 'event' ? 1 : 0));
  const stretches = stretchesOf(
    times,
    statuses,
    patients.map(({ since }) => since),
  );
  const { starts, times: ends, statuses: ended, state, withoutTime } = stretches;
  const { coefficients, tests, reason } = cox({
    starts,
    times: ends,
    statuses: ended,
    covariates: [{ name: 'in the state', values: state }],
  });
  const [before, after] = simonMakuch(stretches, { limits }).states;
  return {
    n: patients.length,
    reached: state.filter((one) => one === 1).length,
    withoutTime,
    hazardRatio: coefficients?.[0] ?? null,
    tests,
    reason,
    curves: { before, after },
  };
}
