import type { Json } from '../events/index.js';
import { dateSpelling, type DateSpelling } from './date-spelling.js';
import type { CellRule, DatePartsRule } from './mapping.js';
import type { Path, Report } from './schema-check.js';

type Given = Readonly<Record<string, unknown>>;

/** A rule that reads one cell; its shape is checked already. */
export function cellRule(rule: Given, dates: readonly DateSpelling[], at: Path, report: Report): CellRule {
  const map = rule['map'] as Record<string, Json> | undefined;
  return {
    column: (rule['column'] ?? rule['days']) as string,
    reads: 'days' in rule ? 'days' : rule['date'] === true ? 'date' : 'text',
    spellings: rule['format'] === undefined ? dates : spellingsOf(rule['format'], [...at, 'format'], report),
    missing: (rule['missing'] ?? null) as Json,
    ignore: new Set((rule['ignore'] as readonly Json[] | undefined)?.map(String)),
    map: map ? new Map(Object.entries(map)) : null,
    otherwise: (rule['otherwise'] ?? null) as Json,
    times: (rule['times'] as number | undefined) ?? 1,
    list: null,
  };
}

/** A rule that reads a date from a cell, or from the cells of its year, month and day. */
export function dateRule(
  rule: Given,
  dates: readonly DateSpelling[],
  at: Path,
  report: Report,
): CellRule | DatePartsRule {
  if (!('year' in rule)) return cellRule({ date: true, ...rule }, dates, at, report);
  const { year, month = null, day = null, missing = null } = rule;
  if (month === null && day !== null) {
    report(at, 'missing-key', 'a day is nothing without its month', 'Name the column of the month, too.');
  }
  return { year: year as string, month: month as string | null, day: day as string | null, missing: missing as Json };
}

export function spellingsOf(formats: unknown, at: Path, report: Report): DateSpelling[] {
  return [formats].flat().flatMap((format) => {
    const spelling = dateSpelling(String(format));
    if (!spelling) {
      const remedy =
        'Write YYYY, MM or M or MMM, DD or D, and what stands between: YYYY-MM-DD, D.M.YYYY, DDMMMYYYY, MM/YYYY.';
      report(at, 'unknown-date-format', `${JSON.stringify(format)} is no format of dates`, remedy);
    }
    return spelling ?? [];
  });
}
