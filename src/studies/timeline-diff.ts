import { differencesOf, type Difference } from '../analyses/index.js';
import { derive, type Because, type Endpoints, type Outcomes, type Question } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { asOfView, type Reading } from '../projections/index.js';
import { learntBetween, type Learnt, type Merge } from '../timeline/index.js';

/** What was recorded; of a correction also field by field what it changed. */
export type LearntFact = Learnt & { readonly differences: readonly Difference[] };

/** An endpoint that two states of knowledge do not answer alike. */
export interface EndpointMoved {
  readonly endpoint: keyof Endpoints;
  /** Why it is what it is, where the endpoint is one answer; null also where the patient was not known. */
  readonly reasons: { readonly before: Because | null; readonly after: Because | null };
  readonly differences: readonly Difference[];
}

/** What changed in the knowledge of a patient between two moments, and what that did to his endpoints. */
export interface TimelineDiff {
  readonly patientId: string;
  /** Who remained, where the patient asked for was merged by the later moment. */
  readonly mergedInto: string | null;
  /** Null where the patient was not known. */
  readonly from: Knowledge<Outcomes | null>;
  readonly to: Knowledge<Outcomes>;
  /** What was added, corrected and retracted, by position; what came by a merge stands at its own. */
  readonly learnt: readonly LearntFact[];
  readonly merges: readonly Merge[];
  /** Events that were read as his and are not any more, after an un-merge. */
  readonly gone: readonly { readonly id: string; readonly type: string; readonly occurredOn: string }[];
  readonly endpoints: readonly EndpointMoved[];
}

interface Knowledge<O> {
  /** Null: before the first event. */
  readonly asOf: LogPoint | null;
  readonly outcomes: O;
}

/**
 * @param to null: now
 * @returns null where the patient is not known at the later moment
 */
export async function timelineDiff(
  reading: Reading,
  patientId: string,
  question: Question,
  from: LogPoint,
  to: LogPoint | null,
): Promise<TimelineDiff | null> {
  const later = await reading.revealedTimeline(patientId, to);
  const earlier = await reading.revealedTimeline(patientId, from);
  const { value } = later;
  if (!value) return null;
  const known = { asOf: earlier.asOf, outcomes: earlier.value && derive(earlier.value, question) };
  const now = { asOf: later.asOf, outcomes: derive(value, question) };
  const [entries, merges] = [earlier.value?.entries ?? [], earlier.value?.merges ?? []];
  const left = new Set(value.entries.map(({ id }) => id));
  return {
    patientId: value.patientId,
    mergedInto: later.mergedInto,
    from: known,
    to: now,
    learnt: learntBetween(entries, value.entries).map((fact) => ({
      ...fact,
      differences: fact.states && fact.before ? differencesOf(fact.before, fact.states) : [],
    })),
    merges: value.merges.filter(({ id }) => !merges.some((merge) => merge.id === id)),
    gone: entries.flatMap(({ id, type, occurredOn }) => (left.has(id) ? [] : { id, type, occurredOn })),
    endpoints: endpointsMoved(known.outcomes?.endpoints ?? null, now.outcomes.endpoints),
  };
}

function endpointsMoved(before: Endpoints | null, after: Endpoints): readonly EndpointMoved[] {
  return (Object.keys(after) as (keyof Endpoints)[]).flatMap((endpoint) => {
    const [was, is] = [before?.[endpoint] ?? null, after[endpoint]];
    const differences = differencesOf(was, is);
    if (differences.length === 0) return [];
    return { endpoint, reasons: { before: reasonOf(was), after: reasonOf(is) }, differences };
  });
}

const reasonOf = (value: Endpoints[keyof Endpoints] | null): Because | null =>
  value && 'reason' in value ? value.reason : null;

/** The same in the public shape. */
export function timelineDiffView({ from, to, ...diff }: TimelineDiff) {
  const { patientId, mergedInto, ...changes } = diff;
  const { ruleSet, timeZero, options, cutOff } = to.outcomes;
  const view = ({ asOf, outcomes }: Knowledge<Outcomes | null>) => ({
    ...asOfView(asOf),
    revision: outcomes?.revision ?? null,
  });
  return { patientId, mergedInto, from: view(from), to: view(to), ruleSet, timeZero, options, cutOff, ...changes };
}
