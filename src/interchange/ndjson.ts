import { CohortDefined, PATIENT_ID, readEvent, type Json, type JsonObject } from '../events/index.js';
import { importId } from './import-ids.js';
import { eventsOnce } from './events-once.js';
import { gatherPatients, lastRows, REASON_COLUMNS } from './patient-rows.js';
import type {
  ImportedDraft,
  ImportSource,
  Origin,
  PatientRows,
  RejectedLayout,
  StatedDefinition,
} from './patient-rows.js';
import type { RowProblem } from './problem.js';
import { isObject } from './schema-check.js';
import { textOf, type SourceFile } from './source-file.js';

/** A line of the file: its text and, where it is one, its object. */
interface Line {
  readonly row: number;
  readonly key: string | null;
  readonly text: string;
  readonly object: Readonly<Record<string, unknown>> | null;
}

/** Given anew by the recording, or by an earlier rejection. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  ...['patientId', 'recordedAt', 'recordedBy', 'position', 'revision', 'correlationId', 'causationId'],
  ...REASON_COLUMNS,
]);

/**
 * Opens a file of events, one JSON object a line: what `POST /patients/{id}/events` takes and `patientId`, or lines of the
 * log as `replay` prints them, definitions of cohorts among them. A broken line takes its patient with it, where he can be told from it.
 * @param secret 32 bytes, for the ids of events that have none
 * @throws ImportRefusedError when the file cannot be read or is not UTF-8
 */
export async function openEvents(file: SourceFile, secret: Buffer, signal: AbortSignal): Promise<ImportSource> {
  const last = await lastRows(linesOf(file, keyed), signal);
  return {
    patients: patientsOf(file, secret, last),
    sources: [{ file, layout: { extension: 'ndjson', top: '', line: rejectedLine } }],
  };
}

const rejectedLine: RejectedLayout['line'] = ([text = ''], reasons) => {
  const { object } = readLine(text, 0);
  const read = object ? Object.entries(object).filter(([name]) => !isReason(name)) : [['_line', text]];
  const why = REASON_COLUMNS.map((name, i) => [name, reasons[i] ?? '']);
  return `${JSON.stringify(Object.fromEntries([...read, ...why]))}\n`;
};

const isReason = (name: string): boolean => (REASON_COLUMNS as readonly string[]).includes(name);

async function* linesOf<Read>(file: SourceFile, read: (text: string, row: number) => Read): AsyncGenerator<Read> {
  let row = 0;
  let rest = '';
  for await (const piece of textOf(file)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      row++;
      if (text.trim() !== '') yield read(text, row);
    }
  }
  if (rest.trim() !== '') yield read(rest, row + 1);
}

/** A line that is plain may have its patient seen without parsing: no second naming of him, and no escapes to hide one. */
const NOT_PLAIN = ['"patientId"', '"_line"', '\\u'];

/** Of the first reading, which needs the patient alone. */
function keyed(text: string, row: number): Pick<Line, 'key'> {
  const [head = '', key] = /^\{"patientId":"([A-Za-z0-9._-]{1,64})"/.exec(text) ?? [];
  const isPlain = key !== undefined && !NOT_PLAIN.some((part) => text.includes(part, head.length));
  return isPlain ? { key } : readLine(text, row);
}

function readLine(text: string, row: number): Line {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    const [, key = null] = /"patientId"\s*:\s*"([A-Za-z0-9._-]+)"/.exec(text) ?? [];
    return { row, key, text, object: null };
  }
  if (!isObject(object)) return { row, key: null, text, object: null };
  // A broken line of an earlier rejection, kept as text: it may have been mended there.
  if (typeof object['_line'] === 'string') return readLine(object['_line'], row);
  const patientId = object['patientId'];
  return { row, key: typeof patientId === 'string' && PATIENT_ID.test(patientId) ? patientId : null, text, object };
}

async function* patientsOf(
  file: SourceFile,
  secret: Buffer,
  last: ReadonlyMap<string, number>,
): AsyncGenerator<PatientRows> {
  for await (const { key, rows } of gatherPatients(linesOf(file, readLine), last, file.name)) {
    yield patientRows(key, rows, secret, file.name);
  }
}

function patientRows(patientId: string | null, lines: readonly Line[], secret: Buffer, file: string): PatientRows {
  const problems: RowProblem[] = [];
  const stated: { draft: ImportedDraft; origin: Origin; repeated: null }[] = [];
  const counter = new Map<string, number>();
  // Of what the line itself says: a later version of the type must not make another id of it.
  const idOf = (line: Readonly<Record<string, unknown>>, type: string): string => {
    const said = [(line['occurredOn'] ?? null) as Json, line['data'] as Json];
    const made = ['event', 'events', patientId, type, null, said];
    const first = importId(secret, ...made, 0);
    const count = counter.get(first) ?? 0;
    counter.set(first, count + 1);
    return count === 0 ? first : importId(secret, ...made, count);
  };
  for (const { row, object } of lines) {
    const wrong = (code: string, column: string | null, detail: string, remedy: string): void => {
      const value = column === null ? null : valueAt(object, column);
      problems.push({ code, file, row, column, value, detail, remedy });
    };
    if (!object) {
      wrong('not-json', null, 'the line is no JSON object', 'Write one event on one line, as a JSON object.');
      continue;
    }
    if (patientId === null) {
      wrong(
        'missing-patient',
        '/patientId',
        'the line names no patient',
        'Give patientId: 1 to 64 of A-Z a-z 0-9 . _ -',
      );
      continue;
    }
    const reading = readEvent(eventInput(object));
    if ('violations' in reading) {
      for (const { code, pointer, detail, remedy } of reading.violations) wrong(code, pointer, detail, remedy);
      continue;
    }
    const { draft } = reading;
    const id = draft.id ?? idOf(object, draft.type);
    const locate: Origin['locate'] = (pointer) => ({ column: pointer, value: valueAt(object, pointer) });
    stated.push({ draft: { ...draft, id }, origin: { file, row, locate }, repeated: null });
  }
  const [only] = lines;
  const definition = patientId === null && only ? definitionIn(only) : null;
  const once = eventsOnce(stated, ({ row, locate }, earlier) => ({
    code: 'repeated-id',
    file,
    row,
    ...locate('/id'),
    detail: `line ${earlier.row} has the same id and states something else`,
    remedy: 'Delete one of the two lines, or give one of them another id.',
  }));
  return {
    ...once,
    patientId,
    ...(definition && { definition }),
    problems: [...problems, ...once.problems],
    rows: lines.map(({ row, text }) => ({ file, row, read: [text] })),
    rowsWithoutEvent: 0,
  };
}

/** The definition of a cohort that a line of the log states; null: it states another thing. */
function definitionIn({ object }: Line): StatedDefinition | null {
  if (object?.['type'] !== CohortDefined.name || !isObject(object['data'])) return null;
  const { version, revision, data } = object;
  return {
    version: typeof version === 'number' ? version : CohortDefined.version,
    data: data as JsonObject,
    revision: typeof revision === 'number' ? revision : null,
  };
}

/** What the recorder gives; the log's `recordedAt` was when the source knew it. */
function eventInput(object: Readonly<Record<string, unknown>>): object {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(object)) if (!NOT_TAKEN.has(name)) given[name] = object[name];
  const { recordedAt } = object;
  const source = given['source'] ?? {};
  if (typeof recordedAt !== 'string' || !isObject(source) || 'recordedOn' in source) return given;
  return { ...given, source: { ...source, recordedOn: recordedAt.slice(0, 10) } };
}

/** The value behind a JSON pointer, as JSON; null where there is none. */
function valueAt(object: unknown, pointer: string): string | null {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const value = steps.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step)
        ? (here as Record<string, unknown>)[step]
        : undefined,
    object,
  );
  return value === undefined ? null : JSON.stringify(value);
}
