import { parseClinicalDate, type Json, type JsonObject } from '../events/index.js';
import { least, no, NO, NOT_STATED, TOO_COARSE, unsure, YES, type Told } from './answer.js';
import type { Fact } from './facts.js';
import { isSilent } from './kinds.js';
import type { Patient, Row } from './patient.js';
import type { Asking } from './plan.js';
import { momentOf, ofCandidates, setOf } from './selection.js';
import type { ValueTest } from './range-test.js';

/** What a fact says of a patient: the answer to its test, the value in words, and what it was read from. */
export interface FactFound {
  readonly told: Told;
  readonly value: string;
  readonly rows: readonly Row[];
  /** The evidence of an outcome. */
  readonly ids: readonly string[];
}

const MATCHES: Told = { ...YES, code: 'matches' };
const DIFFERS = no('differs');
const named = (told: Told): Told => (told === YES ? MATCHES : told === NO ? DIFFERS : told);

/** Asks a fact (cohorts.md 3.1). */
export function askFact(patient: Patient, path: string, asking: Asking, test: ValueTest): FactFound {
  if (asking.of === 'patient') {
    return asking.fact.of === 'registration'
      ? registered(patient, path, test)
      : derived(patient, path, asking.fact, test);
  }
  return asking.of === 'count' ? counted(patient, asking, test) : ofMoment(patient, asking, test);
}

function ofMoment(patient: Patient, { events, field }: Asking & { of: 'moment' }, test: ValueTest): FactFound {
  const { basis } = patient;
  const moment = momentOf(patient, events);
  const rows = moment.candidates;
  if (moment.told.rank === 0) return { told: moment.told, value: '', rows: moment.anchors, ids: [] };
  if (field === 'date') {
    const told = least(moment.told, test.between(moment.lo, moment.hi, basis));
    return { told: named(told), value: rows.map(({ entry }) => entry.occurredOn).join(' or '), rows, ids: [] };
  }
  const told = ofCandidates(moment, ({ entry }) => test.is(entry.data[field], basis));
  return { told: named(told), value: rows.map(({ entry }) => shown(entry.data[field])).join(' or '), rows, ids: [] };
}

/** As many as are sure, and as many more as may be; no end where nobody watched to the end. */
function counted(patient: Patient, { events }: Asking & { of: 'count' }, test: ValueTest): FactFound {
  const { matches, silence } = setOf(patient, events);
  const sure = matches.filter(({ told }) => told.rank === 2).length;
  const most = silence.rank === 1 ? Infinity : matches.length;
  const told = test.between(sure, most, patient.basis);
  const doubt = matches.find((match) => match.told.rank === 1)?.told ?? silence;
  const value = most === sure ? `${sure}` : `${sure} to ${most === Infinity ? 'any number' : most}`;
  return { told: told.rank === 1 ? doubt : named(told), value, rows: matches, ids: [] };
}

function registered(patient: Patient, path: string, test: ValueTest): FactFound {
  const [row] = patient.rowsOf('PatientRegistered');
  const data: JsonObject = row?.entry.data ?? {};
  const rows = row ? [row] : [];
  if (path === 'age' && isSilent(data['age'])) return ageByBirthYear(patient, data, rows, test);
  return { told: named(test.is(data[path], patient.basis)), value: shown(data[path]), rows, ids: [] };
}

/** Age at enrolment of whom only the year of birth is known: one of two whole numbers. */
function ageByBirthYear({ basis }: Patient, data: JsonObject, rows: readonly Row[], test: ValueTest): FactFound {
  const year = data['birthYear'];
  const enrolled = rows[0] && basis === 'calendar' ? parseClinicalDate(rows[0].entry.occurredOn) : null;
  if (typeof year !== 'number' || !enrolled || enrolled.precision === 'unknown') {
    return { told: named(test.is(undefined, basis)), value: 'not stated', rows, ids: [] };
  }
  const [first, last] = [Number(enrolled.text.slice(0, 4)) - year - 1, Number(enrolled.text.slice(0, 4)) - year];
  const told = test.between(first, last, basis);
  return { told: told.rank === 1 ? BORN_THAT_YEAR : named(told), value: `${first} or ${last}`, rows, ids: [] };
}
const BORN_THAT_YEAR = unsure('birthday-not-known');

interface Endpointed {
  readonly reason?: { readonly code: string };
  readonly imputed?: boolean;
  readonly evidence?: readonly string[];
}

/** A leaf of the endpoints; null: with the reason of its own. One that rests on an imputed date is as unsure as the date. */
function derived(patient: Patient, path: string, { kind }: Fact, test: ValueTest): FactFound {
  const keys = path.split('.');
  let around: Endpointed = {};
  let value: unknown = patient.outcomes.endpoints;
  for (const key of keys) {
    if (typeof value === 'object' && value !== null && 'evidence' in value) around = value as Endpointed;
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  }
  const reasons = around as Readonly<Record<string, { readonly code: string } | undefined>>;
  const reason = reasons[`${keys.at(-1)}Reason`] ?? around.reason;
  const { imputed = false, evidence: ids = [] } = around;
  const silent = isSilent(value) || (kind.list && Array.isArray(value) && value.length === 0);
  const asked = test.is(value, patient.basis);
  const told = silent && asked === NOT_STATED && reason ? unsure(reason.code) : named(asked);
  const coarse = imputed && patient.plan.partialDates !== 'imputed' && !test.asksSilence && told.rank !== 1;
  return { told: coarse ? TOO_COARSE : told, value: shown(value as Json | undefined), rows: [], ids };
}

const shown = (value: Json | undefined): string =>
  isSilent(value) ? 'not stated' : typeof value === 'string' ? value : JSON.stringify(value);
