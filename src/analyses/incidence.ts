import type { Because, ConversionOrProgression } from '../outcomes/index.js';
import { aalenJohansen, incidenceAt, type CauseStep, type IncidenceStep, type Limits } from '../statistics/index.js';
import type { Analysis, ResultOf } from './analysis.js';
import { incidenceText } from './incidence-text.js';
import { nobodyIn } from './survival-estimate.js';
import { LIMITS_PARAMETER, timeOf, type SurvivalRow } from './survival.js';

/** The incidences from one day up to the next: with the event-free they add up to 1. */
export interface ConversionStep extends Omit<IncidenceStep, 'causes'> {
  readonly conversion: CauseStep;
  /** Before a conversion. */
  readonly progressionOrDeath: CauseStep;
}

/** On a day that was asked for. */
export interface ConversionAt extends Omit<ConversionStep, 'censored'> {
  /** True past the last observation: nobody is at risk any more. */
  readonly carried: boolean;
}

export interface IncidenceGroup {
  readonly n: number;
  /** By what came first. */
  readonly converted: number;
  readonly progressed: number;
  readonly died: number;
  readonly censored: number;
  /** Of those who progressed first, how many were converted later: converted for the rate, not here. */
  readonly convertedLater: number;
  readonly at: readonly ConversionAt[];
  readonly curve: readonly ConversionStep[];
  /** Why there is no curve; null when there is one. */
  readonly reason: Because | null;
}

export type IncidenceRow = SurvivalRow & Pick<ConversionOrProgression, 'cause' | 'convertedLater'>;
export type IncidenceResult = ResultOf<IncidenceRow, IncidenceGroup>;

export type IncidenceParameters = { readonly limits: Limits; readonly at: readonly number[] };

/**
 * The cumulative incidence of conversion to resection among patients unresectable or uncertain at the outset, progression
 * and death standing in its way (endpoints.md 5.4; Aalen & Johansen, Scand J Stat 1978;5:141-50). One minus Kaplan-Meier
 * with those censored would overestimate it. Groups stand beside each other: no test compares them.
 */
export const incidence: Analysis<IncidenceRow, IncidenceGroup, unknown, IncidenceParameters> = {
  name: 'incidence',
  version: 1,
  about: 'Cumulative incidence of conversion to resection, progression or death competing, by Aalen-Johansen',
  endpoints: ['conversionOrProgression'],
  parameters: {
    limits: { ...LIMITS_PARAMETER, description: 'the scale on which the limits of an incidence are symmetric' },
    at: {
      type: 'array',
      items: { type: 'integer', minimum: 0 },
      default: [182, 365, 730],
      description: 'days on which the incidences are read off the curve',
    },
  },
  limits: ({ limits }) => limits,
  patient: ({ outcomes }) => {
    const { cause, convertedLater, ...time } = outcomes.endpoints.conversionOrProgression;
    const row = timeOf(time);
    return 'excluded' in row ? row : { ...row, cause, convertedLater };
  },
  summary: ({ rows }, { parameters: { limits, at }, size }) => {
    const of = (cause: IncidenceRow['cause']): number => rows.filter((row) => row.cause === cause).length;
    const estimate = aalenJohansen(
      rows.map(({ time }) => time),
      rows.map(({ cause }) => (cause === null ? 0 : cause === 'conversion' ? 1 : 2)),
      limits,
      2,
    );
    return {
      n: rows.length,
      converted: of('conversion'),
      progressed: of('progression'),
      died: of('death'),
      censored: of(null),
      convertedLater: rows.filter(({ convertedLater }) => convertedLater).length,
      at: incidenceAt(estimate, at).map(named),
      curve: estimate.steps.map(named),
      reason: nobodyIn(rows.length, size),
    };
  },
  text: incidenceText,
};

/** The two causes by name. */
function named<Step extends { readonly causes: readonly CauseStep[] }>({ causes, ...step }: Step) {
  const [conversion, progressionOrDeath] = causes as [CauseStep, CauseStep];
  return { ...step, conversion, progressionOrDeath };
}
