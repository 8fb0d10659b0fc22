import * as fc from 'fast-check';
import { CATALOGUE, eventTypeOf, type EventDraft } from '../../src/events/index.js';
import { QUESTIONS } from '../../src/recording/index.js';
import type { Timeline } from '../../src/timeline/index.js';

/** Something a recorder might try: register, record, correct, retract or merge; much of it will be refused. */
export interface Attempt {
  readonly patientId: string;
  readonly what: 'register' | 'record' | 'correct' | 'retract' | 'merge' | 'unmerge';
  /** Which type, which entry, which other patient: taken modulo what there is. */
  readonly pick: number;
  readonly day: number;
}

const PATIENTS = ['p1', 'p2', 'p3'];

/** So many attempts at most, after the registration of some patients. */
export const attempts = (max: number): fc.Arbitrary<Attempt[]> => {
  const any = fc.record({
    patientId: fc.constantFrom(...PATIENTS),
    what: fc.constantFrom('register', 'record', 'record', 'record', 'correct', 'retract', 'merge', 'merge', 'unmerge'),
    pick: fc.nat(1000),
    day: fc.integer({ min: 1, max: 28 }),
  });
  return fc
    .tuple(fc.subarray(PATIENTS, { minLength: 2 }), fc.array(any, { minLength: 1, maxLength: max }))
    .map(([known, tries]) => [
      ...known.map((patientId): Attempt => ({ patientId, what: 'register', pick: 0, day: 1 })),
      ...tries,
    ]);
};

const ALL_ANSWERED = QUESTIONS.map(({ code }) => code);
const RECORDABLE = CATALOGUE.filter(
  ({ dated, name }) => dated && name !== 'PatientRegistered' && name !== 'PathologyReported',
);

/** The events that an attempt sends, given what is on record. */
export function draftOf({ patientId, what, pick, day }: Attempt, timeline: Timeline | null): EventDraft {
  const date = `20${String(7 + (pick % 3)).padStart(2, '0')}-0${1 + (pick % 9)}-${String(day).padStart(2, '0')}`;
  const reason = { code: 'entered-in-error' };
  if (what === 'merge' || what === 'unmerge') {
    const type = what === 'merge' ? 'PatientsMerged' : 'PatientsUnmerged';
    const code = what === 'merge' ? 'same-person' : 'not-same-person';
    const [one, other] = PATIENTS.filter((name) => name !== patientId);
    return { type, version: 1, data: { otherPatientId: pick % 2 === 0 ? one! : other! }, reason: { code } };
  }
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
