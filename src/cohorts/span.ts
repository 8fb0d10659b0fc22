import { addMonths, type DateBasis } from '../events/index.js';

export const UNITS = ['day', 'week', 'month', 'year'] as const;

/** A length of time: whole and positive. */
export interface Span {
  readonly count: number;
  readonly unit: (typeof UNITS)[number];
}

/** So much later (or earlier, where negative) than a day, and one day more or less where the day itself is not meant. */
export interface Shift {
  readonly count: number;
  readonly unit: Span['unit'];
  readonly plus: -1 | 0 | 1;
}

const SPAN = /^([1-9]\d{0,5}) (day|week|month|year)s?$/;

/** `6 months`, `1 year`; null for anything else. */
export function parseSpan(text: string): Span | null {
  const match = SPAN.exec(text);
  return match ? { count: Number(match[1]), unit: match[2] as Span['unit'] } : null;
}

export const spanText = ({ count, unit }: Span): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/**
 * A day moved. Months and years: the same day of the month, clamped to its end (endpoints.md 5.5). On relative days:
 * floor(N * 487 / 16) days for N months, floor(N * 1461 / 4) for N years.
 */
export function shifted(day: number, { count, unit, plus }: Shift, basis: DateBasis): number {
  if (!Number.isFinite(day)) return day;
  if (unit === 'day') return day + count + plus;
  if (unit === 'week') return day + 7 * count + plus;
  const size = unit === 'month' ? 1 : 12;
  if (basis === 'calendar') return addMonths(day, count * size) + plus;
  const days = unit === 'month' ? Math.floor((Math.abs(count) * 487) / 16) : Math.floor((Math.abs(count) * 1461) / 4);
  return day + Math.sign(count) * days + plus;
}

const SHORTEST = { day: 1, week: 7, month: 28, year: 365 } as const;
const LONGEST = { day: 1, week: 7, month: 31, year: 366 } as const;

/** The fewest and the most days that a shift can be, whatever day it begins on. */
export function daysOf({ count, unit, plus }: Shift): { readonly fewest: number; readonly most: number } {
  const [near, far] = [Math.abs(count) * SHORTEST[unit], Math.abs(count) * LONGEST[unit]];
  return count < 0 ? { fewest: plus - far, most: plus - near } : { fewest: near + plus, most: far + plus };
}

/** Whether one span is surely not longer than another: months against months, else by the days that they can have. */
export const isNotLonger = (a: Span, b: Span): boolean =>
  a.unit === b.unit ? a.count <= b.count : a.count * LONGEST[a.unit] <= b.count * SHORTEST[b.unit];
