import { eventTypeOf, fieldsOf, type FieldNote, type Json, type JsonObject, type Reason } from '../events/index.js';
import type { TimelineView } from '../projections/index.js';
import type { Entry, Merge, Statement } from '../timeline/index.js';

const WIDTH = 110;
const MARKS: Readonly<Record<Entry['status'], string>> = { current: ' ', corrected: '✎', retracted: '✗' };

/** A timeline for a terminal: one line an entry, what was said of it before beneath. */
export function timelineText(view: TimelineView): string {
  const { patientId, mergedInto, merges, synthetic, entries, asOf, asKnownAtSource, cutOff, revision } = view;
  const known = asOf.position === null ? 'nothing recorded' : `position ${asOf.position}, ${asOf.recordedAt}`;
  const typeWidth = Math.max(4, ...entries.map(({ type }) => type.length));
  const dateWidth = Math.max(10, ...entries.map(({ occurredOn }) => occurredOn.length));
  const lines = entries.flatMap((entry) => entryLines(entry, dateWidth, typeWidth));
  const marked = entries.some(({ status }) => status !== 'current');
  return [
    `${synthetic ? 'SYNTHETIC patient' : 'Patient'} ${patientId} · revision ${revision} · as known at ${known}${asKnownAtSource === null ? '' : ` · at the source by the end of ${asKnownAtSource}`}${cutOff === null ? '' : ` · cut off at ${cutOff}`}`,
    ...(mergedInto === null ? [] : [`the patient asked for is merged into ${mergedInto}`]),
    ...merges.flatMap(mergeLines),
    '',
    ...lines,
    '',
    `${entries.length} entries${marked ? '   ✎ corrected   ✗ retracted' : ''}`,
  ].join('\n');
}

function entryLines(entry: Entry, dateWidth: number, typeWidth: number): string[] {
  const { occurredOn, type, status, data, note, mergedFrom } = entry;
  const lead = `${MARKS[status]} ${occurredOn.padEnd(dateWidth)}  ${type.padEnd(typeWidth)}  `;
  const text = [summary(type, data), ...(note === undefined ? [] : [`“${note}”`]), mergedFrom && `of ${mergedFrom}`]
    .filter(Boolean)
    .join(' · ');
  return [
    ...wrap(lead, text),
    ...entry.history
      .slice(1)
      .flatMap((statement, index) => changeLines(entry.type, statement, entry.history[index], dateWidth)),
  ];
}

/** Who was merged or taken out again, when, by whom and why. */
export function mergeLines({ type, patientId, otherPatientId, ...merge }: Merge): readonly string[] {
  const { recordedAt, recordedBy, reason } = merge;
  const what = type === 'PatientsMerged' ? `${otherPatientId} merged into` : `${otherPatientId} taken out of`;
  return wrap(
    `⇄ ${what} ${patientId}  `,
    `${recordedAt.slice(0, 10)} by ${recordedBy.subject}${reason ? `: ${reasonText(reason)}` : ''}`,
  );
}

export const reasonText = ({ code, text }: Reason): string => `${code}${text === undefined ? '' : ` “${text}”`}`;

/** What changed an entry, when, by whom, why, and what stood there before. */
function changeLines(type: string, change: Statement, before: Statement | undefined, dateWidth: number): string[] {
  const what = change.type === 'EventRetracted' ? 'retracted' : 'corrected';
  const why = `${what} ${change.recordedAt.slice(0, 10)} by ${change.recordedBy.subject}: ${reasonText(change.reason ?? { code: 'no reason' })}`;
  const was =
    change.type === 'EventRetracted' || !before
      ? ''
      : `; before: ${before.occurredOn ?? ''} ${summary(type, before.data ?? {})}`;
  return wrap(`  ${' '.repeat(dateWidth)}  ↳ `, why + was);
}

/**
 * What an event says in one line, its fields in the order of the catalogue: `FOLFOX, cycle 1, intent palliative`. A required
 * word says by itself what it is; ids are cut to their beginning; lengths are shown in mm.
 */
export function summary(type: string, data: JsonObject): string {
  const dataClass = eventTypeOf(type)?.data;
  return dataClass ? fieldsText(fieldsOf(dataClass), data) : '';
}

function fieldsText(fields: ReadonlyMap<string, FieldNote>, data: JsonObject): string {
  return [...fields]
    .flatMap(([name, note]) => {
      const value = data[name];
      if (value === undefined) return [];
      const text = valueText(value, note);
      return typeof value === 'string' && !note.optional ? text : `${words(name)} ${text}`;
    })
    .join(', ');
}

function valueText(value: Json, note: FieldNote): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map((part) => valueText(part, note)).join(' and ');
  if (typeof value === 'object' && value !== null)
    return `(${fieldsText(note.nested ? fieldsOf(note.nested()) : new Map(), value as JsonObject)})`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && note.unit === 'tenths of mm') return `${(value / 10).toFixed(1)} mm`;
  if (typeof value === 'number' && note.unit) return `${value} ${note.unit}`;
  return UUID.test(String(value)) ? String(value).slice(0, 8) : String(value);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** `largestLesion` → `largest lesion`. */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Breaks at spaces; further lines stand under the first one's text. */
export function wrap(lead: string, text: string): string[] {
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
