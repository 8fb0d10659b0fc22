import { parseClinicalDate } from '../events/index.js';

/** One way in which a source writes dates, for instance `M/D/YYYY`. */
export interface DateSpelling {
  readonly format: string;
  readonly pattern: RegExp;
}

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<word>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a format: YYYY, MM or M (with or without the zero) or MMM (Jan, in English), DD or D, everything else as it stands
 * (`YYYY-M-00` is a month). Without a day, or without month and day, it spells partial dates. Null when it is none: a year
 * of two digits is never guessed at.
 */
export function dateSpelling(format: string): DateSpelling | null {
  const seen: string[] = [];
  const pattern = format.replaceAll(/YYYY|MMM|MM|M|DD|D|[^YMD]+|./g, (part) => {
    const token = TOKENS[part];
    seen.push(token === undefined ? (/[A-SU-Ya-z]/.test(part) ? '?' : '') : (part[0] ?? ''));
    return token ?? part.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
  });
  const order = seen.filter(Boolean).toSorted().join('');
  return ['Y', 'MY', 'DMY'].includes(order) ? { format, pattern: new RegExp(`^${pattern}$`) } : null;
}

/** How a date in columns of its own reads once its parts, one to three of them, are joined by hyphens. */
export function spellingsOfParts(parts: number): readonly DateSpelling[] {
  const formats = [['YYYY'], ['YYYY-M', 'YYYY-MMM'], ['YYYY-M-D', 'YYYY-MMM-D']][parts - 1] ?? [];
  return formats.flatMap((format) => dateSpelling(format) ?? []);
}

export type DateReading =
  | { readonly date: string }
  | { readonly code: 'unreadable-date' | 'impossible-date' | 'ambiguous-date'; readonly detail: string };

/** Reads a source's date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; two spellings that read two different days are no answer. */
export function readDate(text: string, spellings: readonly DateSpelling[]): DateReading {
  const formats = spellings.map(({ format }) => format).join(', ');
  const fitting = spellings.map(({ pattern }) => pattern.exec(text)?.groups).filter((groups) => groups !== undefined);
  const dates = new Set(fitting.map(written).filter((date) => parseClinicalDate(date) !== null));
  const [date] = dates;
  if (date !== undefined && dates.size === 1) return { date };
  if (date !== undefined) return { code: 'ambiguous-date', detail: `the date may be ${[...dates].join(' or ')}` };
  return fitting.length > 0
    ? { code: 'impossible-date', detail: 'there is no such day in the calendar' }
    : { code: 'unreadable-date', detail: `it is not spelt ${formats}` };
}

function written({ year, month, word, day }: Partial<Record<string, string>>): string {
  const monthNumber = word === undefined ? month : String(MONTHS.indexOf(word.toLowerCase()) + 1);
  return [year, monthNumber, day].flatMap((part) => (part === undefined ? [] : part.padStart(2, '0'))).join('-');
}
