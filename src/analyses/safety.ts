import { timeZeroOf } from '../outcomes/index.js';
import type { Analysis, ResultOf } from './analysis.js';
import { PROPORTION_LIMITS, type ProportionLimits } from './proportion-limits.js';
import { adverseEventTable, type AdverseEventTable } from './safety-events.js';
import { mortalityRates, type MortalityRate } from './safety-mortality.js';
import { safetyOf, type SafetyRow } from './safety-patient.js';
import { safetyText } from './safety-text.js';

export interface SafetyGroup {
  readonly n: number;
  /** By the worst grade of each term, from time zero on. */
  readonly toxicity: AdverseEventTable;
  /** By the worst grade of Clavien and Dindo. */
  readonly complications: AdverseEventTable;
  readonly mortality: {
    /** The option `mortalityDays`. */
    readonly withinDays: number;
    readonly denominatorIs: string;
    readonly rates: readonly MortalityRate[];
  };
}

export type SafetyResult = ResultOf<SafetyRow, SafetyGroup>;

/** Side effects and complications by their worst grade, and deaths after operations (endpoints.md 4.9, 4.10). */
export const safety: Analysis<SafetyRow, SafetyGroup, unknown, { readonly limits: ProportionLimits }> = {
  name: 'safety',
  version: 1,
  about: 'Worst toxicity by term, complications of operations, and mortality after them',
  endpoints: ['toxicity', 'complications', 'operativeMortality', 'surgery'],
  timeless: true,
  parameters: { limits: PROPORTION_LIMITS },
  limits: ({ limits }) => limits,
  patient: ({ outcomes }) => safetyOf(outcomes.endpoints),
  summary: ({ rows }, { question, parameters: { limits } }) => ({
    n: rows.length,
    toxicity: adverseEventTable(
      rows
        .filter(({ treated }) => treated)
        .map(({ toxicities }) =>
          toxicities.map(({ term, grade, ctcaeVersion: version }) => ({ term, severe: grade >= 3, version })),
        ),
      `patients counted from ${timeZeroOf(question)}`,
      limits,
    ),
    complications: adverseEventTable(
      rows
        .filter(({ operations, complications }) => operations.length + complications.length > 0)
        .map(({ complications }) => complications.map(({ term, major }) => ({ term, severe: major, version: null }))),
      'patients operated on, or with a complication on record',
      limits,
    ),
    mortality: {
      withinDays: question.options.mortalityDays,
      denominatorIs: 'operations whose patient died within that time, or is known to be alive at its end',
      rates: mortalityRates(rows, limits),
    },
  }),
  text: safetyText,
};
