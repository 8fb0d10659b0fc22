/** Why an input was refused or questioned: code, place and remedy. Never carries the value of a sealed field. */
export interface Violation {
  readonly code: string;
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  readonly detail: string;
  readonly remedy: string;
}

/** What can be wrong with an event by itself, whoever the patient is; the message of each case says more. */
export const EVENT_FAULTS = {
  'not-an-object': {
    text: 'An event that is no JSON object',
    remedy: 'Send an object with type, occurredOn and data.',
  },
  'too-deep': { text: 'Input nested too deeply', remedy: 'Send at most 16 levels.' },
  'invalid-text': {
    text: 'Text that holds half a character (a lone surrogate), which no hash can hold',
    remedy: 'Send well-formed Unicode.',
  },
  'unknown-event-type': {
    text: 'A type that is not in the catalogue',
    remedy: 'Use one of the [event types](events/README.md).',
  },
  'unknown-version': {
    text: 'A version of the data that this service does not know',
    remedy: 'Send the version that the page of the type names, or leave it out.',
  },
  'missing-field': {
    text: 'A field that the event needs is absent',
    remedy: 'Give it; the page of the type says how.',
  },
  'unknown-field': {
    text: 'A field that the event does not have',
    remedy: 'Leave it out, or use the name on the page of the type. Nothing that is sent is silently dropped.',
  },
  'invalid-field': {
    text: 'A value of the wrong type, outside its list, its limits or its form',
    remedy: 'Give what the message and the page of the type name. Nothing is coerced: "3" is no number.',
  },
  'invalid-date': {
    text: 'A date that is not of the kind that this field needs',
    remedy: 'Give a day of the calendar for a birth; a day, month or year of the calendar for `source.recordedOn`.',
  },
  'missing-reason': {
    text: 'A correction, retraction or merge without its reason, or the reason `other` without its text',
    remedy: 'Give `reason.code`, and `reason.text` where the code is `other`.',
  },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

/** A fault of an event by itself. */
export interface EventFault extends Violation {
  readonly code: keyof typeof EVENT_FAULTS;
}

export const fault = (code: EventFault['code'], pointer: string, detail: string, remedy: string): EventFault => ({
  code,
  pointer,
  detail,
  remedy,
});

/** One more step of a JSON pointer (RFC 6901). */
export const at = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
