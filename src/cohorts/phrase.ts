import type { DateBasis } from '../events/index.js';
import { NO, TOO_COARSE, UNDATED, YES, type Told } from './answer.js';
import { parseSpan, shifted, UNITS, type Shift, type Span } from './span.js';

/** Days from which and to which an event may lie, counted from its anchor; null: no end on that side. */
export interface Bounds {
  readonly from: Shift | null;
  readonly to: Shift | null;
}

/** A relation in time to a named moment: `within 6 months after third-cycle`. */
export interface Phrase<Anchor = string> extends Bounds {
  readonly anchor: Anchor;
  /** As written. */
  readonly text: string;
  readonly side: 'before' | 'after' | 'on' | 'around';
  /** The end that a span sets, for the days by which it was missed. */
  readonly span: Span | null;
  /** The same had the day of the anchor itself been counted otherwise; null where that says nothing. */
  readonly otherwise: Bounds | null;
}

const PHRASE = /^(?:(.+?) )??(on or before|on or after|before|after) ([a-z][a-z0-9-]*)$/;
const ON = /^on ([a-z][a-z0-9-]*)$/;
const AROUND = /^within (.+) of ([a-z][a-z0-9-]*)$/;
const LIMIT = /^(within|less than|at least|more than) (.+)$/;
const RANGE = /^([1-9]\d{0,5})(?: ([a-z]+))? to (.+)$/;

/** Why a phrase cannot be read. */
export interface Unreadable {
  readonly why: string;
  readonly empty?: boolean;
}

const SAME_DAY: Shift = { count: 0, unit: 'day', plus: 0 };
const NEXT_DAY: Shift = { count: 0, unit: 'day', plus: 1 };

/** Reads a phrase (cohorts.md 2.1): the five words have one meaning each, in whole days. */
export function parsePhrase(text: string): Phrase | Unreadable {
  const on = ON.exec(text);
  if (on?.[1] !== undefined) {
    return { text, anchor: on[1], side: 'on', from: SAME_DAY, to: SAME_DAY, span: null, otherwise: null };
  }
  const around = AROUND.exec(text);
  if (around) {
    const span = parseSpan(around[1] ?? '');
    if (!span) return noSpan(around[1] ?? '');
    const [to, from] = [after(span, 0), before(after(span, 0))];
    return { text, anchor: around[2] ?? '', side: 'around', from, to, span, otherwise: null };
  }
  const match = PHRASE.exec(text);
  if (!match) return { why: `"${text}" has no relation.` };
  const [, spanned, relation = '', anchor = ''] = match;
  const side = relation.endsWith('before') ? 'before' : 'after';
  const later = spanned === undefined ? OPEN : parseLimits(spanned);
  if ('why' in later) return later;
  const sameDay = relation.startsWith('on or');
  const { span } = later;
  const counted = (same: boolean): Bounds => {
    const bounds = { from: later.from ?? (same ? SAME_DAY : NEXT_DAY), to: later.to };
    return side === 'after' ? bounds : { from: bounds.to && before(bounds.to), to: before(bounds.from) };
  };
  const otherwise = later.from === null ? counted(!sameDay) : null;
  const phrase: Phrase = { text, anchor, side, ...counted(sameDay), span, otherwise };
  // Less than one day after a day is no day.
  if (phrase.from && phrase.to && shifted(0, phrase.from, 'relative') > shifted(0, phrase.to, 'relative')) {
    return { why: `No day is "${text}".`, empty: true };
  }
  return phrase;
}

/** What a span allows after a day; `from` null: from the next day, or the same where that is counted. */
interface Limits extends Bounds {
  readonly span: Span | null;
}
const OPEN: Limits = { from: null, to: null, span: null };

function parseLimits(text: string): Limits | Unreadable {
  const limit = LIMIT.exec(text);
  if (limit) {
    const span = parseSpan(limit[2] ?? '');
    if (!span) return noSpan(limit[2] ?? '');
    switch (limit[1]) {
      case 'within':
        return { from: null, to: after(span, 0), span };
      case 'less than':
        return { from: null, to: after(span, -1), span };
      case 'at least':
        return { from: after(span, 0), to: null, span };
      default:
        return { from: after(span, 1), to: null, span };
    }
  }
  const range = RANGE.exec(text);
  const end = range && parseSpan(range[3] ?? '');
  if (!range || !end) return noSpan(text);
  const start =
    range[2] === undefined ? { count: Number(range[1]), unit: end.unit } : parseSpan(`${range[1]} ${range[2]}`);
  if (!start) return noSpan(`${range[1]} ${range[2]}`);
  return { from: after(start, 0), to: after(end, 0), span: end };
}

const after = ({ count, unit }: Span, plus: Shift['plus']): Shift => ({ count, unit, plus });
const before = ({ count, unit, plus }: Shift): Shift => ({ count: 0 - count, unit, plus: (0 - plus) as Shift['plus'] });
const noSpan = (text: string): Unreadable => ({
  why: `"${text}" is no span of time: a whole number, 1 or more, of ${UNITS.map((unit) => `${unit}s`).join(', ')}.`,
});

/** Days from `lo` to `hi`, both included. */
export interface Days {
  readonly lo: number;
  readonly hi: number;
}

/** Whether days lie so to an anchor (cohorts.md 3.2): for every day of both, for none, or who knows. The four ends decide. */
export function holds({ from, to }: Bounds, event: Days, anchor: Days, basis: DateBasis): Told {
  if (to && event.lo > shifted(anchor.hi, to, basis)) return NO;
  if (from && event.hi < shifted(anchor.lo, from, basis)) return NO;
  const sure =
    (!from || event.lo >= shifted(anchor.hi, from, basis)) && (!to || event.hi <= shifted(anchor.lo, to, basis));
  if (sure) return YES;
  return isUndated(event) || isUndated(anchor) ? UNDATED : TOO_COARSE;
}

export const isUndated = ({ lo, hi }: Days): boolean => lo === -Infinity && hi === Infinity;
