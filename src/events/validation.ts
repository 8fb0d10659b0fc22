import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { eventTypeOf, CATALOGUE } from './catalogue.js';
import { parseClinicalDate } from './clinical-date.js';
import { REASON_CODES, type EventContent } from './envelope.js';
import { EventInput } from './event-input.js';
import type { EventType } from './event-type.js';
import { fieldsOf } from './fields.js';
import type { JsonObject } from './json.js';
import { upcast } from './upcast.js';
import { at, type Violation } from './violation.js';

/** An event as a recorder gave it: well formed, of today's version, with or without an id. */
export type EventDraft = Omit<EventContent, 'id'> & { readonly id?: string };

export type Reading = { readonly draft: EventDraft } | { readonly violations: readonly Violation[] };

/** Names that every object answers to: a class cannot tell them from fields of its own. */
const FORBIDDEN_KEYS = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

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
  const envelope = check(EventInput, input, pointer);
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
  return violations.length > 0 ? { violations } : { draft: normalise({ ...given, version: type.version, data }) };
}

/** Checks data against its type's class; the pointer is that of the data. */
export function checkData(type: EventType, data: unknown, pointer: string): Violation[] {
  if (typeof data !== 'object' || data === null) {
    return [
      violation('invalid-field', pointer, 'data must be an object', 'Send the fields of the event as an object.'),
    ];
  }
  const violations = check(type.data, data, pointer);
  return violations.length > 0 ? violations : checkTogether(type, data as JsonObject, pointer);
}

/** What fields of one event require of each other. */
function checkTogether(type: EventType, data: JsonObject, pointer: string): Violation[] {
  if (type.name === 'PatientRegistered' && data['dateBasis'] === 'relative' && data['anchor'] === undefined) {
    return [
      violation(
        'missing-field',
        at(pointer, 'anchor'),
        'relative days need the name of their anchor',
        'Name it, for instance "diagnosis".',
      ),
    ];
  }
  if (type.name === 'PatientRegistered' && typeof data['birthDate'] === 'string') {
    const date = parseClinicalDate(data['birthDate']);
    if (date?.precision !== 'day') {
      return [
        violation(
          'invalid-date',
          at(pointer, 'birthDate'),
          'the birth date is no day of the calendar',
          'Give it as YYYY-MM-DD, or only the birthYear.',
        ),
      ];
    }
  }
  if (type.name === 'ChemotherapyCourseGiven' && data['agents'] === undefined && data['regimen'] === undefined) {
    return [
      violation(
        'missing-field',
        pointer,
        'a course of chemotherapy needs its agents or its regimen',
        'Give one of them; the regimen "other" if unknown.',
      ),
    ];
  }
  if (type.name === 'PathologyReported' && (data['specimenId'] === undefined) === (data['specimen'] === undefined)) {
    return [
      violation(
        'missing-field',
        pointer,
        'a pathology report names its operation (specimenId) or describes its specimen, one of the two',
        'Give the id of the ResectionPerformed event, or `specimen`.',
      ),
    ];
  }
  return [];
}

function checkEnvelope(given: EventDraft, type: EventType, pointer: string): Violation[] {
  const found: Violation[] = [];
  if (type.dated && given.occurredOn === undefined) {
    found.push(
      violation(
        'missing-field',
        at(pointer, 'occurredOn'),
        `${type.name} needs its clinical date`,
        'Give occurredOn; "unknown" where the source states the fact without a date.',
      ),
    );
  }
  if (!type.dated && given.occurredOn !== undefined) {
    found.push(
      violation(
        'unknown-field',
        at(pointer, 'occurredOn'),
        `${type.name} has no clinical date of its own`,
        'Put the new date of a correction into data.occurredOn.',
      ),
    );
  }
  if (!type.dated && given.reason === undefined) {
    found.push(
      violation(
        'missing-reason',
        at(pointer, 'reason'),
        `${type.name} needs a reason`,
        `Give reason.code, one of: ${REASON_CODES.join(', ')}.`,
      ),
    );
  }
  if (type.dated && given.reason !== undefined) {
    found.push(
      violation(
        'unknown-field',
        at(pointer, 'reason'),
        'only corrections and retractions have a reason',
        'Leave it out; use note for free text.',
      ),
    );
  }
  if (given.reason && !(REASON_CODES as readonly string[]).includes(given.reason.code)) {
    found.push(
      violation(
        'invalid-field',
        at(pointer, 'reason/code'),
        `${JSON.stringify(given.reason.code)} is no reason code`,
        `Use one of: ${REASON_CODES.join(', ')}.`,
      ),
    );
  }
  if (given.reason?.code === 'other' && given.reason.text === undefined) {
    found.push(
      violation(
        'missing-reason',
        at(pointer, 'reason/text'),
        'the reason "other" needs its text',
        'Say why in reason.text.',
      ),
    );
  }
  const recordedOn = given.source?.recordedOn;
  if (recordedOn !== undefined && parseClinicalDate(recordedOn)?.basis !== 'calendar') {
    found.push(
      violation(
        'invalid-date',
        at(pointer, 'source/recordedOn'),
        "the source's recording date is a calendar date",
        'Give YYYY-MM-DD, YYYY-MM or YYYY.',
      ),
    );
  }
  return found;
}

/** The birth year stays readable where the birth date is sealed. */
function normalise(draft: EventDraft): EventDraft {
  const { birthDate, birthYear } = draft.data;
  if (draft.type !== 'PatientRegistered' || typeof birthDate !== 'string' || birthYear !== undefined) return draft;
  return { ...draft, data: { ...draft.data, birthYear: Number(birthDate.slice(0, 4)) } };
}

function check(dataClass: new () => object, value: object, pointer: string): Violation[] {
  // class-validator takes a class without fields for one that it does not know.
  if (fieldsOf(dataClass).size === 0) return Object.keys(value).map((key) => unknownField(key, pointer, []));
  const instance = plainToInstance(dataClass, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  return errors.flatMap((error) => toViolations(error, pointer, dataClass));
}

function toViolations(error: ValidationError, pointer: string, owner: (new () => object) | undefined): Violation[] {
  const place = at(pointer, error.property);
  const field = owner && fieldsOf(owner).get(error.property);
  const inner = (error.children ?? []).flatMap((child) =>
    Array.isArray(error.value)
      ? (child.children ?? []).flatMap((deep) => toViolations(deep, at(place, child.property), field?.nested?.()))
      : toViolations(child, place, field?.nested?.()),
  );
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]): Violation => {
    if (rule === 'whitelistValidation') {
      return unknownField(error.property, pointer, owner ? [...fieldsOf(owner).keys()] : []);
    }
    if (error.value === undefined) {
      return violation('missing-field', place, `${error.property} is required`, remedy(field));
    }
    return violation('invalid-field', place, message, remedy(field));
  });
  return [...own.slice(0, 1), ...inner];
}

/** JSON Schema's types and formats for people. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  uuid: 'a UUID',
};

const unknownField = (name: string, pointer: string, names: readonly string[]): Violation =>
  violation(
    'unknown-field',
    at(pointer, name),
    `there is no field ${JSON.stringify(name)} here`,
    names.length > 0 ? `Fields are: ${names.join(', ')}.` : 'Leave it out.',
  );

function remedy(field: ReturnType<ReturnType<typeof fieldsOf>['get']>): string {
  if (!field) return 'See the event type in GET /event-types.';
  const schema = (typeof field.schema === 'function' ? field.schema() : field.schema) as {
    readonly type?: string;
    readonly format?: string;
    readonly enum?: readonly string[];
    readonly items?: { readonly enum?: readonly string[] };
    readonly minimum?: number;
    readonly maximum?: number;
    readonly examples?: readonly string[];
  };
  const words = schema.enum ?? schema.items?.enum;
  if (words) return `Use one of: ${words.join(', ')}.`;
  const { minimum, maximum, type, format, examples } = schema;
  if (examples) return `Give for instance: ${examples.join(', ')}.`;
  const range = minimum === undefined ? '' : ` from ${minimum} to ${maximum}`;
  return `Give ${KINDS[format ?? type ?? ''] ?? 'a text'}${range}${field.unit ? `, in ${field.unit}` : ''}.`;
}

/** Keys that would reach an object's prototype, strings that no hash can hold. */
function findUnsafe(value: unknown, pointer: string, depth = 0): Violation | null {
  if (depth > 16) return violation('too-deep', pointer, 'the input is nested too deeply', 'Send at most 16 levels.');
  if (typeof value === 'string' && !value.isWellFormed()) {
    return violation(
      'invalid-text',
      pointer,
      'the text holds half a character (a lone surrogate)',
      'Send well-formed Unicode.',
    );
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) {
      return violation(
        'invalid-text',
        pointer,
        'the name of a field holds half a character',
        'Send well-formed Unicode.',
      );
    }
    if (FORBIDDEN_KEYS.has(key)) {
      return violation('unknown-field', at(pointer, key), `a field cannot be called ${key}`, 'Leave it out.');
    }
    const found = findUnsafe(inner, at(pointer, key), depth + 1);
    if (found) return found;
  }
  return null;
}

const violation = (code: string, pointer: string, detail: string, remedy: string): Violation => ({
  code,
  pointer,
  detail,
  remedy,
});
const refuse = (...args: Parameters<typeof violation>): Reading => ({ violations: [violation(...args)] });
