import { CITATION } from './essadi-2011.js';
import { ALL } from './series-counts.js';
import { excludedText } from './text.js';
import type { Named } from './analysis.js';
import type { SeriesGroup, SeriesResult, SeriesRow } from './series.js';

const WIDTH = 96;

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

function groupText({ name, n, rows }: Named<SeriesGroup>, named: boolean): string[] {
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
    columns('', 'published', 'from the events', 'agrees', ''),
    rule,
    ...lines,
    rule,
    ...notes.flatMap((note, i) => wrapped(note, String(i + 1).padStart(2))),
    '',
  ];
}

function lineOf({ figure, published, derived, agrees }: SeriesRow, note: string): string {
  return columns(`  ${figure}`, published.text, derivedText(derived), agrees ? '✓' : '≠', note);
}

const columns = (figure: string, published: string, derived: string, mark: string, note: string): string =>
  `${figure.padEnd(55)}${published.padEnd(14)}${derived.padEnd(21)}${mark.padEnd(3)}${note}`.trimEnd();

function derivedText({ n, of, percent, days, months }: SeriesRow['derived']): string {
  if (n === null) return days === null ? 'not reached' : `${months?.toFixed(1)} months`;
  return `${String(n).padStart(2)} of ${String(of).padEnd(4)}${percent === null ? '' : `${percent.toFixed(1)}%`.padStart(6)}`;
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
