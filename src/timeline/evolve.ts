import { upcast, type JsonObject, type RecordedEvent } from '../events/index.js';
import type { Entry, Statement, Timeline } from './timeline.js';

/**
 * The timeline after one more event. Pure and total for events that the decider let pass: a correction or retraction of
 * what is not there, or is retracted already, changes nothing but the revision.
 * @throws UnreadableEventError for an event newer than this code: the caller stops there and says so
 */
export function evolve(timeline: Timeline, event: RecordedEvent): Timeline {
  const { position, revision, recordedAt } = event;
  return { ...timeline, position, revision, recordedAt, ...apply(timeline, event) };
}

function apply(timeline: Timeline, event: RecordedEvent): Partial<Timeline> {
  const data = upcast(event.type, event.version, event.data);
  switch (event.type) {
    case 'EventCorrected':
      return { entries: change(timeline.entries, data['eventId'], (entry) => corrected(entry, event, data)) };
    case 'EventRetracted':
      return { entries: change(timeline.entries, data['eventId'], (entry) => retracted(entry, event)) };
    case 'PatientRegistered':
      return {
        dateBasis: data['dateBasis'] as Timeline['dateBasis'],
        entries: [...timeline.entries, entryOf(event, data)],
      };
    default:
      return { entries: [...timeline.entries, entryOf(event, data)] };
  }
}

function entryOf(event: RecordedEvent, data: JsonObject): Entry {
  return {
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
    ...(event.source && { source: event.source }),
    ...(event.acknowledge && { acknowledge: event.acknowledge }),
    history: [],
  };
}

function change(entries: readonly Entry[], id: unknown, how: (entry: Entry) => Entry): readonly Entry[] {
  const index = entries.findIndex((entry) => entry.id === id);
  const entry = entries[index];
  return entry && entry.status !== 'retracted' ? entries.with(index, how(entry)) : entries;
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
