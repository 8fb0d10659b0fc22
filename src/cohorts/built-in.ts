import { parseClinicalDate } from '../events/index.js';
import { RECORDED_SETS, timeZeroOf, type Question } from '../outcomes/index.js';
import { least, no, NOT_STATED, TOO_COARSE, UNDATED, unsure, YES } from './answer.js';
import type { Patient, Row } from './patient.js';
import { parsePhrase, type Phrase } from './phrase.js';
import type { Derived, EventSource, NamedEvents } from './plan.js';
import { take, type MomentFound, type SetFound } from './selection.js';

/** A set or moment that every definition has, by the names of what it is made of. */
interface BuiltIn {
  readonly from?: keyof typeof RECORDED_SETS | 'deaths' | readonly string[];
  readonly when?: string;
  readonly take?: 1;
  readonly derived?: Derived;
}

const DEATHS = { types: ['Died'], is: () => true };

/** What is built in (cohorts.md 1). Progression is that of the rule set, after the time zero that it counts from. */
const tableFor = (question: Question): Readonly<Record<string, BuiltIn>> => ({
  'documented-progression': { from: 'documented-progression' },
  'any-progression': { from: 'any-progression' },
  'clearing-resection': { from: 'clearing-resection' },
  'line-start': { from: RECORDED_SETS['first-treatment'].types, derived: { set: lineStarts } },
  registration: { from: 'registration', take: 1 },
  diagnosis: { from: 'diagnosis', take: 1 },
  metastasis: { from: 'metastasis', take: 1 },
  'first-line-treatment': { from: 'liver-treatment', when: 'on or after first-liver-metastasis', take: 1 },
  'first-treatment': { from: 'first-treatment', take: 1 },
  'first-resection': { from: 'first-resection', take: 1 },
  'first-r0-liver-resection': {
    from: RECORDED_SETS['clearing-resection'].types,
    take: 1,
    derived: { moment: (patient) => take(r0Resections(patient), 1) },
  },
  conversion: { from: RECORDED_SETS['clearing-resection'].types, take: 1, derived: { moment: conversion } },
  progression: {
    from: question.ruleSet === 'fda-2007-table-a' ? 'documented-progression' : 'any-progression',
    when: `${question.ruleSet === 'as-recorded' ? 'on or after' : 'after'} ${timeZeroOf(question)}`,
    take: 1,
  },
  death: { from: 'deaths', take: 1 },
  'last-known-alive': { from: [], take: 1, derived: { moment: lastKnownAlive } },
  // The liver metastasis of endpoints.md 2.1: the time zero "metastasis" takes others too.
  [LIVER_METASTASIS]: { from: 'liver-metastasis', take: 1 },
});
const LIVER_METASTASIS = 'first-liver-metastasis';

export const BUILT_IN_SETS = ['documented-progression', 'any-progression', 'clearing-resection', 'line-start'] as const;
export const BUILT_IN_MOMENTS = [
  'registration',
  'diagnosis',
  'metastasis',
  'first-line-treatment',
  'first-treatment',
  'first-resection',
  'first-r0-liver-resection',
  'conversion',
  'progression',
  'death',
  'last-known-alive',
  'index',
  'landmark',
] as const;

/** What is built in under each name, made when it is asked for; `index` and `landmark` are the definition's own. */
export function builtIns(
  question: Question,
  add: (events: Omit<NamedEvents, 'slot'>) => NamedEvents,
): (name: string) => NamedEvents | null {
  const table = tableFor(question);
  const made = new Map<string, NamedEvents>();
  const make = (name: string): NamedEvents | null => {
    const one = Object.hasOwn(table, name) ? table[name] : undefined;
    const known = made.get(name);
    if (known || !one) return known ?? null;
    const { from = [], when, take: which = null, derived = null } = one;
    const set = typeof from === 'string' ? (from === 'deaths' ? DEATHS : RECORDED_SETS[from]) : null;
    const sources: EventSource[] = set ? [{ recorded: set }] : [];
    const types = set?.types ?? (typeof from === 'string' ? [] : from);
    const events = add({ name, types, sources, where: [], when: phrases(when), take: which, derived });
    made.set(name, events);
    return events;
  };
  const phrases = (text: string | undefined): readonly Phrase<NamedEvents>[] => {
    const phrase = text === undefined ? null : parsePhrase(text);
    const anchor = phrase && !('why' in phrase) ? make(phrase.anchor) : null;
    return phrase && !('why' in phrase) && anchor ? [{ ...phrase, anchor }] : [];
  };
  return make;
}

/** The event that an outcome names first in its evidence. */
const rowBehind = (patient: Patient, evidence: readonly string[]) =>
  evidence[0] === undefined ? null : patient.rowOf(evidence[0]);

/** Lines of treatment as the outcomes count them (endpoints.md 5.7); not sure where a date was imputed for it. */
function lineStarts(patient: Patient): SetFound {
  const { lines, imputed } = patient.outcomes.endpoints.treatment;
  const coarse = imputed && patient.plan.partialDates !== 'imputed';
  const matches = lines.flatMap(({ evidence }): Row[] => {
    const row = rowBehind(patient, evidence);
    return row ? [coarse ? { ...row, told: TOO_COARSE } : row] : [];
  });
  return openSet(matches);
}

/** Clearing resections with an R0 margin, by pathology where there is a report (endpoints.md 2.5). */
function r0Resections(patient: Patient): SetFound {
  const operations = patient.outcomes.endpoints.surgery.operations;
  const margins = new Map(
    operations.flatMap(({ evidence: [id], margin }) => (id === undefined ? [] : [[id, margin] as const])),
  );
  const matches = patient.rowsOf('ResectionPerformed').flatMap((row): Row[] => {
    if (!RECORDED_SETS['clearing-resection'].is(row.entry)) return [];
    const margin = margins.get(row.entry.id);
    if (margin === undefined) return [{ ...row, told: UNDATED }];
    if (margin === null) return [{ ...row, told: NOT_STATED }];
    return margin === 'R0' ? [row] : [];
  });
  return openSet(matches);
}

const openSet = (matches: readonly Row[]): SetFound => ({
  matches,
  end: null,
  silence: no('none-found'),
  anchors: [],
});

/** The resection that converted (endpoints.md 5.2); where the question does not arise there is none. */
function conversion(patient: Patient): MomentFound {
  const { converted, reason, date, imputed, evidence, initial } = patient.outcomes.endpoints.conversion;
  const nowhere = { lo: -Infinity, hi: Infinity, candidates: [], anchors: [], end: null };
  if (converted === null && initial !== 'resectable') return { ...nowhere, told: unsure(reason.code) };
  const day = parseClinicalDate(date ?? '')?.lo;
  if (converted !== true || day === undefined) return { ...nowhere, told: no(reason.code) };
  const candidates = evidence.flatMap((id) => {
    const row = patient.rowOf(id);
    return row?.entry.id === id && RECORDED_SETS['clearing-resection'].is(row.entry) && row.lo <= day && day <= row.hi
      ? [row]
      : [];
  });
  const coarse = imputed && patient.plan.partialDates !== 'imputed';
  const told = candidates.map((row) => row.told).reduce(least, coarse ? TOO_COARSE : YES);
  const [lo, hi] = [
    Math.min(day, ...candidates.map((row) => row.lo)),
    Math.max(day, ...candidates.map((row) => row.hi)),
  ];
  return { told, lo, hi, candidates, anchors: [], end: null };
}

function lastKnownAlive({ alive: { days, by } }: Patient): MomentFound {
  return { told: by.length > 0 ? YES : no('never-seen'), ...days, candidates: by, anchors: [], end: null };
}
