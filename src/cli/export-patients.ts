import { immortalTime, membership, whyNotCounted } from '../cohorts/index.js';
import type { ExportCandidate, ExportedCohort, ExportRequest } from '../interchange/index.js';
import { derive, questionOf, type Outcomes, type Question } from '../outcomes/index.js';
import type { ChosenCohort } from '../studies/index.js';
import type { Timeline } from '../timeline/index.js';

/** Whose patients are exported, and which they are. */
export interface Selection {
  readonly cohort: ExportedCohort;
  /** The code of why a patient is left out; null: not left out. */
  readonly leftOut: (timeline: Timeline) => string | null;
  /** Why no curve may be drawn of it; null: it may. */
  readonly withoutCurves: ExportRequest['withoutCurves'];
}

/** The members of a cohort, each of the others with the code of why not. */
export function selectionOf({ name, version, definition }: ChosenCohort, { cutOff, timeZero }: Question): Selection {
  // From the time zero of the rules, and from the operation or response that the other times begin with.
  const immortal = definition && (immortalTime(definition.plan, timeZero) ?? immortalTime(definition.plan, 'index'));
  return {
    withoutCurves: immortal && { code: immortal.code, detail: immortal.detail, remedy: immortal.remedy },
    cohort: { name, version, sha256: definition?.sha256 ?? null },
    leftOut(timeline) {
      const notCounted = whyNotCounted(timeline);
      if (notCounted || !definition) return notCounted?.code ?? null;
      const { plan } = definition;
      const outcomes = derive(timeline, questionOf({ ...plan.outcomes, cutOff }));
      const { verdict } = membership(plan, timeline, outcomes, cutOff);
      return verdict === 'in' ? null : verdict;
    },
  };
}

/** The patients as an export takes them; outcomes are derived when they are first asked for. */
export async function* candidates(
  batches: AsyncIterable<readonly Timeline[]>,
  question: Question,
  { leftOut }: Selection,
): AsyncGenerator<readonly ExportCandidate[]> {
  for await (const batch of batches) {
    yield batch.map((timeline) => {
      let outcomes: Outcomes | null = null;
      return {
        timeline,
        leftOut: leftOut(timeline),
        get outcomes() {
          return (outcomes ??= derive(timeline, question));
        },
      };
    });
  }
}
