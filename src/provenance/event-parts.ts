import {
  SEALED_FIELDS,
  type EventContent,
  type Json,
  type JsonObject,
  type NewEvent,
  type RecordedEvent,
} from '../events/index.js';
import { canonicalJson } from './jcs.js';

/** The parts of an event, before sealing: canonical JSON, null where a class is empty. */
export interface EventParts {
  readonly header: string;
  readonly clinical: string | null;
  readonly identity: string | null;
}

/**
 * Splits an event into its three classes.
 * @param identity what {@link identityOf} gave, where it was asked already
 */
export function splitEvent(event: NewEvent, revision: number, identity = identityOf(event)): EventParts {
  const { source, reason } = event;
  const header = {
    id: event.id,
    type: event.type,
    version: event.version,
    patientId: event.patientId,
    revision,
    recordedAt: event.recordedAt,
    recordedBy: event.recordedBy,
    source: presentOnly({ system: source?.system, licence: source?.licence }),
    correlationId: event.correlationId,
    causationId: event.causationId,
    reason: reason && { code: reason.code },
  };
  const clinical = {
    occurredOn: event.occurredOn,
    data: identity ? splitData(event.data)[0] : event.data,
    acknowledge: event.acknowledge,
    source:
      source &&
      presentOnly({ document: presentOnly({ sha256: source.document?.sha256 }), recordedOn: source.recordedOn }),
  };
  return {
    header: canonicalJson(header),
    clinical: canonicalJson(clinical),
    identity: identity ? canonicalJson(identity) : null,
  };
}

/** What of an event identifies a person or is free text; null when nothing does. */
export function identityOf({ data, note, reason, source }: NewEvent): JsonObject | null {
  if (note === undefined && !reason && !source?.document && !hasSealed(data)) return null;
  const { id, page, row } = source?.document ?? {};
  const identity = presentOnly({
    data: splitData(data)[1],
    note,
    reason: presentOnly({ text: reason?.text }),
    source: presentOnly({ document: presentOnly({ id, page, row }) }),
  });
  return identity ?? null;
}

/** The event as it is read without keys. */
export function withoutIdentity(event: RecordedEvent, identity = identityOf(event)): RecordedEvent {
  if (!identity) return event;
  const { note: _, reason, source, ...rest } = event;
  const document = source?.document?.sha256 === undefined ? undefined : { sha256: source.document.sha256 };
  const { system, licence, recordedOn } = source ?? {};
  const open = presentOnly({ system, licence, document, recordedOn });
  return {
    ...rest,
    data: splitData(event.data)[0],
    ...(reason && { reason: { code: reason.code } }),
    ...(open && { source: open }),
  };
}

const hasSealed = (data: JsonObject): boolean =>
  Object.keys(data).some((key) => key === 'data' || SEALED_FIELDS.has(key));

/** Fields that are sealed go to the second part, wherever they stand: a correction's data lies one level deeper. */
function splitData(data: JsonObject): [JsonObject, JsonObject | undefined] {
  const open: Record<string, Json | undefined> = {};
  const secret: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(data)) {
    if (SEALED_FIELDS.has(key)) secret[key] = value;
    else if (key === 'data' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const [inner, sealed] = splitData(value as JsonObject);
      open[key] = inner;
      if (sealed) secret[key] = sealed;
    } else open[key] = value;
  }
  return [open, presentOnly(secret)];
}

/** The object without its undefined members; undefined when none is left. */
function presentOnly(object: Record<string, Json | undefined>): JsonObject | undefined {
  const present = Object.entries(object).filter(([, value]) => value !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

/** Canonical text of what the recorder gave: equal texts mean the same content. */
export function contentText(event: EventContent): string {
  const { id, type, version, occurredOn, data, note, acknowledge, source, reason } = event;
  return canonicalJson({ id, type, version, occurredOn, data, note, acknowledge, source, reason });
}
