import { formatDay } from '../events/index.js';
import type { Because, Outcomes } from '../outcomes/index.js';
import { fitsBasis, type Entry, type Timeline } from '../timeline/index.js';
import { ANSWERS, NO_CALENDAR, type Answer } from './answer.js';
import { bind } from './compile.js';
import { judge, type Found } from './judge.js';
import { missedBy } from './missed-by.js';
import { Patient, type Row } from './patient.js';
import type { Criterion, Parameters, Plan } from './plan.js';
import { momentOf } from './selection.js';
import { shifted } from './span.js';

/** The answer of one criterion, and what shows it. */
export interface CriterionAnswer {
  readonly name: string;
  readonly answer: Answer;
  readonly reason: Because;
  /** Ids of events: the first record, followed by the correction in force. */
  readonly evidence: readonly string[];
  /** The day of what was found, the last of the window that was watched, or that of the evidence. */
  readonly knownOn: string | null;
  /** Whether it would differ had the same day been counted otherwise. */
  readonly sameDay: boolean;
  /** Days by which a span alone was missed. */
  readonly missedBy: number | null;
}

/** Whether a patient is in a cohort, with the reason (cohorts.md 4). */
export interface Verdict {
  readonly patientId: string;
  readonly revision: number;
  readonly verdict: 'in' | 'out' | 'cannot-tell' | 'not-counted';
  /** Place of the deciding criterion in `criteria`, from 1; null: in, or not counted. */
  readonly decidedBy: number | null;
  /** Why the patient is in no cohort at all; null: counted. */
  readonly notCounted: Because | null;
  readonly index: { readonly date: string; readonly imputed: boolean; readonly evidence: readonly string[] } | null;
  /** The day of the landmark, where the definition has one and the patient an index date. */
  readonly landmark: string | null;
  /** Index and landmark among them: the order of the flow. */
  readonly criteria: readonly CriterionAnswer[];
  /** `imputed-dates`, `month-as-30.4375-days`: how partial dates and months without a calendar were read. */
  readonly notes: readonly string[];
}

/**
 * The verdict of a plan on one patient: a pure function of its arguments. The outcomes are those derived under
 * `plan.outcomes` with the same cut-off.
 * @param parameters values other than the defaults of the definition
 * @throws ParameterError for parameters that the definition does not have, or of another type; bind them once for many patients
 */
export function evaluate(
  plan: Plan,
  parameters: Parameters,
  timeline: Timeline,
  outcomes: Outcomes,
  cutOff: string | null,
): Verdict {
  const bound = bind(plan, parameters);
  const { patientId, revision } = timeline;
  const notCounted = whyNotCounted(timeline);
  const frame = { patientId, revision, notCounted, notes: [] };
  if (notCounted)
    return { ...frame, verdict: 'not-counted', decidedBy: null, index: null, landmark: null, criteria: [] };
  if (!fitsBasis(timeline, cutOff)) return { ...frame, ...withoutCalendar(bound) };
  const patient = new Patient(bound, timeline, outcomes, cutOff);
  const found = bound.criteria.map((criterion) => judge(patient, criterion));
  return {
    ...frame,
    ...decided(found),
    ...dates(patient),
    criteria: found.map((one, i) => answered(patient, bound.criteria[i] as Criterion, one)),
    notes: notes(patient, found),
  };
}

/** Membership alone: the verdict of {@link evaluate} and the criterion that decided it, without what shows them. */
export type Membership = Pick<Verdict, 'verdict' | 'decidedBy'>;

/** Who is in: for whole populations. @param plan with its parameters bound */
export function membership(plan: Plan, timeline: Timeline, outcomes: Outcomes, cutOff: string | null): Membership {
  if (whyNotCounted(timeline)) return { verdict: 'not-counted', decidedBy: null };
  if (!fitsBasis(timeline, cutOff)) return { verdict: 'cannot-tell', decidedBy: 1 };
  const patient = new Patient(plan, timeline, outcomes, cutOff);
  return decided(plan.criteria.map((criterion) => judge(patient, criterion)));
}

/** The first no, else the first that cannot be told (cohorts.md 3.7). */
function decided(found: readonly Found[]): Membership {
  const lowest = found.reduce<0 | 1 | 2>((rank, { told }) => (told.rank < rank ? told.rank : rank), 2);
  const place = lowest === 2 ? null : found.findIndex(({ told }) => told.rank === lowest) + 1;
  return { verdict: VERDICTS[lowest], decidedBy: place };
}

const VERDICTS = { 0: 'out', 1: 'cannot-tell', 2: 'in' } as const;

/** A cut-off of the calendar does not fall on any of a patient's relative days, nor the reverse. */
function withoutCalendar({
  criteria,
}: Plan): Pick<Verdict, 'verdict' | 'decidedBy' | 'index' | 'landmark' | 'criteria'> {
  const text = 'The cut-off and the dates of this patient are not both calendar or relative.';
  const answer = { answer: 'cannot-tell', evidence: [], knownOn: null, sameDay: false, missedBy: null } as const;
  const reason = { code: NO_CALENDAR.code, text };
  return {
    verdict: 'cannot-tell',
    decidedBy: 1,
    index: null,
    landmark: null,
    criteria: criteria.map(({ name }) => ({ name, ...answer, reason })),
  };
}

/** In no cohort: never registered, or no longer, or consent to the use of the data is withdrawn. */
export function whyNotCounted({ entries }: Timeline): Because | null {
  let registered = false;
  for (const { type, status, data } of entries) {
    if (status === 'retracted') continue;
    if (type === 'PatientRegistered') registered = true;
    if (type === 'ConsentWithdrawn' && data['scope'] === 'data-use') {
      return { code: 'consent-withdrawn', text: 'Consent to the use of the data is withdrawn.' };
    }
  }
  return registered ? null : { code: 'registration-retracted', text: 'No registration of the patient stands.' };
}

function answered(patient: Patient, criterion: Criterion, found: Found): CriterionAnswer {
  const { told, rows, ids } = found;
  return {
    name: criterion.name,
    answer: ANSWERS[told.rank],
    reason: { code: told.code, text: found.say() },
    evidence: evidenceOf(rows, ids),
    knownOn: knownOn(patient, found),
    sameDay: patient.tied.size > 0 && restsOnSameDay(patient, criterion, told.rank),
    missedBy: told.rank === 0 ? missedBy(patient, criterion) : null,
  };
}

const idsOf = ({ id, correctedBy }: Entry): readonly string[] => (correctedBy === null ? [id] : [id, correctedBy]);

function evidenceOf(rows: readonly Row[], ids: readonly string[]): readonly string[] {
  const all = [...ids];
  for (const { entry } of rows) all.push(...idsOf(entry));
  return all.length < 2 ? all : [...new Set(all)];
}

function knownOn(patient: Patient, { rows, ids, until }: Found): string | null {
  const behind = ids.length === 0 ? rows : [...rows, ...ids.flatMap((id) => patient.rowOf(id) ?? [])];
  const last = until ?? Math.max(...behind.map(({ hi }) => hi));
  return Number.isFinite(last) ? formatDay(last, patient.basis) : null;
}

/** Asks again with each tied phrase counted otherwise, one at a time. */
function restsOnSameDay(
  { plan, timeline, outcomes, cutOff, tied }: Patient,
  criterion: Criterion,
  rank: number,
): boolean {
  for (const phrase of tied) {
    const otherwise = new Patient(plan, timeline, outcomes, cutOff, phrase);
    if (judge(otherwise, criterion).told.rank !== rank) return true;
  }
  return false;
}

/** The index date: the day, or that imputed to the event, where it is partial. */
function dates(patient: Patient): Pick<Verdict, 'index' | 'landmark'> {
  const { plan, basis } = patient;
  const { told, lo, hi, candidates } = momentOf(patient, plan.index);
  if (told.rank === 0 || !Number.isFinite(lo) || !Number.isFinite(hi)) return { index: null, landmark: null };
  const imputed = lo < hi || candidates.some((row) => row.imputed);
  const day = lo === hi ? lo : Math.min(hi, Math.max(lo, imputedOf(patient, candidates) ?? lo));
  const index = { date: formatDay(day, basis), imputed, evidence: evidenceOf(candidates, []) };
  return { index, landmark: plan.landmark && formatDay(shifted(day, { ...plan.landmark, plus: 0 }, basis), basis) };
}

/** The earliest day imputed to the events that the index could be; of the last of them, the latest. */
function imputedOf(patient: Patient, candidates: readonly Row[]): number | null {
  const days = candidates.flatMap(({ entry }) => patient.imputedDay(entry) ?? []);
  if (days.length === 0) return null;
  return patient.plan.index.take === -1 ? Math.max(...days) : Math.min(...days);
}

function notes({ plan, basis }: Patient, found: readonly Found[]): readonly string[] {
  const imputed = found.some(({ rows }) => rows.some((row) => row.imputed));
  return [
    ...(imputed ? ['imputed-dates'] : []),
    ...(plan.countsMonths && basis === 'relative' ? ['month-as-30.4375-days'] : []),
  ];
}
