import { daysBetween, type Outcomes } from '../outcomes/index.js';
import type { Limits, Step } from '../statistics/index.js';
import type { Analysis, Exclusion, ResultOf } from './analysis.js';
import { compareAtLandmark, type LandmarkComparison } from './landmark-comparison.js';
import { fixedTimeZero } from './refused-analysis.js';
import { compareByState, type StateComparison } from './state-comparison.js';
import { reachedState, STATES, type State } from './surgery-state.js';
import { surgeryText } from './surgery-text.js';
import { nobodyIn, quartilesOf, type Median } from './survival-estimate.js';
import { LIMITS_PARAMETER, timeOf, type SurvivalRow } from './survival.js';

/** What happened to patients while they were in a state, or not (yet) in it. */
export interface StateSurvival {
  /** Patients who were in it at some time. */
  readonly n: number;
  readonly events: number;
  /** Added up over the patients. */
  readonly daysAtRisk: number;
  readonly median: Median;
  /** Of Simon and Makuch: the number at risk can grow. */
  readonly curve: readonly Step[];
}

export interface TimeDependentComparison extends Pick<
  StateComparison,
  'withoutTime' | 'hazardRatio' | 'tests' | 'reason'
> {
  readonly before: StateSurvival;
  readonly after: StateSurvival;
}

export interface SurgeryGroup {
  readonly n: number;
  readonly events: number;
  readonly timeDependent: TimeDependentComparison;
  readonly landmark: LandmarkComparison;
}

export interface SurgeryRow extends SurvivalRow {
  /** Day on which the state was reached, from time zero; null: never. On or after the end of the time it is not seen. */
  readonly since: number | null;
}

export type SurgeryResult = ResultOf<SurgeryRow, SurgeryGroup>;

export type SurgeryParameters = {
  readonly by: State;
  readonly endpoint: 'os' | 'pfs';
  readonly landmark: number;
  readonly limits: Limits;
};

/**
 * Survival of those resected, converted or responding against the others, without immortal time (endpoints.md 8.3): once
 * with the state as it changes (start-stop Cox regression, curves of Simon & Makuch), once from a landmark fixed in
 * advance. Both describe: who is operated on differs in more than the operation.
 */
export const surgery: Analysis<SurgeryRow, SurgeryGroup, unknown, SurgeryParameters> = {
  name: 'surgery',
  version: 2,
  about: 'Survival by resection, conversion or response, without immortal time: time-dependent, and from a landmark',
  endpoints: ['os', 'pfs', 'surgery', 'conversion', 'bestResponse', 'responses'],
  parameters: {
    by: { type: 'string', enum: STATES, default: 'resection', description: 'the state that patients come into' },
    endpoint: { type: 'string', enum: ['os', 'pfs'], default: 'os', description: 'the time that is compared' },
    landmark: {
      type: 'integer',
      minimum: 1,
      default: 180,
      description: 'the day of the landmark, fixed before the data are looked at',
    },
    limits: LIMITS_PARAMETER,
  },
  timeZero: (question, { endpoint }) => (endpoint === 'os' ? question.timeZero : fixedTimeZero(question)),
  limits: ({ limits }) => limits,
  patient: ({ outcomes }, { parameters }) => patientOf(outcomes, parameters),
  summary: ({ rows }, { parameters: { landmark, limits }, size }) => ({
    n: rows.length,
    events: rows.filter(({ status }) => status === 'event').length,
    timeDependent: timeDependent(rows, limits, size),
    landmark: compareAtLandmark(rows, landmark, limits),
  }),
  text: surgeryText,
};

function patientOf({ endpoints }: Outcomes, { by, endpoint }: SurgeryParameters): SurgeryRow | Exclusion {
  const end = endpoints[endpoint];
  const row = timeOf(end);
  if ('excluded' in row) return row;
  const state = reachedState(by, endpoints);
  if ('excluded' in state) return state;
  return {
    ...row,
    since: state.date === null || end.start === null ? null : daysBetween(end.start, state.date),
    imputed: row.imputed || state.imputed,
    evidence: [...new Set([...row.evidence, ...state.evidence])],
  };
}

function timeDependent(rows: readonly SurgeryRow[], limits: Limits, size: number): TimeDependentComparison {
  const { curves, withoutTime, hazardRatio, tests, reason } = compareByState(rows, limits);
  const nobody = nobodyIn(rows.length, size);
  const days = (of: (row: { time: number; since: number }) => number): number =>
    rows.reduce((sum, { time, since }) => sum + of({ time, since: Math.max(0, Math.min(since ?? time, time)) }), 0);
  const survival = ({ n, events, steps }: StateComparison['curves']['before'], daysAtRisk: number): StateSurvival => {
    const { median } = quartilesOf(steps, nobody ?? (n === 0 ? NEVER_REACHED : null));
    return { n, events, daysAtRisk, median, curve: steps };
  };
  return {
    withoutTime,
    before: survival(
      curves.before,
      days(({ since }) => since),
    ),
    after: survival(
      curves.after,
      days(({ time, since }) => time - since),
    ),
    hazardRatio,
    tests,
    reason: reason?.code === ONE_STATE.code ? ONE_STATE : reason,
  };
}

/** Cox regression has it of a covariate; here it is the state. */
const ONE_STATE = {
  code: 'constant-covariate',
  text: 'On each day of an event everybody at risk was in the same state.',
};

const NEVER_REACHED = { code: 'nobody-in-state', text: 'Nobody was in this state while at risk.' };
