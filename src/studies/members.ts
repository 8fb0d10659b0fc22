import { RefusedAnalysisError, type CountedFrom } from '../analyses/index.js';
import { immortalTime, membership, type Plan } from '../cohorts/index.js';
import { derive, isEntry, questionOf, type Asked, type CohortEntry, type Question } from '../outcomes/index.js';
import { isRegistered, type Timeline } from '../timeline/index.js';
import { verdictOn } from './verdicts.js';

/** Who is analysed: the members of a definition, or every registered patient. */
export interface ChosenCohort {
  readonly name: string;
  /** Null: of a file that is not recorded. */
  readonly version: number | null;
  /** Null: `all`, which needs no definition. */
  readonly definition: { readonly sha256: string; readonly plan: Plan } | null;
}

export const ALL: ChosenCohort = { name: 'all', version: 1, definition: null };

/** A member of a cohort, and since when; null: of `all`, into which nobody comes. */
export interface CohortMember {
  readonly timeline: Timeline;
  readonly entry: CohortEntry | null;
}

/** The members of a cohort; a patient of whom it cannot be told is none. */
export async function* membersOf(
  batches: AsyncIterable<readonly Timeline[]>,
  { definition }: ChosenCohort,
  cutOff: string | null,
): AsyncGenerator<readonly CohortMember[]> {
  for await (const batch of batches) {
    yield batch.flatMap((timeline): readonly CohortMember[] => {
      if (!definition) return isRegistered(timeline) ? [{ timeline, entry: null }] : [];
      const entry = entryInto(definition.plan, timeline, cutOff);
      return entry ? [{ timeline, entry }] : [];
    });
  }
}

function entryInto(plan: Plan, timeline: Timeline, cutOff: string | null): CohortEntry | null {
  const outcomes = derive(timeline, questionOf({ ...plan.outcomes, cutOff }));
  if (membership(plan, timeline, outcomes, cutOff).verdict !== 'in') return null;
  const { index, landmark } = verdictOn(plan, timeline, cutOff);
  return index && { ...index, date: landmark ?? index.date };
}

/** The question as it is asked of a member. */
export const questionOfMember = (question: Question, { entry }: CohortMember): Question =>
  entry ? { ...question, entry } : question;

/**
 * The question that is asked of a cohort. Times are counted from its index date, or its landmark, unless a later time zero
 * is named (cohorts.md 5); what is no time keeps the time zero of the rule set.
 * @throws QuestionError as `questionOf`
 */
export function questionAbout({ definition }: ChosenCohort, asked: Asked, timeless: boolean): Question {
  const timeZero = asked.timeZero ?? (definition && !timeless ? entryOf(definition.plan) : undefined);
  if (!definition || timeZero === undefined || !isEntry(timeZero)) return questionOf(asked);
  return { ...questionOf({ ...asked, timeZero: 'registration' }), timeZero };
}

const entryOf = ({ landmark }: Plan): 'index' | 'landmark' => (landmark ? 'landmark' : 'index');

/**
 * Refuses times that hold immortal time.
 * @param countedFrom what the analysis counts from
 * @throws RefusedAnalysisError `immortal-time`, with the valid ways
 */
export function refuseImmortalTime({ definition }: ChosenCohort, countedFrom: CountedFrom): void {
  if (!definition) return;
  const { plan } = definition;
  if (countedFrom === 'index' && plan.landmark) throw beforeLandmark(plan);
  // Disease-free survival has a start of its own; one before the entry is not evaluable (see `fromEntryOn`).
  const zero = isEntry(countedFrom) || countedFrom === 'disease-free-resection' ? 'index' : countedFrom;
  const violation = immortalTime(plan, zero);
  if (violation) throw new RefusedAnalysisError(violation);
}

const beforeLandmark = ({ cohort }: Plan): RefusedAnalysisError =>
  new RefusedAnalysisError({
    code: 'immortal-time',
    pointer: '/timeZero',
    detail: `Everyone in "${cohort}" was alive and followed at the landmark: from the index date to it there can be no event (immortal time).`,
    remedy: 'Count from the landmark: leave the time zero out.',
  });
