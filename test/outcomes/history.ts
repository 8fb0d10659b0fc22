import { eventTypeOf, type JsonObject, type RecordedEvent } from '../../src/events/index.js';
import { derive, questionOf, type Asked, type Endpoints, type Outcomes } from '../../src/outcomes/index.js';
import { emptyTimeline, evolve, type Timeline } from '../../src/timeline/index.js';

/** One line of a history: `[when, what, data, id]`; the id, if not given, is `type@when`. */
export type Line = readonly [when: string, type: string, data?: JsonObject, id?: string];

/** The events of a patient as the log would hold them, recorded in the order of the lines. */
export function recorded(patientId: string, lines: readonly Line[]): readonly RecordedEvent[] {
  return lines.map(([when, type, data = {}, id = `${type}@${when}`], revision) => ({
    id,
    type,
    version: eventTypeOf(type)?.version ?? 1,
    ...(eventTypeOf(type)?.dated === false ? {} : { occurredOn: when }),
    data,
    patientId,
    recordedAt: '2024-01-01T00:00:00.000Z',
    recordedBy: { subject: 'registrar', role: 'recorder', organisation: 'hospital' },
    position: revision,
    revision,
  }));
}

/** The timeline of a history: the lines folded one by one. */
export const timelineOf = (lines: readonly Line[], patientId = 'p1'): Timeline =>
  recorded(patientId, lines).reduce(evolve, emptyTimeline(patientId));

/** An entry of a type that the catalogue does not have yet, or will never have. */
export interface Unlisted {
  readonly type: string;
  readonly occurredOn: string;
  readonly data: JsonObject;
}

/** What the lines derive, and entries beside them that no line could record. */
export function outcomesOf(lines: readonly Line[], asked: Asked = {}, unlisted: readonly Unlisted[] = []): Outcomes {
  const placeholders = unlisted.map((_, index): Line => ['unknown', 'FollowedUp', {}, `unlisted ${index}`]);
  const timeline = timelineOf([...lines, ...placeholders]);
  const first = timeline.entries.length - unlisted.length;
  const entries = timeline.entries.map((entry, index) => ({ ...entry, ...unlisted[index - first] }));
  return derive({ ...timeline, entries }, questionOf(asked));
}

/** The endpoints as a list. */
export const all = ({ responseDuration, ...endpoints }: Endpoints) => [
  ...Object.values(endpoints),
  responseDuration.unconfirmed,
  responseDuration.confirmed,
];

export const registered = (when: string, dateBasis: 'calendar' | 'relative' = 'calendar'): Line => [
  when,
  'PatientRegistered',
  { dateBasis, ...(dateBasis === 'relative' && { anchor: 'diagnosis' }) },
];
export const primary = (when: string, data: JsonObject = {}): Line => [
  when,
  'DiagnosisMade',
  { kind: 'primary', ...data },
  `primary@${when}`,
];
export const metastasis = (when: string, data: JsonObject = {}): Line => [
  when,
  'DiagnosisMade',
  { kind: 'liver-metastasis', ...data },
  `metastasis@${when}`,
];
export const ct = (when: string, data: JsonObject = {}): Line => [
  when,
  'ImagingPerformed',
  { modality: 'CT', purpose: 'not-stated', ...data },
  `ct@${when}`,
];
export const mdt = (when: string, classification: string, data: JsonObject = {}): Line => [
  when,
  'ResectabilityAssessed',
  { classification, ...data },
  `mdt@${when}`,
];
export const cycle = (when: string, data: JsonObject = {}): Line => [
  when,
  'ChemotherapyCycleGiven',
  { regimen: 'FOLFOX', cycle: 1, ...data },
  `cycle@${when}`,
];
export const response = (when: string, overall: string, data: JsonObject = {}): Line => [
  when,
  'ResponseAssessed',
  { criteria: 'RECIST-1.1', overall, ...data },
  `${overall}@${when}`,
];
export const progression = (when: string, basis = 'imaging'): Line => [
  when,
  'ProgressionDocumented',
  { basis },
  `progression@${when}`,
];
export const hepatectomy = (when: string, margin: string, data: JsonObject = {}): Line => [
  when,
  'ResectionPerformed',
  { organ: 'liver', intent: 'curative', margin, ...data },
  `hepatectomy@${when}`,
];
export const ablation = (when: string): Line => [
  when,
  'AblationPerformed',
  { technique: 'microwave' },
  `ablation@${when}`,
];
export const newTherapy = (when: string): Line => [
  when,
  'NewTherapyStarted',
  { therapy: 'FOLFIRI + cetuximab', kind: 'systemic' },
  `therapy@${when}`,
];
export const seen = (when: string): Line => [when, 'FollowedUp', { status: 'alive' }, `seen@${when}`];
export const died = (when: string): Line => [when, 'Died', { cause: 'cancer' }, `died@${when}`];
export const corrected = (
  eventId: string,
  occurredOn: string,
  data: JsonObject,
  id = `correction of ${eventId}`,
): Line => ['', 'EventCorrected', { eventId, occurredOn, data, dataVersion: 1 }, id];
export const retracted = (eventId: string): Line => ['', 'EventRetracted', { eventId }, `retraction of ${eventId}`];
