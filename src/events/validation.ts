import { eventTypeOf, CATALOGUE } from './catalogue.js';
import type { EventContent } from './envelope.js';
import { checkEnvelope } from './envelope-check.js';
import { EventInput } from './event-input.js';
import type { EventType } from './event-type.js';
import { checkFields } from './field-check.js';
import type { JsonObject } from './json.js';
import { findUnsafe } from './plain-json.js';
import { upcast } from './upcast.js';
import { at, fault, type Violation } from './violation.js';

/** An event as a recorder gave it: well formed, of today's version, with or without an id. */
export type EventDraft = Omit<EventContent, 'id'> & { readonly id?: string };

export type Reading = { readonly draft: EventDraft } | { readonly violations: readonly Violation[] };

/**
 * Reads what a recorder sent (HTTP body, import row) as an event: field by field against its class, nothing more, nothing
 * coerced. Rules that need the patient's history are the decider's (`recording/`).
 * @param pointer where the input stands in what was sent, for the messages
 */
export function readEvent(input: unknown, pointer = ''): Reading {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refuse(
      'not-an-object',
      pointer,
      'an event is a JSON object',
      'Send an object with type, occurredOn and data.',
    );
  }
  const unsafe = findUnsafe(input, pointer);
  if (unsafe) return { violations: [unsafe] };
  const envelope = checkFields(EventInput, input, pointer);
  if (envelope.length > 0) return { violations: envelope };
  const given = input as EventDraft & { version?: number };
  const type = eventTypeOf(given.type);
  if (!type) {
    return refuse(
      'unknown-event-type',
      at(pointer, 'type'),
      `there is no event type ${JSON.stringify(given.type)}`,
      `Use one of: ${CATALOGUE.map(({ name }) => name).join(', ')}.`,
    );
  }
  const version = given.version ?? type.version;
  if (version > type.version) {
    return refuse(
      'unknown-version',
      at(pointer, 'version'),
      `${type.name} has no version ${version}`,
      `Send version ${type.version} or leave it out.`,
    );
  }
  const data = upcast(type.name, version, given.data);
  const violations = [...checkEnvelope(given, type, pointer), ...checkData(type, data, at(pointer, 'data'))];
  return violations.length > 0 ? { violations } : { draft: draftOf(given, type, withBirthYear(type, data)) };
}

/** Checks data against its type: each field by itself, then what they require of each other; the pointer is that of the data. */
export function checkData(type: EventType, data: unknown, pointer: string): readonly Violation[] {
  if (typeof data !== 'object' || data === null) {
    return [fault('invalid-field', pointer, 'data must be an object', 'Send the fields of the event as an object.')];
  }
  const faults = checkFields(type.data, data, pointer);
  if (faults.length > 0) return faults;
  const together = type.check?.(data as JsonObject) ?? [];
  return together.map((one) => ({ ...one, pointer: pointer + one.pointer }));
}

/** Field by field in one order: what is made of many sources in one shape is copied and read several times as fast. */
function draftOf(given: EventDraft, { name, version }: EventType, data: JsonObject): EventDraft {
  const { id, occurredOn, note, acknowledge, source, reason } = given;
  return {
    ...(id !== undefined && { id }),
    type: name,
    version,
    ...(occurredOn !== undefined && { occurredOn }),
    data,
    ...(note !== undefined && { note }),
    ...(acknowledge !== undefined && { acknowledge }),
    ...(source !== undefined && { source }),
    ...(reason !== undefined && { reason }),
  };
}

/** The birth year stays readable where the birth date is sealed. */
function withBirthYear({ name }: EventType, data: JsonObject): JsonObject {
  const { birthDate, birthYear } = data;
  if (name !== 'PatientRegistered' || typeof birthDate !== 'string' || birthYear !== undefined) return data;
  return { ...data, birthYear: Number(birthDate.slice(0, 4)) };
}

const refuse = (...args: Parameters<typeof fault>): Reading => ({ violations: [fault(...args)] });
