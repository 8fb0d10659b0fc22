import { upcast, type JsonObject, type RecordedEvent } from '../events/index.js';
import type { Entry, Merge, Statement, Timeline } from './timeline.js';

/** A timeline that is being put together: whoever holds it shows it to nobody before it is done. */
export type TimelineDraft = { -readonly [Key in keyof Omit<Timeline, 'entries' | 'merges'>]: Timeline[Key] } & {
  readonly entries: Entry[];
  readonly merges: Merge[];
};

/** A draft that begins with a timeline, which stays as it is. */
export const draftOf = (timeline: Timeline): TimelineDraft => ({
  ...timeline,
  entries: [...timeline.entries],
  merges: [...timeline.merges],
});

/**
 * The timeline after one more event. Pure and total for events that the decider let pass: a correction or retraction of
 * what is not there, or is retracted already, changes nothing but the revision.
 * @throws UnreadableEventError for an event newer than this code: the caller stops there and says so
 */
export function evolve(timeline: Timeline, event: RecordedEvent): Timeline {
  const draft = draftOf(timeline);
  extend(draft, event);
  return draft;
}

/**
 * The same on a draft, for whoever folds many events of one patient: nothing is copied.
 * @throws UnreadableEventError; the draft is then as it was
 */
export function extend(draft: TimelineDraft, event: RecordedEvent): void {
  const data = upcast(event.type, event.version, event.data);
  switch (event.type) {
    case 'EventCorrected':
      change(draft.entries, data['eventId'], (entry) => corrected(entry, event, data));
      break;
    case 'EventRetracted':
      change(draft.entries, data['eventId'], (entry) => retracted(entry, event));
      break;
    case 'PatientsMerged':
    case 'PatientsUnmerged':
      draft.merges.push(mergeOf(event, event.type, data));
      if (data['otherPatientId'] === draft.patientId)
        draft.mergedInto = event.type === 'PatientsMerged' ? (event.patientId ?? null) : null;
      break;
    case 'PatientRegistered':
      // Who is merged is read under the registration of who remains.
      if (isOfOther(draft, event)) break;
      draft.dateBasis = data['dateBasis'] as Timeline['dateBasis'];
      draft.entries.push(entryOf(event, data));
      break;
    default:
      draft.entries.push(
        isOfOther(draft, event) ? { ...entryOf(event, data), mergedFrom: event.patientId } : entryOf(event, data),
      );
  }
  draft.position = event.position;
  draft.revision = event.revision;
  draft.recordedAt = event.recordedAt;
}

const isOfOther = (
  { patientId }: TimelineDraft,
  event: RecordedEvent,
): event is RecordedEvent & { readonly patientId: string } =>
  event.patientId !== undefined && event.patientId !== patientId;

function entryOf(event: RecordedEvent, data: JsonObject): Entry {
  const entry: { -readonly [Key in keyof Entry]: Entry[Key] } = {
    id: event.id,
    type: event.type,
    version: event.version,
    occurredOn: event.occurredOn ?? 'unknown',
    data,
    status: 'current',
    correctedBy: null,
    position: event.position,
    revision: event.revision,
    recordedAt: event.recordedAt,
    recordedBy: event.recordedBy,
    history: [],
  };
  if (event.source) entry.source = event.source;
  if (event.acknowledge) entry.acknowledge = event.acknowledge;
  return entry;
}

function mergeOf(event: RecordedEvent, type: Merge['type'], data: JsonObject): Merge {
  const { id, patientId = '', recordedAt, recordedBy, position, reason } = event;
  const otherPatientId = data['otherPatientId'] as string;
  return { id, type, patientId, otherPatientId, recordedAt, recordedBy, position, ...(reason && { reason }) };
}

function change(entries: Entry[], id: unknown, how: (entry: Entry) => Entry): void {
  const index = entries.findIndex((entry) => entry.id === id);
  const entry = entries[index];
  if (entry && entry.status !== 'retracted') entries[index] = how(entry);
}

function corrected(entry: Entry, event: RecordedEvent, correction: JsonObject): Entry {
  const occurredOn = correction['occurredOn'] as string;
  const version = (correction['dataVersion'] as number | undefined) ?? 1;
  const data = upcast(entry.type, version, correction['data'] as JsonObject);
  return {
    ...entry,
    occurredOn,
    data,
    status: 'corrected',
    correctedBy: event.id,
    history: [...historyOf(entry), { ...statementOf(event), occurredOn, data }],
  };
}

function retracted(entry: Entry, event: RecordedEvent): Entry {
  return { ...entry, status: 'retracted', history: [...historyOf(entry), statementOf(event)] };
}

/** The history so far, opened by the first record itself. */
function historyOf(entry: Entry): readonly Statement[] {
  if (entry.history.length > 0) return entry.history;
  const { id, type, recordedAt, recordedBy, position, source, acknowledge, occurredOn, data } = entry;
  const first = { id, type, recordedAt, recordedBy, position, occurredOn, data };
  return [{ ...first, ...(source && { source }), ...(acknowledge && { acknowledge }) }];
}

function statementOf(event: RecordedEvent): Statement {
  const { id, type, recordedAt, recordedBy, position, reason, source, acknowledge } = event;
  const statement = { id, type, recordedAt, recordedBy, position };
  return {
    ...statement,
    ...(reason && { reason }),
    ...(source && { source }),
    ...(acknowledge && { acknowledge }),
  };
}
