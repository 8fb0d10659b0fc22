import { CITATION } from './essadi-2011.js';
import { ALL } from './series-counts.js';
import { excludedText, pText, table, withLimits } from './text.js';
import type { Named } from './analysis.js';
import { inMonths } from '../outcomes/index.js';
import type { SeriesBreakdown, SeriesConversion } from './series-survival.js';
import type { SeriesGroup, SeriesResult, SeriesRow } from './series.js';

const WIDTH = 100;

/** The table of the series for a terminal: a line a figure, what it counts and the remarks beneath. */
export function seriesText(result: SeriesResult): string {
  const synthetic = result.cohort.size > 0 && result.cohort.synthetic === result.cohort.size;
  const agreeing = result.groups.flatMap(({ rows }) => rows);
  return [
    'The published series, and what the events derive',
    CITATION,
    '',
    ...(synthetic ? ['SYNTHETIC patients, made after the publication: no such person exists.', ''] : []),
    ...result.groups.flatMap((group) => groupText(group, result.groups.length > 1)),
    ...(result.excluded.length > 0 ? [excludedText(result), ''] : []),
    `${agreeing.filter(({ agrees }) => agrees).length} of ${agreeing.length} figures agree.`,
    `Rule set ${result.ruleSet}, from ${result.timeZero}, cut-off ${result.cutOff ?? 'none'}.`,
  ].join('\n');
}

function groupText({ name, n, rows, breakdowns, conversion }: Named<SeriesGroup>, named: boolean): string[] {
  const rule = '─'.repeat(WIDTH);
  const notes: string[] = [];
  const lines = rows.flatMap((row, i) => {
    const note = noteOf(row);
    if (note) notes.push(note);
    const opening = row.part === rows[i - 1]?.part ? [] : [...(i > 0 ? [''] : []), row.part];
    return [...opening, lineOf(row, note ? String(notes.length) : '')];
  });
  return [
    ...(named ? [`${name} (n = ${n})`] : []),
    rule,
    columns('', 'published', 'from the events', '95 % limits', 'agrees', ''),
    rule,
    ...lines,
    rule,
    ...notes.flatMap((note, i) => wrapped(note, String(i + 1).padStart(2))),
    '',
    ...survivalLines(breakdowns, conversion),
    '',
  ];
}

function lineOf({ figure, published, derived, agrees }: SeriesRow, note: string): string {
  return columns(`  ${figure}`, published.text, derivedText(derived), limitsText(derived), agrees ? '✓' : '≠', note);
}

const columns = (figure: string, published: string, derived: string, limits: string, mark: string, note: string) =>
  `${figure.padEnd(46)}${published.padEnd(13)}${derived.padEnd(18)}${limits.padEnd(15)}${mark.padEnd(3)}${note}`.trimEnd();

function derivedText({ n, of, percent, days, months }: SeriesRow['derived']): string {
  if (n === null) return days === null ? 'not reached' : `${months?.toFixed(1)} months`;
  return `${String(n).padStart(2)} of ${String(of).padEnd(3)}${percent === null ? '' : `${percent.toFixed(1)}%`.padStart(6)}`;
}

/** In the unit of the figure: points of a percentage, or months. */
function limitsText({ n, lower, upper }: SeriesRow['derived']): string {
  if (lower === null && upper === null) return '';
  return [lower, upper]
    .map((limit) => (limit === null ? '—' : (n === null ? inMonths(limit) : limit).toFixed(1)))
    .join(' – ');
}

/** PFS by what was known at the outset, and by what came later as a covariate that changes with time. */
function survivalLines(breakdowns: readonly SeriesBreakdown[], conversion: SeriesConversion): readonly string[] {
  const rows = breakdowns.flatMap(({ by, classes, logRank }) => [
    [`by ${by}`, '', '', '', '', logRank.p === null ? (logRank.reason?.text ?? '') : `log-rank ${pText(logRank.p)}`],
    ...classes.map(({ name, n, events, median: { time, lower, upper }, months }) => [
      `  ${name}`,
      String(n),
      String(events),
      time === null ? 'not reached' : `${time}`,
      [lower, upper].map((limit) => limit ?? '—').join(' – '),
      months === null ? '' : `${months.toFixed(1)} months`,
    ]),
  ]);
  const { n, converted, hazardRatio, reason } = conversion;
  const ratio = hazardRatio
    ? `hazard ratio once converted ${withLimits(hazardRatio.hazardRatio.toFixed(2), [hazardRatio.lower.toFixed(2), hazardRatio.upper.toFixed(2)])}, ${pText(hazardRatio.p)}`
    : `no hazard ratio: ${reason?.text ?? ''}`;
  return [
    ...table([['Progression-free survival', 'n', 'events', 'median, days', '95 % limits', ''], ...rows], [4, 5]),
    'by conversion to resection, which comes later and so counts from its own day on (start-stop Cox)',
    `  ${n} unresectable or uncertain at the outset, ${converted} converted before their PFS ended:`,
    `  ${ratio}`,
  ];
}

/** What is counted, of whom where that is not everyone, and the remark. */
function noteOf({ derived: { counted, denominator, days }, remark }: SeriesRow): string | null {
  const sentences = [
    ...(days === null ? [] : [`${days} days`]),
    ...(denominator === ALL ? [] : [`Of ${denominator}`]),
    ...(counted === null ? [] : [`Counted: ${counted}`]),
  ];
  const note = [...sentences.map((sentence) => `${sentence}.`), ...(remark === null ? [] : [remark])].join(' ');
  return note === '' ? null : note;
}

function wrapped(text: string, number: string): string[] {
  const lines: string[] = [];
  let line = number;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(number.length);
    }
    line += (line.trim() === '' || line === number ? '  ' : ' ') + word;
  }
  return [...lines, line];
}
