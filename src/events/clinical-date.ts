/**
 * Civil days without clocks or zones. A clinical date is what a source can state: a day, a month, a year, a day relative to
 * an unnamed anchor, or `unknown`. Everything downstream computes on whole day numbers (days since 1970-01-01, or the
 * relative day itself), never on milliseconds.
 */
export type DateBasis = 'calendar' | 'relative';

export interface ClinicalDate {
  readonly text: string;
  /** `unknown` fits either basis, so it has none. */
  readonly basis: DateBasis | null;
  readonly precision: 'day' | 'month' | 'year' | 'unknown';
  /** First and last day that the text allows; -Infinity and Infinity for `unknown`. */
  readonly lo: number;
  readonly hi: number;
}

const CALENDAR = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const RELATIVE = /^[+-](?:0|[1-9]\d{0,5})$/;

/** Day number of a civil date (proleptic Gregorian; H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** The civil date of a day number: the inverse of {@link dayNumber}. */
export function civilDate(days: number): { year: number; month: number; day: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  return (month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1)) - dayNumber(year, month, 1);
}

/** Writes a day number the way its basis is written: `2008-03-02` or `+123`. */
export function formatDay(days: number, basis: DateBasis): string {
  if (basis === 'relative') return days < 0 ? String(days) : `+${days}`;
  const { year, month, day } = civilDate(days);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Reads a clinical date; null when the text is none (`2008-02-30`, `12/3/2008`, …). */
export function parseClinicalDate(text: string): ClinicalDate | null {
  if (text === 'unknown') return { text, basis: null, precision: 'unknown', lo: -Infinity, hi: Infinity };
  if (RELATIVE.test(text) && text !== '-0') {
    const day = Number(text);
    return { text, basis: 'relative', precision: 'day', lo: day, hi: day };
  }
  const match = CALENDAR.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  if (year < 1850) return null;
  if (match[2] === undefined) {
    return { text, basis: 'calendar', precision: 'year', lo: dayNumber(year, 1, 1), hi: dayNumber(year, 12, 31) };
  }
  const month = Number(match[2]);
  if (month < 1 || month > 12) return null;
  const first = dayNumber(year, month, 1);
  if (match[3] === undefined) {
    return { text, basis: 'calendar', precision: 'month', lo: first, hi: first + daysInMonth(year, month) - 1 };
  }
  const day = Number(match[3]);
  if (day < 1 || day > daysInMonth(year, month)) return null;
  return { text, basis: 'calendar', precision: 'day', lo: first + day - 1, hi: first + day - 1 };
}

/** The same day `months` later, clamped to the end of the month (29 February + 12 months = 28 February). */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilDate(days);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = (index % 12) + 1;
  return dayNumber(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}
