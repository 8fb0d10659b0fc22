import { parseClinicalDate, type DateBasis } from '../events/index.js';
import { NO, NO_CALENDAR, NOT_STATED, TOO_COARSE, UNDATED, within, YES, type Told } from './answer.js';
import { isSilent, kindText, type Kind } from './kinds.js';
import type { TestReport } from './scope.js';
import type { Path } from './source.js';

/** What a definition asks of one value. */
export interface ValueTest {
  /** `more than 5 cm`, `R0`, `one of uncertain, unresectable`. */
  readonly words: string;
  /** Whether it asks only if something is stated: always sure. */
  readonly asksSilence?: boolean;
  /** Of a value as recorded or derived; undefined and null: the record is silent. */
  is(value: unknown, basis: DateBasis): Told;
  /** Of a number or day known to lie between two. */
  between(lo: number, hi: number, basis: DateBasis): Told;
}

/** Numbers, or days, from one to another; an open end does not hold its own number. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  /** Of the dates that it names; null: numbers. */
  readonly basis: DateBasis | null;
}

type Operand = {
  readonly lo: number;
  readonly hi: number;
  readonly basis: DateBasis | null;
  readonly unit?: string | undefined;
};

const COMPARED = /^(at least|at most|more than|less than) (.+)$/;
const FROM_TO = /^(.+) to (.+)$/;

/** Reads a test of a number or a date: a value, a comparison, from one to another; null when it is refused. */
export function compileRange(given: unknown, kind: Kind, path: Path, report: TestReport): ValueTest | null {
  if (typeof given !== 'number' && typeof given !== 'string') {
    report.problem(path, 'wrong-type', `${JSON.stringify(given)} is of another type.`, `Give: ${kindText(kind)}.`);
    return null;
  }
  const text = typeof given === 'string' ? given : (report.written(path) ?? String(given));
  const [, word, limit] = COMPARED.exec(text) ?? [];
  const [, start, end] = word === undefined ? (FROM_TO.exec(text) ?? []) : [];
  const last = operand(limit ?? end ?? text, kind, path, report);
  // `2 to 5 cm`: the unit holds for both.
  const first =
    start === undefined
      ? last
      : operand(/^[\d.]+$/.test(start) && last?.unit ? `${start} ${last.unit}` : start, kind, path, report);
  if (!first || !last) return null;
  const range = rangeOf(word, first, last);
  const empty = range.from > range.to || (kind.is === 'number' && (range.from > kind.max || range.to < kind.min));
  if (empty || first.basis !== last.basis) {
    const held =
      kind.is === 'number' && kind.max < Infinity
        ? `A value lies from ${kind.min} to ${kind.max}.`
        : 'The first must not be the later.';
    report.problem(path, 'empty-range', `"${text}" holds nothing.`, held);
    return null;
  }
  return testOf(range, text);
}

function rangeOf(word: string | undefined, first: Operand, last: Operand): Range {
  const { basis } = last;
  // Of dates the day after is meant: more than 2008 begins with 2009.
  const step = basis === null ? 0 : 1;
  switch (word) {
    case 'at least':
      return { from: last.lo, to: Infinity, open: false, basis };
    case 'at most':
      return { from: -Infinity, to: last.hi, open: false, basis };
    case 'more than':
      return { from: last.hi + step, to: Infinity, open: step === 0, basis };
    case 'less than':
      return { from: -Infinity, to: last.lo - step, open: step === 0, basis };
    default:
      return { from: first.lo, to: last.hi, open: false, basis };
  }
}

function testOf({ from, to, open, basis: asked }: Range, words: string): ValueTest {
  const between = (lo: number, hi: number, basis: DateBasis): Told => {
    if (asked !== null && asked !== basis) return NO_CALENDAR;
    if (!open) return within(lo, hi, from, to);
    if (lo > from && hi < to) return YES;
    return hi <= from || lo >= to ? NO : TOO_COARSE;
  };
  return {
    words,
    between,
    is: (value, basis) => {
      if (isSilent(value)) return NOT_STATED;
      if (asked === null) return typeof value === 'number' ? between(value, value, basis) : NOT_STATED;
      const date = typeof value === 'string' ? parseClinicalDate(value) : null;
      if (!date) return NOT_STATED;
      return date.basis === null ? UNDATED : between(date.lo, date.hi, date.basis);
    },
  };
}

const NUMBER = /^(-?\d+(?:\.\d+)?)(?: ?([a-zA-Z%]+(?:[ /].+)?))?$/;

/** Units that a test may be written in, as so many of the catalogue's own. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'tenths of mm': { 'tenths of mm': 1, mm: 10, cm: 100 },
  days: { day: 1, days: 1, week: 7, weeks: 7 },
  years: { year: 1, years: 1 },
};

function operand(text: string, kind: Kind, path: Path, report: TestReport): Operand | null {
  if (kind.is === 'date') {
    const date = parseClinicalDate(text);
    if (date?.basis) return { lo: date.lo, hi: date.hi, basis: date.basis };
    report.problem(path, 'wrong-type', `"${text}" is no date.`, `Give: ${kindText(kind)}, or a relative day (+123).`);
    return null;
  }
  const [, amount, unit] = NUMBER.exec(text) ?? [];
  if (amount === undefined) {
    report.problem(
      path,
      'wrong-type',
      `"${text}" is no number.`,
      `Give: ${kindText(kind)}, also at least, at most, more than, less than, or 2 to 5.`,
    );
    return null;
  }
  const own = kind.is === 'number' ? kind.unit : null;
  const sizes = own === null ? {} : (UNITS[own] ?? { [own]: 1 });
  const size = unit === undefined ? 1 : Object.hasOwn(sizes, unit) ? sizes[unit] : undefined;
  if (size === undefined) {
    const remedy =
      own === null ? 'It has no unit: give a number alone.' : `Give it in ${Object.keys(sizes).join(', ')}.`;
    report.problem(path, 'wrong-unit', `"${unit}" does not fit.`, remedy);
    return null;
  }
  const value = size === 1 ? Number(amount) : Math.round(Number(amount) * size * 1e6) / 1e6;
  return { lo: value, hi: value, basis: null, unit };
}
