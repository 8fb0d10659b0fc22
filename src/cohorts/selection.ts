import { overrules } from '../outcomes/index.js';
import { least, no, NO, NOT_FOLLOWED, TIE, unsure, YES, type Told } from './answer.js';
import type { Entry } from '../timeline/index.js';
import type { Patient, Row } from './patient.js';
import { holds, type Days, type Phrase } from './phrase.js';
import type { EventSource, NamedEvents } from './plan.js';
import { shifted } from './span.js';

/** The events of a set (cohorts.md 3.3, 3.5). */
export interface SetFound {
  /** The sure and the possible ones, each with how sure it is of this set. */
  readonly matches: readonly Row[];
  /** The end of its window; null: it has none, "so far". */
  readonly end: Days | null;
  /** What having no match says: no, or that nobody watched. */
  readonly silence: Told;
  /** The events that its phrases count from. */
  readonly anchors: readonly Row[];
}

/** One dated event (cohorts.md 3.4): whether it exists, between which days, and which events could be it. */
export interface MomentFound extends Days {
  readonly told: Told;
  readonly candidates: readonly Row[];
  readonly anchors: readonly Row[];
  /** Of the window of its set; null: it has none. */
  readonly end: Days | null;
}

const NO_ANCHOR = no('no-anchor');
const NEVER: Days = { lo: -Infinity, hi: -Infinity };

/** The events of that name, evaluated once a patient. */
export const setOf = (patient: Patient, events: NamedEvents): SetFound =>
  (patient.sets[events.slot] ??=
    events.derived && 'set' in events.derived ? events.derived.set(patient) : select(patient, events));

/** The moment of that name, evaluated once a patient. */
export const momentOf = (patient: Patient, events: NamedEvents): MomentFound =>
  (patient.moments[events.slot] ??=
    events.derived && 'moment' in events.derived
      ? events.derived.moment(patient)
      : take(setOf(patient, events), events.take ?? 1));

function select(patient: Patient, { sources, where, when }: NamedEvents): SetFound {
  const anchors = when.length === 0 ? NONE : when.map(({ anchor }) => momentOf(patient, anchor));
  const anchored = anchors.reduce((told, anchor) => least(told, anchor.told), YES);
  const anchorRows = anchors.length === 0 ? NOBODY : anchors.flatMap(({ candidates }) => candidates);
  if (anchored.rank === 0) return { matches: NOBODY, end: NEVER, silence: NO_ANCHOR, anchors: anchorRows };

  const matches: Row[] = [];
  for (const row of drawn(patient, sources)) {
    let told = least(row.told, anchored);
    for (const { field, test } of where) {
      const { basis } = patient;
      told = least(
        told,
        field === 'date' ? test.between(row.lo, row.hi, basis) : test.is(row.entry.data[field], basis),
      );
    }
    for (let i = 0; i < when.length && told.rank > 0; i++) {
      const phrase = when[i];
      const anchor = anchors[i];
      if (phrase && anchor) told = least(told, lies(patient, row, phrase, anchor));
    }
    if (told.rank > 0) matches.push(told === row.told ? row : { ...row, told });
  }
  const end = earlier(endOfSources(patient, sources), endOfPhrases(patient, when, anchors));
  return { matches, end, silence: patient.watchedTo(end) ? NO : NOT_FOLLOWED, anchors: anchorRows };
}
const NONE: readonly MomentFound[] = [];
const NOBODY: readonly Row[] = [];

/** Whether an event lies so to an anchor; a same day that decides is remembered. */
function lies(patient: Patient, row: Row, phrase: Phrase<NamedEvents>, anchor: MomentFound): Told {
  const { basis, flipped, tied } = patient;
  if (!phrase.otherwise || row.hi < anchor.lo || row.lo > anchor.hi) return holds(phrase, row, anchor, basis);
  const [asked, other] = [holds(phrase, row, anchor, basis), holds(phrase.otherwise, row, anchor, basis)];
  if (asked.rank !== other.rank) tied.add(phrase);
  return phrase === flipped ? other : asked;
}

/** The events of all sources, each once, as the source that is surest of it has it. */
function drawn(patient: Patient, sources: readonly EventSource[]): readonly Row[] {
  const [only] = sources;
  if (only && sources.length === 1) return drawnFrom(patient, only);
  const surest = new Map<Entry, Row>();
  for (const row of sources.flatMap((source) => drawnFrom(patient, source))) {
    const known = surest.get(row.entry);
    if (!known || known.told.rank < row.told.rank) surest.set(row.entry, row);
  }
  return [...surest.values()];
}

function drawnFrom(patient: Patient, source: EventSource): readonly Row[] {
  if ('events' in source) return setOf(patient, source.events).matches;
  if ('type' in source) return patient.rowsOf(source.type);
  const { types, is } = source.recorded;
  return types.flatMap((type) => {
    const rows = patient.rowsOf(type);
    const counted = rows.filter(({ entry }) => is(entry));
    return type === 'ResponseAssessed' ? read(patient, counted, rows) : counted;
  });
}

const READ_AGAIN = unsure('read-by-another');

/** Of two readings of one imaging the one that the option `assessor` names; of dates too coarse to tell, perhaps. */
function read({ outcomes }: Patient, readings: readonly Row[], all: readonly Row[]): readonly Row[] {
  const { assessor } = outcomes.options;
  if (assessor === 'any') return readings;
  return readings.flatMap((row) => {
    const others = all.filter(
      (other) => other.lo <= row.hi && row.lo <= other.hi && overrules(other.entry, row.entry, assessor),
    );
    if (others.length === 0) return [row];
    const surely = others.some(({ lo, hi, told }) => told === YES && lo === hi && row.lo === row.hi);
    return surely ? [] : [{ ...row, told: READ_AGAIN }];
  });
}

/** The earliest end that the phrases set, over all days that their anchors can have; null: they set none. */
function endOfPhrases(
  { basis }: Patient,
  when: readonly Phrase<NamedEvents>[],
  anchors: readonly MomentFound[],
): Days | null {
  return when.reduce<Days | null>((end, { to }, i) => {
    const anchor = anchors[i];
    return to && anchor ? earlier(end, { lo: shifted(anchor.lo, to, basis), hi: shifted(anchor.hi, to, basis) }) : end;
  }, null);
}

/** The latest end of the sets that events are taken from; a type has none. */
function endOfSources(patient: Patient, sources: readonly EventSource[]): Days | null {
  const ends = sources.map((source) => ('events' in source ? setOf(patient, source.events).end : null));
  return ends.reduce((a, b) => a && b && { lo: Math.max(a.lo, b.lo), hi: Math.max(a.hi, b.hi) }, NEVER);
}

const earlier = (a: Days | null, b: Days | null): Days | null =>
  a && b ? { lo: Math.min(a.lo, b.lo), hi: Math.min(a.hi, b.hi) } : (a ?? b);

/**
 * One event of a set: the k-th, the last where k is -1 (cohorts.md 3.4). Where fewer are sure, any of the possible ones may be
 * it, to the last of them; and where nobody watched to the end, one that was not recorded.
 */
export function take({ matches, silence, anchors, end }: SetFound, k: number): MomentFound {
  const nth = Math.abs(k);
  const sure = matches.filter(({ told }) => told.rank === 2);
  const unseen = { lo: -Infinity, hi: Infinity, candidates: [], anchors, end };
  if (sure.length < nth && silence.rank === 1) return { ...unseen, told: silence };
  if (matches.length < nth) return { ...unseen, told: matches.length > 0 ? NO : silence };

  const settled = sure.length >= nth;
  const told = settled ? YES : (matches.find((row) => row.told.rank === 1)?.told ?? YES);
  const lo = k > 0 ? kth(matches, 'lo', nth) : settled ? kth(sure, 'lo', sure.length) : kth(matches, 'lo', 1);
  const hi = k > 0 && settled ? kth(sure, 'hi', nth) : kth(matches, 'hi', matches.length);
  return { told, lo, hi, candidates: matches.filter((row) => row.hi >= lo && row.lo <= hi), anchors, end };
}

/** The k-th smallest of the first or last days. */
function kth(rows: readonly Row[], end: 'lo' | 'hi', k: number): number {
  const [only] = rows;
  if (only && rows.length === 1) return only[end];
  return rows.map((row) => row[end]).toSorted((a, b) => a - b)[k - 1] ?? NaN;
}

/** What holds of a moment: of all that it could be, of none, or who knows. A moment that may not exist is never sure. */
export function ofCandidates({ told, candidates }: MomentFound, ask: (row: Row) => Told): Told {
  if (told.rank === 0) return told;
  const [first, ...others] = candidates.map(ask);
  if (!first) return told;
  const one = others.every(({ rank }) => rank === first.rank) ? first : TIE;
  return least(told, one);
}
