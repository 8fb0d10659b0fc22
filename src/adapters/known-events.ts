import { eventTypeOf, upcast, type JsonObject, type NewEvent, type RecordedEvent } from '../events/index.js';
import { IdConflictError, type Appended } from '../ports/index.js';
import { contentText } from '../provenance/index.js';

/**
 * The answer to a batch of which some ids may be in the stream already: null when none is.
 * @param past the stream, opened with its identity fields, or at least its events with these ids
 * @throws IdConflictError when content differs or only some ids are known
 */
export function answerKnown(past: readonly RecordedEvent[], events: readonly NewEvent[]): Appended | null {
  const byId = new Map(past.map((event) => [event.id, event]));
  const known = events.flatMap((event) => {
    const earlier = byId.get(event.id);
    if (earlier && !isSame(earlier, event, past)) throw new IdConflictError(event.id, 'other-content');
    return earlier ?? [];
  });
  const [first] = known;
  if (!first) return null;
  if (known.length < events.length) throw new IdConflictError(first.id, 'partly-known');
  return answerOf(known, true);
}

/** What was recorded in an older version is the same when today's shape of it is: recorders are brought to it first. */
const isSame = (earlier: RecordedEvent, event: NewEvent, past: readonly RecordedEvent[]): boolean =>
  contentText(earlier) === contentText(event) || contentText(inTodaysShape(earlier, past)) === contentText(event);

function inTodaysShape(event: RecordedEvent, past: readonly RecordedEvent[]): RecordedEvent {
  const type = eventTypeOf(event.type);
  if (!type || event.version > type.version) return event;
  const data = upcast(type.name, event.version, event.data);
  const named = past.find(({ id }) => event.type === 'EventCorrected' && id === data['eventId']);
  const corrected = eventTypeOf(named?.type ?? '');
  const dataVersion = (data['dataVersion'] as number | undefined) ?? 1;
  if (!corrected || dataVersion >= corrected.version) return { ...event, version: type.version, data };
  const content = upcast(corrected.name, dataVersion, data['data'] as JsonObject);
  return { ...event, version: type.version, data: { ...data, data: content, dataVersion: corrected.version } };
}

/** @throws IdConflictError when an id stands twice in the batch; TypeError when the batch is empty */
export function requireDistinctIds(events: readonly NewEvent[]): void {
  if (events.length === 0) throw new TypeError('an append needs at least one event');
  const ids = new Set<string>();
  for (const { id } of events) {
    if (ids.has(id)) throw new IdConflictError(id, 'repeated-in-batch');
    ids.add(id);
  }
}

/** What an append answers for these events, in the order in which they were given. */
export function answerOf(
  events: readonly Pick<RecordedEvent, 'id' | 'revision' | 'position'>[],
  deduplicated: boolean,
): Appended {
  const last = events.reduce((a, b) => (b.revision > a.revision ? b : a));
  return {
    revision: last.revision,
    position: last.position,
    deduplicated,
    events: events.map(({ id, revision, position }) => ({ id, revision, position })),
  };
}
