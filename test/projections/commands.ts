import * as fc from 'fast-check';
import { CATALOGUE, eventTypeOf, type EventDraft } from '../../src/events/index.js';
import { QUESTIONS } from '../../src/recording/index.js';
import type { Timeline } from '../../src/timeline/index.js';

/** Something a recorder might try: register, record, correct or retract; much of it will be refused. */
export interface Attempt {
  readonly patientId: string;
  readonly what: 'register' | 'record' | 'correct' | 'retract';
  /** Which type, which entry, which day: taken modulo what there is. */
  readonly pick: number;
  readonly day: number;
}

export const attempts = (max: number): fc.Arbitrary<Attempt[]> =>
  fc.array(
    fc.record({
      patientId: fc.constantFrom('p1', 'p2', 'p3'),
      what: fc.constantFrom('register', 'record', 'record', 'record', 'correct', 'retract'),
      pick: fc.nat(1000),
      day: fc.integer({ min: 1, max: 28 }),
    }),
    { minLength: 1, maxLength: max },
  );

const ALL_ANSWERED = QUESTIONS.map(({ code }) => code);
const RECORDABLE = CATALOGUE.filter(
  ({ dated, name }) => dated && name !== 'PatientRegistered' && name !== 'PathologyReported',
);

/** The events that an attempt sends, given what is on record. */
export function draftOf({ what, pick, day }: Attempt, timeline: Timeline | null): EventDraft {
  const date = `20${String(7 + (pick % 3)).padStart(2, '0')}-0${1 + (pick % 9)}-${String(day).padStart(2, '0')}`;
  const reason = { code: 'entered-in-error' };
  const entry = timeline?.entries[pick % timeline.entries.length];
  if (what === 'register' || !entry) {
    return {
      type: 'PatientRegistered',
      version: 1,
      occurredOn: date,
      data: { dateBasis: 'calendar', arm: `a${pick}` },
    };
  }
  const { name, version, example } = RECORDABLE[pick % RECORDABLE.length]!;
  if (what === 'record')
    return { type: name, version, occurredOn: date, data: example.data, acknowledge: ALL_ANSWERED };
  if (what === 'retract') {
    return { type: 'EventRetracted', version: 1, data: { eventId: entry.id }, reason, acknowledge: ALL_ANSWERED };
  }
  const data = { eventId: entry.id, occurredOn: date, data: { ...eventTypeOf(entry.type)!.example.data } };
  return { type: 'EventCorrected', version: 1, data, reason, acknowledge: ALL_ANSWERED };
}
