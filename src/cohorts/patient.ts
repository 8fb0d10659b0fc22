import { dayNumber, daysInMonth, parseClinicalDate, type DateBasis } from '../events/index.js';
import { courseOf, provesLife, type Outcomes } from '../outcomes/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import { AFTER_CUT_OFF, YES, type Told } from './answer.js';
import type { Days, Phrase } from './phrase.js';
import type { NamedEvents, Plan } from './plan.js';
import type { MomentFound, SetFound } from './selection.js';

/** An event that exists, or may: between two days, both included. */
export interface Row extends Days {
  readonly entry: Entry;
  /** Sure, or possible where it may lie after the cut-off. */
  readonly told: Told;
  /** Whether its day was imputed. */
  readonly imputed: boolean;
}

const UNBOUNDED: Days = { lo: -Infinity, hi: Infinity };
const ZERO = '0'.charCodeAt(0);
const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

/** The day number of a whole day of the calendar, read by hand; NaN for any other date. */
function wholeDay(text: string): number {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(year >= 1850 && month >= 1 && month <= 12 && day >= 1)) return NaN;
  return day <= 28 || day <= daysInMonth(year, month) ? dayNumber(year, month, day) : NaN;
}

/** The days that a date allows; no end where it is unknown, or of the other basis. */
export function daysOf(text: string, basis: DateBasis): Days {
  const day = basis === 'calendar' ? wholeDay(text) : NaN;
  if (!Number.isNaN(day)) return { lo: day, hi: day };
  const date = parseClinicalDate(text);
  return date?.basis === basis ? date : UNBOUNDED;
}

/** One patient as a plan sees him: every date read once, every name evaluated once. */
export class Patient {
  readonly basis: DateBasis;
  readonly sets: (SetFound | undefined)[] = [];
  readonly moments: (MomentFound | undefined)[] = [];
  /** Phrases that the same day, counted otherwise, would have answered otherwise. */
  readonly tied = new Set<Phrase<NamedEvents>>();
  readonly #cutOff: number;
  readonly #byType = new Map<string, readonly Row[]>();
  #imputedDays: ReadonlyMap<string, number> | null = null;
  #alive: { readonly days: Days; readonly by: readonly Row[] } | null = null;
  /** The latest day of the earliest death that is sure; Infinity without one. */
  readonly #death: number;

  constructor(
    readonly plan: Plan,
    readonly timeline: Timeline,
    readonly outcomes: Outcomes,
    readonly cutOff: string | null,
    /** A phrase whose same day is counted otherwise. */
    readonly flipped: Phrase<NamedEvents> | null = null,
  ) {
    this.basis = timeline.dateBasis ?? 'calendar';
    this.#cutOff = cutOff === null ? Infinity : daysOf(cutOff, this.basis).hi;
    this.#death = Infinity;
    let death = Infinity;
    for (const { told, hi } of this.rowsOf('Died')) if (told === YES && hi < death) death = hi;
    this.#death = death;
  }

  /** The events of a type that stand, in the order of recording. */
  rowsOf(type: string): readonly Row[] {
    const known = this.#byType.get(type);
    if (known) return known;
    const rows: Row[] = [];
    for (const entry of this.timeline.entries) {
      if (entry.type !== type || entry.status === 'retracted') continue;
      const row = this.#row(entry);
      if (row) rows.push(row);
    }
    this.#byType.set(type, rows);
    return rows;
  }

  /** By the id of the first record, or of its correction in force. */
  rowOf(id: string): Row | null {
    const entry = this.timeline.entries.find((one) => one.id === id || one.correctedBy === id);
    return (entry && this.rowsOf(entry.type).find((row) => row.entry === entry)) ?? null;
  }

  /**
   * The last date known alive (endpoints.md 4.1) and what proves it: its earliest reading is `lo`. A proof or death after
   * the cut-off proves life at the cut-off. Nothing proves it: no day at all.
   */
  get alive(): { readonly days: Days; readonly by: readonly Row[] } {
    this.#alive ??= this.#lastKnownAlive();
    return this.#alive;
  }

  /** Whether the patient was watched to the end of a window, or died in or before it (cohorts.md 3.5); null: it has none. */
  watchedTo(end: Days | null): boolean {
    return end === null || this.#death <= end.lo || end.hi === -Infinity || this.#seenOn(end.hi);
  }

  /** Whether a proof of life lies surely on or after a day: the last known alive is not before it. */
  #seenOn(day: number): boolean {
    if (day > this.#cutOff) return false;
    return this.timeline.entries.some((entry) => {
      if (entry.status === 'retracted') return false;
      const proof = provesLife(entry);
      if (!proof && entry.type !== 'Died') return false;
      const { lo } = daysOf(entry.occurredOn, this.basis);
      if (lo > this.#cutOff) return true;
      if (!proof || lo > this.#death) return false;
      return lo >= day || (entry.type === 'ChemotherapyCourseGiven' && (this.#proofOf(entry)?.lo ?? lo) >= day);
    });
  }

  /** The day that the outcomes impute to an entry. */
  imputedDay(entry: Entry): number | null {
    const { timeline, outcomes, cutOff } = this;
    this.#imputedDays ??= new Map(
      courseOf(timeline, { ...outcomes, cutOff })?.all.map(({ entry: { id }, day }) => [id, day]) ?? [],
    );
    return this.#imputedDays.get(entry.id) ?? null;
  }

  #row(entry: Entry): Row | null {
    const day = this.basis === 'calendar' ? wholeDay(entry.occurredOn) : NaN;
    if (day <= this.#death && day <= this.#cutOff) return { entry, lo: day, hi: day, told: YES, imputed: false };
    let { lo, hi } = daysOf(entry.occurredOn, this.basis);
    if (lo > this.#cutOff) return null;
    if (this.plan.partialDates === 'imputed' && Number.isFinite(lo) && lo < hi) {
      const imputed = this.imputedDay(entry) ?? lo;
      return imputed > this.#cutOff ? null : { entry, lo: imputed, hi: imputed, told: YES, imputed: true };
    }
    const told = hi > this.#cutOff ? AFTER_CUT_OFF : YES;
    hi = Math.min(hi, this.#cutOff);
    // What needs a living patient is not later than the death; dated so all the same, it is left out as in the endpoints.
    if (hi > this.#death && provesLife(entry)) hi = this.#death;
    return lo > hi ? null : { entry, lo, hi, told, imputed: false };
  }

  #lastKnownAlive(): { readonly days: Days; readonly by: readonly Row[] } {
    const proofs: Row[] = [];
    for (const entry of this.timeline.entries) {
      if (entry.status === 'retracted' || !(entry.type === 'Died' || provesLife(entry))) continue;
      const { lo, hi } = daysOf(entry.occurredOn, this.basis);
      if (lo > this.#cutOff)
        return { days: { lo: this.#cutOff, hi: this.#cutOff }, by: [{ entry, lo, hi, told: YES, imputed: false }] };
      const proof = entry.type === 'Died' ? null : this.#proofOf(entry);
      if (proof) proofs.push(proof);
    }
    const lo = Math.max(...proofs.map((proof) => proof.lo));
    return { days: { lo, hi: Math.max(...proofs.map(({ hi }) => hi)) }, by: proofs.filter(({ hi }) => hi >= lo) };
  }

  /** A course of chemotherapy proves life to its last day. */
  #proofOf(entry: Entry): Row | null {
    const row = this.#row(entry);
    const text = entry.type === 'ChemotherapyCourseGiven' ? entry.data['lastDay'] : undefined;
    if (!row || typeof text !== 'string') return row;
    const last = daysOf(text, this.basis);
    const end = Math.min(this.#cutOff, this.#death);
    const isLater = Number.isFinite(last.lo) && last.lo > row.lo;
    return isLater ? { ...row, lo: Math.min(last.lo, end), hi: Math.min(last.hi, end) } : row;
  }
}
