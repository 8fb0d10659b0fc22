import {
  hasWithdrawnData,
  isRegistered,
  isSynthetic,
  licencesOf,
  type SourceLicence,
  type Timeline,
} from '../timeline/index.js';
import { endpointsOf } from './derive.js';
import { endpointsBehind, fixedFact, type FixedFact } from './fixed-facts.js';
import type { Endpoints, Question } from './outcomes.js';

/** What is asked of every patient of a cohort. */
export interface RowAsked {
  readonly question: Question;
  readonly endpoints: readonly (keyof Endpoints)[];
  readonly facts: readonly FixedFact[];
}

/** One patient of a cohort, as far as was asked: little enough to be kept, or sent, for a whole population. */
export interface CohortRow {
  readonly patientId: string;
  /** An invented patient. */
  readonly synthetic: boolean;
  /** Consent to the use of the data is withdrawn. */
  readonly withdrawn: boolean;
  /** The terms on which the data may be used. */
  readonly licences: readonly SourceLicence[];
  /** Those that the record states. */
  readonly facts: Readonly<Partial<Record<FixedFact, string>>>;
  readonly endpoints: Partial<Endpoints>;
}

/** The row of a patient; null where no registration stands: then he is in no cohort. */
export function cohortRow(timeline: Timeline, { question, endpoints, facts }: RowAsked): CohortRow | null {
  if (!isRegistered(timeline)) return null;
  const known = endpointsOf(timeline, question, [...endpoints, ...endpointsBehind(facts)]);
  return {
    patientId: timeline.patientId,
    synthetic: isSynthetic(timeline),
    withdrawn: hasWithdrawnData(timeline),
    licences: licencesOf(timeline),
    facts: Object.fromEntries(
      facts.flatMap((fact) => {
        const value = fixedFact(fact, timeline, known);
        return value === null ? [] : [[fact, value]];
      }),
    ),
    endpoints: Object.fromEntries(endpoints.map((name) => [name, known[name]])),
  };
}
