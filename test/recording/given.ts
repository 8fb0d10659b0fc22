import { readEvent, SEALED_FIELDS, type JsonObject } from '../../src/events/index.js';
import { decide, type Decision } from '../../src/recording/decide.js';
import type { IdentifiedDraft } from '../../src/recording/draft.js';
import { emptyTimeline, evolve, type Timeline } from '../../src/timeline/index.js';

/** A UUID for a name, the same each time. */
export const idOf = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').slice(-12).padStart(12, '0')}`;

interface More {
  readonly id?: string;
  readonly acknowledge?: readonly string[];
}

let unnamed = 0;

/** An event as `readEvent` lets it pass; ids are names, in `data` too where a field ends in `Id`. */
export function event(type: string, occurredOn: string, data: JsonObject = {}, more: More = {}): IdentifiedDraft {
  return draftOf({ type, occurredOn, data }, more);
}

/** A correction of the event of that name. */
export function correction(name: string, occurredOn: string, data: JsonObject, more: More = {}): IdentifiedDraft {
  const content = { eventId: name, occurredOn, data: withIds(data) };
  return draftOf({ type: 'EventCorrected', data: content, reason: { code: 'transcription' } }, more);
}

/** A retraction of the event of that name. */
export function retraction(name: string, more: More = {}): IdentifiedDraft {
  return draftOf({ type: 'EventRetracted', data: { eventId: name }, reason: { code: 'entered-in-error' } }, more);
}

function draftOf(input: { readonly data: JsonObject; readonly [field: string]: unknown }, { id, acknowledge }: More) {
  unnamed += 1;
  const reading = readEvent({
    ...input,
    id: idOf(id ?? `#${unnamed}`),
    data: withIds(input.data),
    ...(acknowledge?.length ? { acknowledge } : {}),
  });
  if ('violations' in reading) throw new Error(JSON.stringify(reading.violations));
  return reading.draft as IdentifiedDraft;
}

const withIds = (data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      field.endsWith('Id') && typeof value === 'string' ? idOf(value) : value,
    ]),
  );

export const registered = (data: JsonObject = {}, day = '2007-01-10'): IdentifiedDraft =>
  event('PatientRegistered', day, { dateBasis: 'calendar', ...data }, { id: 'reg' });

/** What is on record, without its sealed fields: nobody needs a key to decide. */
export const given = (...drafts: readonly IdentifiedDraft[]): Timeline => fold(emptyTimeline('p1'), drafts);

export const fold = (timeline: Timeline, drafts: readonly IdentifiedDraft[]): Timeline =>
  drafts.reduce(
    (state, draft) =>
      evolve(state, {
        ...draft,
        data: withoutSealed(draft.data),
        recordedAt: '2020-01-01T00:00:00.000Z',
        recordedBy: { subject: 's', role: 'r', organisation: 'o' },
        position: state.revision + 1,
        revision: state.revision + 1,
      }),
    timeline,
  );

const withoutSealed = (data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([field]) => !SEALED_FIELDS.has(field))
      .map(([field, value]) => [field, field === 'data' ? withoutSealed(value as JsonObject) : value]),
  );

/** A batch sent as an array on 1 June 2020. */
export const when = (record: Timeline, ...drafts: readonly IdentifiedDraft[]): Decision =>
  decide(record, drafts, { today: '2020-06-01' });

/** The outcome in short: `accepted` with the questions answered, or the code with every `code pointer`. */
export function outcome(decision: Decision): readonly string[] {
  if (decision.accepted) return ['accepted', ...decision.questioned];
  return [decision.code, ...decision.violations.map(({ code, pointer }) => `${code} ${pointer}`)];
}
