import type { JsonObject, Reason, Recorder } from '../events/index.js';
import type { Entry, Statement } from './timeline.js';

/** An event that the later of two states of knowledge holds and the earlier does not. */
export interface Learnt {
  readonly id: string;
  readonly type: string;
  /** First record that it corrects or retracts; null where it is one itself. */
  readonly of: { readonly id: string; readonly type: string } | null;
  /** What it states; null: it retracts. */
  readonly states: Stated | null;
  /** What stood there before it; null where it is a first record. */
  readonly before: Stated | null;
  readonly position: number | null;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  /** The source's own recording date, where it gives one. */
  readonly recordedOn: string | null;
  readonly reason: Reason | null;
  /** Merged patient of whom it was recorded; null: of this one. */
  readonly mergedFrom: string | null;
}

export interface Stated {
  readonly occurredOn: string;
  readonly data: JsonObject;
}

/** What was said of a patient between two states of knowledge, by position. */
export function learntBetween(known: readonly Entry[], learnt: readonly Entry[]): readonly Learnt[] {
  const old = new Set(known.flatMap((entry) => statementsOf(entry).map(({ id }) => id)));
  return learnt
    .flatMap((entry) => statementsOf(entry).map((said, index, all) => learntOf(said, entry, all[index - 1] ?? null)))
    .filter(({ id }) => !old.has(id))
    .toSorted((a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER));
}

const statementsOf = (entry: Entry): readonly Statement[] => (entry.history.length > 0 ? entry.history : [entry]);

function learntOf(said: Statement, entry: Entry, earlier: Statement | null): Learnt {
  const { id, type, position, recordedAt, recordedBy, source, reason = null } = said;
  return {
    id,
    type,
    of: earlier && { id: entry.id, type: entry.type },
    states: stated(said),
    before: earlier && stated(earlier),
    position,
    recordedAt,
    recordedBy,
    recordedOn: source?.recordedOn ?? null,
    reason,
    mergedFrom: entry.mergedFrom ?? null,
  };
}

const stated = ({ occurredOn, data }: Statement): Stated | null => (data && occurredOn ? { occurredOn, data } : null);
