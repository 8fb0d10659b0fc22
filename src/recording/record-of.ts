import { eventTypeOf, type JsonObject } from '../events/index.js';
import { asOneRecord, type Merges, type PatientRecords } from '../records/index.js';
import { draftOf, emptyTimeline, extend, type Timeline } from '../timeline/index.js';
import { typeOfNamed } from './corrections.js';
import { isAboutRecord, type IdentifiedDraft } from './draft.js';

/** A patient's record, as far as whoever adds to it needs it. */
export interface RecordOf {
  readonly timeline: Timeline;
  /** Ids of all events that are on record, and the patient in whose stream each stands. */
  readonly stands: ReadonlyMap<string, string>;
  /** Last revision of each patient's stream. */
  readonly revisions: ReadonlyMap<string, number>;
}

/** Reads the record of a patient, his own or that of him and those who are merged into him. */
export async function readRecord(records: PatientRecords, patientId: string, merges: Merges): Promise<RecordOf> {
  const timeline = draftOf(emptyTimeline(patientId));
  const stands = new Map<string, string>();
  const revisions = new Map<string, number>();
  for await (const batch of records.eventsOf(patientId, merges)) {
    for (const event of merges.knows(patientId) ? asOneRecord(batch) : batch) extend(timeline, event);
    for (const { id, patientId: owner = patientId, revision } of batch) {
      stands.set(id, owner);
      revisions.set(owner, revision);
    }
  }
  return { timeline, stands, revisions };
}

/**
 * In whose streams events belong that are sent to a patient: what names an event stands with it, so that both go with him
 * should the patients be two after all; what is known already stands where it stands; a batch stays together.
 * @returns more than one where the batch names events of several
 */
export function placesOf(
  drafts: readonly IdentifiedDraft[],
  { timeline, stands }: RecordOf,
  sentTo: string,
): readonly string[] {
  const named = drafts.flatMap((draft) => [draft.id, ...namedBy(draft, typeOfNamed(timeline, drafts, draft))]);
  const places = new Set(named.flatMap((id) => stands.get(id) ?? []));
  return places.size === 0 ? [sentTo] : [...places];
}

/** Ids of the events that one names. @param about type of the event that a correction is about */
function namedBy(draft: IdentifiedDraft, about: string | null): readonly string[] {
  const within = isAboutRecord(draft) ? (draft.data['data'] as JsonObject | undefined) : undefined;
  return [
    ...namedIn(draft.type, draft.data),
    ...(about === null || within === undefined ? [] : namedIn(about, within)),
  ];
}

const namedIn = (type: string, data: JsonObject): readonly string[] =>
  (eventTypeOf(type)?.references ?? []).flatMap(({ field }) => {
    const id = data[field];
    return typeof id === 'string' ? [id] : [];
  });
