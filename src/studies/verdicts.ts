import { evaluate, type Plan, type Verdict } from '../cohorts/index.js';
import { derive, questionOf } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import type { Reading, Seen } from '../projections/index.js';
import type { Timeline } from '../timeline/index.js';

/** The verdict of a plan on one patient. @param cutOff clinical data cut-off, a day; null: none */
export function verdictOn(plan: Plan, timeline: Timeline, cutOff: string | null): Verdict {
  return evaluate(plan, {}, timeline, derive(timeline, questionOf({ ...plan.outcomes, cutOff })), cutOff);
}

/** The verdicts on all patients, by id, as known then; null: now. */
export const verdictsOf = (
  reading: Reading,
  plan: Plan,
  moment: LogPoint | null,
  cutOff: string | null,
): Promise<Seen<readonly Verdict[]>> =>
  reading.timelines(moment, async (batches, asOf) => {
    const value: Verdict[] = [];
    for await (const batch of batches) for (const one of batch) value.push(verdictOn(plan, one, cutOff));
    return { value: value.toSorted((a, b) => (a.patientId < b.patientId ? -1 : 1)), asOf };
  });

/** A patient on whom two plans do not agree. */
export interface Moved {
  readonly patientId: string;
  readonly from: Verdict;
  readonly to: Verdict;
}

/** Who moves from one definition to another: patients whose verdict differs, by id. */
export async function moved(
  reading: Reading,
  [before, after]: readonly [Plan, Plan],
  moment: LogPoint | null,
  cutOff: string | null,
): Promise<Seen<readonly Moved[]>> {
  return reading.timelines(moment, async (batches, asOf) => {
    const value: Moved[] = [];
    for await (const batch of batches) {
      for (const timeline of batch) {
        const [from, to] = [verdictOn(before, timeline, cutOff), verdictOn(after, timeline, cutOff)];
        if (from.verdict !== to.verdict) value.push({ patientId: timeline.patientId, from, to });
      }
    }
    return { value: value.toSorted((a, b) => (a.patientId < b.patientId ? -1 : 1)), asOf };
  });
}
