import { DEFAULT_OPTIONS, type Options } from '../outcomes/index.js';
import type { Result } from './analysis.js';

/** What the result is about: the patients it speaks of and the rules, dates and knowledge behind it. */
export function header(title: string, result: Result): string {
  const { cohort, ruleSet, timeZero, options, cutOff, asOf, asKnownAtSource, limits, patients } = result;
  const { groupBy, stratifyBy } = result;
  const known = asOf.position === null ? 'nothing recorded yet' : `${asOf.recordedAt} (position ${asOf.position})`;
  const facts = [
    ['patients', `${patients.length} of ${cohort.size} in cohort ${cohort.name}, ${versionText(cohort)}`],
    ...Object.entries(cohort.parameters ?? {}).map(([name, value]) => ['', `${name} = ${value}`]),
    ...(cohort.synthetic > 0 ? [['', `SYNTHETIC: ${cohort.synthetic} of ${cohort.size}, no such person exists`]] : []),
    ...(cohort.looksAhead?.length ? [['looks ahead', cohort.looksAhead.join('; ')]] : []),
    ['rule set', ruleSet],
    ['time zero', timeZero],
    ...changed(options).map((setting, index) => [index === 0 ? 'options' : '', setting]),
    ['cut-off', cutOff ?? 'none'],
    ['known at', known],
    ...(asKnownAtSource === null ? [] : [['', `at the source by the end of ${asKnownAtSource}`]]),
    ['limits', `95 %, ${limits}`],
    ...(groupBy === null ? [] : [['grouped by', groupBy]]),
    ...(groupBy === null || stratifyBy === null ? [] : [['stratified', `by ${stratifyBy}`]]),
  ];
  return block(title, '═'.repeat(title.length), ...facts.map(([name = '', value]) => `  ${name.padEnd(11)} ${value}`));
}

const versionText = ({ version }: Result['cohort']): string => (version === null ? 'of a file' : `version ${version}`);

/** Settings of the rules that are not the default ones. */
export const changed = (options: Options): readonly string[] =>
  Object.entries(DEFAULT_OPTIONS).flatMap(([name, usual]) => {
    const value = JSON.stringify(options[name as keyof Options]);
    return value === JSON.stringify(usual) ? [] : [`${name} ${value.replaceAll('"', '')}`];
  });

/** Those of whom the result says nothing, by reason; nothing where there are none. */
export function excludedText({ excluded }: Result): string {
  if (excluded.length === 0) return '';
  const counts = new Map<string, { count: number; text: string }>();
  for (const { reason } of excluded) {
    counts.set(reason.code, { count: (counts.get(reason.code)?.count ?? 0) + 1, text: reason.text });
  }
  const rows = [...counts].toSorted(([a, { count: many }], [b, { count: few }]) => few - many || (a < b ? -1 : 1));
  return block(
    `Excluded: ${excluded.length}`,
    ...table(
      rows.map(([code, { count, text }]) => ['', String(count), code, text]),
      [2, 3],
    ),
  );
}

/** Where to find this very result again. */
export const footer = ({ manifest }: Result): string => `result ${manifest.id}`;

/** Rows in aligned columns, numbers to the right; the first column, and those named, to the left. */
export function table(rows: readonly (readonly string[])[], left: readonly number[] = []): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || left.includes(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

export const block = (...lines: readonly string[]): string => lines.join('\n');

/** Blocks with an empty line between them; empty blocks are dropped. */
export const page = (...blocks: readonly string[]): string => `${blocks.filter((one) => one !== '').join('\n\n')}\n`;

export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** `70.8 % (64.4 – 76.3)`: limits in the unit of the estimate, a dash for one that there is none of. */
export const withLimits = (estimate: string, limits: readonly (string | null)[]): string =>
  `${estimate} (${limits.map((limit) => limit ?? '—').join(' – ')})`;

/** Parts of one as percentage points. */
export const points = (parts: readonly (number | null)[]): readonly (string | null)[] =>
  parts.map((part) => (part === null ? null : (part * 100).toFixed(1)));

/** `p = 0.0123`; a small one as `p < 0.0001`. */
export const pText = (p: number): string => (p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`);
