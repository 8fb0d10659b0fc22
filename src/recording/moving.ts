import { createHash } from 'node:crypto';
import { eventTypeOf, type JsonObject, type RecordedEvent } from '../events/index.js';
import type { Clock, EventStore } from '../ports/index.js';
import { PatientRecords, asOneRecord } from '../records/index.js';
import { emptyTimeline, evolve, reveal, type Entry, type Timeline } from '../timeline/index.js';
import { decide } from './decide.js';
import type { IdentifiedDraft } from './draft.js';
import { NotRecordedError, lastDayOnEarth, type Caller, type Recording } from './recording.js';

/** An event that was recorded of the wrong patient. */
export interface MoveRequest {
  readonly patientId: string;
  readonly eventId: string;
  /** Whose event it is. */
  readonly to: string;
  /** Said beside the reason code `wrong-patient`. */
  readonly reason: string | undefined;
  /** Questions of either record that the recorder has answered. */
  readonly acknowledge: readonly string[] | undefined;
  readonly caller: Caller;
}

/** An event, and the patient whose record it is in. */
export interface MovedTo {
  readonly patientId: string;
  readonly id: string;
  readonly position: number | null;
}

/** What was recorded of whom; the same when it is asked for again. */
export interface Moved {
  readonly recorded: MovedTo;
  readonly retracted: MovedTo;
  /** Whether all of it was on record already. */
  readonly deduplicated: boolean;
}

/** What is refused of a move, beside what the rules refuse of either record. */
export const MOVE_RULES = {
  'no-such-event': {
    text: 'A move of an event that the patient does not have',
    remedy: 'Name the first record of an event on the timeline of this patient.',
  },
  'not-to-be-moved': {
    text: 'A move of a registration, of an event that is retracted, or to the patient who has it already',
    remedy: 'Two records of one patient are merged; what was retracted is recorded anew.',
  },
} as const;

/**
 * Records an event of the patient whose it is, as it stands, and retracts it here, where it was recorded by mistake. There
 * first: if something cuts in between, the fact is on both records, where it is seen, and never on none. Whoever asks again
 * completes it: the ids of both follow from that of the event. Nothing is recorded where either would be refused.
 * @throws NotRecordedError, and as `record`
 */
export async function moveEvent(
  { store, clock, recording }: { readonly store: EventStore; readonly clock: Clock; readonly recording: Recording },
  { patientId, eventId, to, reason, acknowledge = [], caller }: MoveRequest,
): Promise<Moved> {
  const here = await readRevealed(store, patientId);
  const there = await readRevealed(store, to);
  const movedId = derivedId('moved', eventId, to);
  const retraction: IdentifiedDraft = {
    id: derivedId('retracted', eventId, to),
    type: 'EventRetracted',
    version: 1,
    data: { eventId },
    reason: { code: 'wrong-patient', ...(reason !== undefined && { text: reason }) },
    ...(acknowledge.length > 0 && { acknowledge }),
  };
  const earlier = there.events.find(({ id }) => id === movedId);
  const retracted = here.events.find(({ id }) => id === retraction.id);
  if (here.timeline.patientId === there.timeline.patientId)
    throw refused('not-to-be-moved', '/to', `${to} and ${patientId} are one patient`);
  const entry = here.timeline.entries.find(({ id }) => id === eventId);
  if (!entry) throw refused('no-such-event', '', `${patientId} has no event ${eventId}`);
  if (entry.type === 'PatientRegistered') throw refused('not-to-be-moved', '', `${eventId} is the registration`);
  if (!retracted) {
    if (entry.status === 'retracted') throw refused('not-to-be-moved', '', `${eventId} is retracted`);
    const decision = decide(here.timeline, [retraction], { today: lastDayOnEarth(clock.now()), pointerOf: () => '' });
    if (!decision.accepted) throw new NotRecordedError(decision.code, decision.violations);
  }
  const request = { causationId: eventId, pointerOf: () => '' };
  const draft = draftFor(entry, movedId, to, there.events, acknowledge);
  const recorded = earlier ?? (await recording.record({ ...request, patientId: to, drafts: [draft], caller }));
  // One correlation, also where the request was cut short and came again.
  const same = { ...caller, requestId: earlier?.correlationId ?? caller.requestId };
  const gone = retracted ?? (await recording.record({ ...request, patientId, drafts: [retraction], caller: same }));
  return {
    recorded: { patientId: there.timeline.patientId, id: movedId, position: recorded.position },
    retracted: { patientId: here.timeline.patientId, id: retraction.id, position: gone.position },
    deduplicated: earlier !== undefined && retracted !== undefined,
  };
}

/** The event as it stands, for the other record; what it names by id was moved before it, or is refused there. */
function draftFor(
  entry: Entry,
  id: string,
  to: string,
  there: readonly RecordedEvent[],
  acknowledge: readonly string[],
): IdentifiedDraft {
  const { type, occurredOn, source, note } = entry;
  const known = new Set(there.map((event) => event.id));
  const { version = 1, references = [] } = eventTypeOf(type) ?? {};
  const moved = references.flatMap(({ field }) => {
    const named = entry.data[field];
    const id = typeof named === 'string' ? derivedId('moved', named, to) : '';
    return known.has(id) ? [[field, id]] : [];
  });
  const answered = [...new Set([...(entry.acknowledge ?? []), ...acknowledge])];
  return {
    id,
    type,
    version,
    occurredOn,
    data: { ...entry.data, ...(Object.fromEntries(moved) as JsonObject) },
    ...(note !== undefined && { note }),
    ...(source && { source }),
    ...(answered.length > 0 && { acknowledge: answered }),
  };
}

async function readRevealed(
  store: EventStore,
  patientId: string,
): Promise<{ readonly timeline: Timeline; readonly events: readonly RecordedEvent[] }> {
  const records = new PatientRecords(store);
  const merges = await records.merges();
  const remaining = merges.remaining(patientId);
  const events: RecordedEvent[] = [];
  for await (const batch of records.eventsOf(remaining, merges, { identity: true })) events.push(...batch);
  return { timeline: reveal(asOneRecord(events).reduce(evolve, emptyTimeline(remaining)), events), events };
}

/** A UUID (v8) that is the same each time. Who knows the id of an event alone can tell what became of it. */
function derivedId(what: string, eventId: string, to: string): string {
  const bytes = createHash('sha256').update(`hepatrace/${what}\n${eventId}\n${to}`).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const refused = (code: keyof typeof MOVE_RULES, pointer: string, detail: string): NotRecordedError =>
  new NotRecordedError('refused', [{ code, pointer, detail, remedy: MOVE_RULES[code].remedy }]);
