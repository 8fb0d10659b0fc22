import { PATIENT_ID, readEvent, type EventDraft } from '../events/index.js';
import { cellValue, dateValue, eventData, holds, type RowReader } from './cell-values.js';
import { eventsOnce } from './events-once.js';
import { importId } from './import-ids.js';
import type { EventRule, Mapping, TableRule } from './mapping.js';
import type { Origin, PatientRows } from './patient-rows.js';
import type { RowProblem } from './problem.js';
import { importedId, rowReader, type SourceRow } from './row-reader.js';

interface ImportContext {
  readonly mapping: Mapping;
  readonly secret: Buffer;
}

/** What all the rows of one patient state, in whichever table, with the ids of their events. */
export function patientRows(key: string | null, rows: readonly SourceRow[], context: ImportContext): PatientRows {
  const { mapping, secret } = context;
  const problems: RowProblem[] = [];
  const read = rows.map(({ from, row, cells }) => ({ file: from.name, row, read: cells }));
  const nothing = { patientId: null, drafts: [], origins: [], problems, rows: read, rowsWithoutEvent: 0 };
  const keyProblem = (code: string, detail: string, remedy: string): PatientRows => {
    const { from, row } = rows[0]!;
    problems.push({ code, file: from.name, row, column: from.table.patient, value: key ?? '', detail, remedy });
    return nothing;
  };
  if (key === null)
    return keyProblem('missing-patient', 'the row names no patient', 'Give the patient, or delete the row.');
  const patientId =
    mapping.patientId?.replaceAll(/\{[^}]*\}/g, () => key) ?? importId(secret, 'patient', mapping.name, key);
  if (!PATIENT_ID.test(patientId)) {
    const remedy = 'Use letters, digits, ".", "_" and "-"; or leave patient.id out of the mapping.';
    return keyProblem('invalid-patient-id', `${JSON.stringify(patientId)} cannot be the id of a patient`, remedy);
  }
  const idOf: RowIds = (rule, cells, count) => importedId(secret, { mapping, key }, rule, cells, count);
  const stated = rows.map((row) => statedBy(row, rows, mapping, idOf, problems));
  const counter = new Map<string, number>();
  const drafts = stated.flat().map(({ rule, draft, origin, reader }) => {
    const cells = (rule.key ?? rule.columns).map((column) => [column, reader.cell(column)] as const);
    const first = idOf(rule, cells, 0);
    const count = counter.get(first) ?? 0;
    if (rule.key === null) counter.set(first, count + 1);
    const id = count === 0 ? first : idOf(rule, cells, count);
    return { draft: { ...draft, id }, origin, repeated: rule.repeated };
  });
  const once = eventsOnce(drafts, ({ file, row }, earlier) => ({
    code: 'repeated-key',
    file,
    row,
    column: null,
    value: null,
    detail: `${earlier.file === file ? '' : `${earlier.file}, `}row ${earlier.row} has the same key and states something else`,
    remedy:
      'Delete one of the two rows; or name in the mapping, under key, the columns that tell them apart, or, under repeated, that the last report holds.',
  }));
  return {
    ...nothing,
    ...once,
    patientId,
    problems: [...problems, ...once.problems],
    rowsWithoutEvent: stated.filter((events) => events.length === 0).length,
  };
}

type RowIds = (
  rule: Pick<EventRule, 'type' | 'name'>,
  cells: readonly (readonly [column: string, cell: string])[],
  count: number,
) => string;

interface Stated {
  readonly rule: EventRule;
  readonly draft: EventDraft;
  readonly origin: Origin;
  readonly reader: RowReader;
}

/** The events that one row states. Empty, too, where the row has a problem. */
function statedBy(
  source: SourceRow,
  rows: readonly SourceRow[],
  mapping: Mapping,
  idOf: RowIds,
  problems: RowProblem[],
): Stated[] {
  const { row, cells, from } = source;
  const reader = rowReader(source, rows, mapping, ({ refersTo, on }) => {
    const key = on.map(([theirs, ours]) => [theirs, reader.cell(ours)] as const);
    const silent = key.length > 0 && key.every(([, cell]) => cell === '');
    return silent ? undefined : idOf(refersTo, key, 0);
  });
  const toProblem = (code: string, column: string | null, detail: string, remedy: string): RowProblem => {
    const index = column === null ? undefined : from.columns.get(column);
    const value = column === null ? null : index === undefined ? reader.cell(column) : (cells[index] ?? '');
    return { code, file: from.name, row, column, value, detail, remedy };
  };
  if (cells.length !== from.header.length) {
    const detail = `the row has ${cells.length} cells, the header ${from.header.length}`;
    problems.push(
      toProblem('cell-count', null, detail, 'Add the missing cells, or quote those with the delimiter in them.'),
    );
    return [];
  }
  const stated = from.table.events
    .filter((rule) => rule.when.every((condition) => holds(condition, reader)))
    .flatMap((rule): Stated[] => {
      const before = reader.problems.length;
      const input = eventInput(rule, mapping, from.table, reader);
      if (reader.problems.length > before) return [];
      const reading = readEvent(input);
      const columnAt = (pointer: string): string | null => columnBehind(rule, from.table, pointer);
      if ('draft' in reading) {
        const locate: Origin['locate'] = (pointer) => {
          const column = columnAt(pointer);
          return { column, value: column === null ? null : reader.cell(column) };
        };
        return [{ rule, draft: reading.draft, origin: { file: from.name, row, locate }, reader }];
      }
      for (const { code, pointer, detail, remedy } of reading.violations) {
        const column = columnAt(pointer);
        problems.push(toProblem(code, column, `${rule.type}: ${detail}`, pointer === '/occurredOn' ? NO_DATE : remedy));
      }
      return [];
    });
  problems.push(...reader.problems.map(({ code, column, detail, remedy }) => toProblem(code, column, detail, remedy)));
  return stated;
}

/** The column that a field, a part of it or what it is part of comes from. */
function columnBehind({ columnOf }: EventRule, { recordedOn }: TableRule, pointer: string): string | null {
  if (pointer === '/source/recordedOn') return recordedOn?.column ?? null;
  if (pointer === '' || pointer === '/data') return null;
  for (const [known, column] of columnOf) {
    if (`${known}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${known}/`)) return column;
  }
  return null;
}

const NO_DATE =
  'Give the date; or say in the mapping either that the row then states no such event (when: [{ column: …, present: true }]) or that its date is not known (missing: unknown).';

/** Content holds neither the number of the row nor the hash of the file: the same fact in a longer file is the same event. */
function eventInput(
  rule: EventRule,
  { system, licence }: Mapping,
  { document, recordedOn: recorded }: TableRule,
  reader: RowReader,
): object {
  const occurredOn = dateValue(rule.occurredOn, reader);
  const recordedOn = recorded ? cellValue(recorded, reader) : undefined;
  return {
    type: rule.type,
    ...(occurredOn === undefined ? {} : { occurredOn }),
    data: eventData(rule.data, reader),
    ...(rule.acknowledge.length === 0 ? {} : { acknowledge: rule.acknowledge }),
    source: {
      system,
      ...(licence === null ? {} : { licence }),
      ...(document === null ? {} : { document: { id: document } }),
      ...(recordedOn === undefined ? {} : { recordedOn }),
    },
  };
}
