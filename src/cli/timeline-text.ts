import type { Json, JsonObject } from '../events/index.js';
import type { TimelineView } from '../projections/index.js';
import type { Entry, Statement } from '../timeline/index.js';

const WIDTH = 110;
const MARKS: Readonly<Record<Entry['status'], string>> = { current: ' ', corrected: '✎', retracted: '✗' };

/** A timeline for a terminal: one line an entry, what was said of it before beneath. */
export function timelineText(view: TimelineView): string {
  const { patientId, entries, asOf, cutOff, revision } = view;
  const known = asOf.position === null ? 'nothing recorded' : `position ${asOf.position}, ${asOf.recordedAt}`;
  const typeWidth = Math.max(4, ...entries.map(({ type }) => type.length));
  const dateWidth = Math.max(10, ...entries.map(({ occurredOn }) => occurredOn.length));
  const lines = entries.flatMap((entry) => entryLines(entry, dateWidth, typeWidth));
  const marked = entries.some(({ status }) => status !== 'current');
  return [
    `Patient ${patientId} · revision ${revision} · as known at ${known}${cutOff === null ? '' : ` · cut off at ${cutOff}`}`,
    '',
    ...lines,
    '',
    `${entries.length} entries${marked ? '   ✎ corrected   ✗ retracted' : ''}`,
  ].join('\n');
}

function entryLines(entry: Entry, dateWidth: number, typeWidth: number): string[] {
  const { occurredOn, type, status, data, note } = entry;
  const lead = `${MARKS[status]} ${occurredOn.padEnd(dateWidth)}  ${type.padEnd(typeWidth)}  `;
  const text = [summary(data), ...(note === undefined ? [] : [`“${note}”`])].filter(Boolean).join(' · ');
  return [
    ...wrap(lead, text),
    ...entry.history.slice(1).flatMap((statement, index) => changeLines(statement, entry.history[index], dateWidth)),
  ];
}

/** What changed an entry, when, by whom, why, and what stood there before. */
function changeLines(change: Statement, before: Statement | undefined, dateWidth: number): string[] {
  const what = change.type === 'EventRetracted' ? 'retracted' : 'corrected';
  const { code, text } = change.reason ?? { code: 'no reason' };
  const why = `${what} ${change.recordedAt.slice(0, 10)} by ${change.recordedBy.subject}: ${code}${text === undefined ? '' : ` “${text}”`}`;
  const was =
    change.type === 'EventRetracted' || !before
      ? ''
      : `; before: ${before.occurredOn ?? ''} ${summary(before.data ?? {})}`;
  return wrap(`  ${' '.repeat(dateWidth)}  ↳ `, why + was);
}

/** The fields of an event in one line: `kind liver-metastasis, lesions 3`. */
function summary(data: JsonObject): string {
  return Object.entries(data)
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(', ');
}

function plain(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(plain).join('; ')}]`;
  if (typeof value === 'object' && value !== null) return `(${summary(value as JsonObject)})`;
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** Breaks at spaces; further lines stand under the first one's text. */
function wrap(lead: string, text: string): string[] {
  const room = Math.max(30, WIDTH - lead.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  lines.push(line);
  return lines.map((part, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${part}`.trimEnd());
}
