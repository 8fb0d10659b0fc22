import { canonicalJson } from '../provenance/index.js';
import {
  patientStream,
  upcast,
  type EventDraft,
  type JsonObject,
  type RecordedEvent,
  type Violation,
} from '../events/index.js';
import type { EventStore } from '../ports/index.js';
import { completeCorrections } from './corrections.js';
import type { IdentifiedDraft } from './draft.js';
import { NotRecordedError, type Recording, type RecordRequest } from './recording.js';

export type FactsAnswer =
  | { readonly recorded: number; readonly known: number }
  | { readonly refused: readonly Violation[] }
  | { readonly changed: readonly { readonly id: string; readonly detail: string }[] };

/**
 * Records the events of one patient that are not on record yet, for sources that are read again and again: known ids are
 * left out where they state the same fact. A fact is what happened and when; from which file it came this time, or what
 * was acknowledged on the way, is none. A fact that was corrected here is the same when the source states the first
 * record or any correction of it.
 */
export async function recordFacts(
  store: EventStore,
  recording: Recording,
  request: Omit<RecordRequest, 'drafts'> & { readonly drafts: readonly IdentifiedDraft[] },
): Promise<FactsAnswer> {
  const { known, onRecord } = await statedFacts(store, request.patientId, new Set(request.drafts.map(({ id }) => id)));
  const changed = completeCorrections(onRecord, request.drafts).flatMap((draft) => {
    const stated = known.get(draft.id);
    if (!stated || stated.includes(factOf(draft))) return [];
    return { id: draft.id, detail: `${draft.type} is recorded with other content` };
  });
  if (changed.length > 0) return { changed };
  const indexes = request.drafts.flatMap(({ id }, index) => (known.has(id) ? [] : index));
  const drafts = indexes.flatMap((index) => request.drafts[index] ?? []);
  if (drafts.length === 0) return { recorded: 0, known: request.drafts.length };
  try {
    await recording.record({ ...request, drafts, pointerOf: (index) => `/${indexes[index] ?? index}` });
    return { recorded: drafts.length, known: request.drafts.length - drafts.length };
  } catch (error) {
    if (error instanceof NotRecordedError) return { refused: error.violations };
    throw error;
  }
}

interface Stated {
  /** For each of the ids that is on record, the facts that were stated under it: the first, and each correction. */
  readonly known: ReadonlyMap<string, string[]>;
  readonly onRecord: { readonly entries: readonly { readonly id: string; readonly type: string }[] };
}

async function statedFacts(store: EventStore, patientId: string, ids: ReadonlySet<string>): Promise<Stated> {
  const known = new Map<string, string[]>();
  const entries: { readonly id: string; readonly type: string }[] = [];
  for await (const batch of store.readStream(patientStream(patientId), { identity: true })) {
    for (const event of batch) {
      const { id, type } = event;
      const read = inTodaysShape(event, { entries });
      if (ids.has(id)) known.set(id, [factOf(read)]);
      if (type === 'EventCorrected') {
        const { eventId, occurredOn, data } = read.data as { eventId: string; occurredOn: string; data: JsonObject };
        const named = entries.find((entry) => entry.id === eventId);
        known.get(eventId)?.push(factOf({ type: named?.type ?? '', occurredOn, data }));
      } else entries.push({ id, type });
    }
  }
  return { known, onRecord: { entries } };
}

/** A stored correction without a version of its content is of the first; a recorder who names none means today's. */
function inTodaysShape(event: RecordedEvent, onRecord: Stated['onRecord']): IdentifiedDraft {
  const data = upcast(event.type, event.version, event.data);
  const stated = event.type === 'EventCorrected' ? { dataVersion: 1, ...data } : data;
  const [read] = completeCorrections(onRecord, [{ ...event, data: stated }]);
  return read ?? event;
}

const factOf = ({ type, occurredOn, data, note }: Pick<EventDraft, 'type' | 'occurredOn' | 'data' | 'note'>): string =>
  canonicalJson({ type, occurredOn, data, note });
