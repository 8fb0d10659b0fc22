import { formatDay } from '../events/index.js';
import { greatest, least, no, NO, unsure, YES, yes, type Told } from './answer.js';
import { CLINICAL_TYPES } from './kinds.js';
import { askFact } from './fact-values.js';
import { Patient, type Row } from './patient.js';
import { holds } from './phrase.js';
import type { Criterion, NamedEvents, Plan } from './plan.js';
import { momentOf, setOf, type MomentFound, type SetFound } from './selection.js';

/** The answer of a criterion for one patient, and what it rests on. */
export interface Found {
  readonly told: Told;
  readonly rows: readonly Row[];
  /** Evidence of an outcome. */
  readonly ids: readonly string[];
  /** The day of what was found, or the last of a window that was watched; null: that of its evidence. */
  readonly until: number | null;
  readonly say: () => string;
}

/** Judges a criterion: no short cut, every part is answered (cohorts.md 3.6, 4). */
export function judge(patient: Patient, criterion: Criterion): Found {
  switch (criterion.is) {
    case 'events':
      return judgeEvents(patient, criterion.events);
    case 'index':
      return judgeIndex(patient, criterion.events);
    case 'landmark':
      return judgeLandmark(patient, criterion);
    case 'fact': {
      const { told, value, rows, ids } = askFact(patient, criterion.path, criterion.asking, criterion.test);
      return { told, rows, ids, until: null, say: () => `${criterion.path}: ${value || 'no such event'}` };
    }
    case 'in':
      return judgeWithin(patient, criterion.cohort, criterion.plan);
    default:
      return connect(patient, criterion);
  }
}

type Connective = Extract<Criterion, { readonly of: readonly Criterion[] }>;

function connect(patient: Patient, criterion: Connective): Found {
  const parts = criterion.of.map((part) => judge(patient, part));
  const toldBy = parts.map(({ told }) => told);
  if (criterion.is === 'at-least') {
    const [sure = 0, possible = 0] = [2, 1].map((rank) => toldBy.filter((told) => told.rank === rank).length);
    const told = atLeast(criterion.count, sure, possible, toldBy);
    return { ...because(told, parts), say: () => `${sure} of ${parts.length}, ${possible} more perhaps` };
  }
  if (criterion.is === 'all') return because(toldBy.reduce(least, YES), parts);
  const any = toldBy.reduce(greatest, NO);
  if (criterion.is === 'any') return because(any, parts);
  const none = any.rank === 2 ? no(any.code) : any.rank === 0 ? yes(any.code) : any;
  return { ...because(any, parts), told: none };
}

function atLeast(count: number, sure: number, possible: number, toldBy: readonly Told[]): Told {
  if (sure >= count) return YES;
  return sure + possible < count ? NO : (toldBy.find(({ rank }) => rank === 1) ?? unsure('perhaps'));
}

/** The parts that gave the answer; the first of them says it. */
function because(told: Told, parts: readonly Found[]): Found {
  const [only] = parts;
  if (only && parts.length === 1) return { ...only, told };
  const deciding = parts.filter((part) => part.told.rank === told.rank);
  const those = deciding.length > 0 ? deciding : parts;
  const ends = those.flatMap(({ until }) => until ?? []);
  return {
    told,
    rows: those.flatMap(({ rows }) => rows),
    ids: those.flatMap(({ ids }) => ids),
    until: ends.length > 0 ? Math.max(...ends) : null,
    say: () => those.map((part) => part.say()).join('; '),
  };
}

/** Whether another cohort has the patient: in yes, out no. */
function judgeWithin({ timeline, outcomes, cutOff }: Patient, cohort: string, plan: Plan): Found {
  const within = new Patient(plan, timeline, outcomes, cutOff);
  const parts = plan.criteria.map((part) => judge(within, part));
  const lowest = parts.map(({ told }) => told).reduce(least, YES);
  const decided = parts.findIndex(({ told }) => told.rank === lowest.rank);
  const name = plan.criteria[decided]?.name ?? '';
  const text = { 0: `not in ${cohort}: ${name}`, 1: `perhaps in ${cohort}: ${name}`, 2: `in ${cohort}` }[lowest.rank];
  const { rows, ids, until } = because(lowest, lowest.rank === 2 ? parts : parts.slice(decided, decided + 1));
  return { told: lowest, rows, ids, until, say: () => text };
}

/** That there is one: of a set its events, of a moment those that it could be; of neither the window that was watched. */
function judgeEvents(patient: Patient, events: NamedEvents): Found {
  const { told, candidates, anchors, end } =
    events.take === null ? ofSet(setOf(patient, events)) : momentOf(patient, events);
  const until = end && Number.isFinite(end.hi) ? end.hi : null;
  if (candidates.length === 0)
    return { told, rows: anchors, ids: [], until, say: () => emptyText(patient, told, until) };
  const say = (): string => candidates.map((row) => rowText(patient, row, events)).join('; ');
  const last = Math.max(...candidates.map(({ hi }) => hi));
  return { told, rows: [...candidates, ...anchors], ids: [], until: Number.isFinite(last) ? last : null, say };
}

/** A set as a criterion: that it is not empty, with the events that are surest. */
function ofSet({
  matches,
  silence,
  anchors,
  end,
}: SetFound): Pick<MomentFound, 'told' | 'candidates' | 'anchors' | 'end'> {
  const told = matches.length === 0 ? silence : matches.map((match) => match.told).reduce(greatest, NO);
  return {
    told,
    candidates: matches.filter((match) => match.told.rank === told.rank),
    anchors,
    end,
  };
}

/** The index date: no such moment is its own reason, and one without a date dates nothing. */
function judgeIndex(patient: Patient, events: NamedEvents): Found {
  const found = judgeEvents(patient, events);
  const { lo, hi } = momentOf(patient, events);
  if (found.told.rank === 0) return { ...found, told: no('no-index'), say: () => `no ${events.name}: ${found.say()}` };
  const undated = found.told.rank === 2 && !(Number.isFinite(lo) && Number.isFinite(hi));
  return undated ? { ...found, told: unsure('undated') } : found;
}

/** Whether the patient is known alive at the landmark: a death after it says so too. */
function judgeLandmark(patient: Patient, { events, span }: Extract<Criterion, { is: 'landmark' }>): Found {
  const index = momentOf(patient, events);
  const at = { from: { ...span, plus: 0 as const }, to: null };
  const asked = (days: { readonly lo: number; readonly hi: number }): Told => holds(at, days, index, patient.basis);
  const deaths = patient.rowsOf('Died');
  const { days, by } = patient.alive;
  // The earliest of several deaths counts: all of them lie so.
  const died = deaths
    .map((row) => least(asked(row), row.told))
    .reduce<Told | null>((a, b) => (a ? least(a, b) : b), null);
  const reached = greatest(asked(days), died ?? NO);
  const told = least(index.told, reached);
  const code = index.told.rank === 0 ? 'no-index' : 'before-landmark';
  const last = deaths.length > 0 ? deaths : by;
  const say = (): string => last.map((row) => rowText(patient, row, null)).join('; ') || 'never seen';
  return { told: told.rank === 0 ? no(code) : told, rows: [...last, ...index.candidates], ids: [], until: null, say };
}

/** ProgressionDocumented: `progression documented`. */
const TYPE_WORDS = new Map(CLINICAL_TYPES.map(({ name }) => [name, name.replace(/(?!^)[A-Z]/g, ' $&').toLowerCase()]));

/** `progression documented on 2008-05-02, 45 days before resection`. */
function rowText(patient: Patient, { entry, lo, hi }: Row, events: NamedEvents | null): string {
  const what = `${TYPE_WORDS.get(entry.type) ?? entry.type} ${entry.occurredOn === 'unknown' ? 'on an unknown day' : `on ${entry.occurredOn}`}`;
  const phrase = events?.when.at(-1);
  const anchor = phrase && momentOf(patient, phrase.anchor);
  if (!phrase || !anchor || lo !== hi || anchor.lo !== anchor.hi) return what;
  const days = Math.abs(lo - anchor.lo);
  const place =
    days === 0 ? 'on the day of' : `${days} day${days === 1 ? '' : 's'} ${lo < anchor.lo ? 'before' : 'after'}`;
  return `${what}, ${place} ${phrase.anchor.name}`;
}

function emptyText({ basis }: Patient, { code }: Told, until: number | null): string {
  const window = until === null ? 'so far' : `until ${formatDay(until, basis)}`;
  if (code === 'no-anchor') return 'nothing to count from';
  return code === 'not-followed' ? `none recorded, but not seen ${window}` : `none ${window}`;
}
