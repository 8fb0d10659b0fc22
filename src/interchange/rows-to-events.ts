import { PATIENT_ID, readEvent, type EventDraft, type Json } from '../events/index.js';
import { cellValue, eventData, holds, type CellProblem, type RowReader } from './cell-values.js';
import { importId } from './import-ids.js';
import type { EventRule, Mapping } from './mapping.js';
import { eventsOnce, type Origin, type PatientRows } from './patient-rows.js';
import type { RowProblem } from './problem.js';
import type { TableRow } from './tabular.js';

/** What the rows of one table have in common. */
export interface TableContext {
  readonly mapping: Mapping;
  readonly secret: Buffer;
  readonly columns: ReadonlyMap<string, number>;
  readonly width: number;
  readonly file: string;
}

/** What all the rows of one patient state, with the ids of their events. */
export function patientRows(key: string | null, rows: readonly TableRow[], context: TableContext): PatientRows {
  const { mapping, secret, file } = context;
  const problems: RowProblem[] = [];
  const whole = rows.map(({ row, cells }) => ({ row, read: cells }));
  const nothing = { file, patientId: null, drafts: [], origins: [], problems, rows: whole, rowsWithoutEvent: 0 };
  const keyProblem = (code: string, detail: string, remedy: string): PatientRows => {
    problems.push({
      code,
      file,
      row: rows[0]?.row ?? 0,
      column: mapping.patient.column,
      value: key ?? '',
      detail,
      remedy,
    });
    return nothing;
  };
  if (key === null)
    return keyProblem('missing-patient', 'the row names no patient', 'Give the patient, or delete the row.');
  const patientId =
    mapping.patient.id?.replaceAll(/\{[^}]*\}/g, () => key) ?? importId(secret, 'patient', mapping.name, key);
  if (!PATIENT_ID.test(patientId)) {
    const remedy = 'Use letters, digits, ".", "_" and "-"; or leave patient.id out of the mapping.';
    return keyProblem('invalid-patient-id', `${JSON.stringify(patientId)} cannot be the id of a patient`, remedy);
  }
  const stated = rows.map((row) => statedBy(row, context, problems));
  const counter = new Map<string, number>();
  const drafts = stated.flat().map(({ rule, draft, origin, reader }) => {
    const columns = rule.key ?? rule.columns;
    const made: Json[] = [
      mapping.name,
      key,
      rule.type,
      rule.name,
      columns.map((column) => [column, reader.cell(column)]),
    ];
    const count = counter.get(JSON.stringify(made)) ?? 0;
    if (rule.key === null) counter.set(JSON.stringify(made), count + 1);
    return { draft: { ...draft, id: importId(secret, 'event', ...made, count) }, origin };
  });
  const once = eventsOnce(drafts, ({ row }, earlier) => ({
    code: 'repeated-key',
    file,
    row,
    column: null,
    value: null,
    detail: `row ${earlier.row} has the same key and states something else`,
    remedy: 'Delete one of the two rows, or name in the mapping, under key, the columns that tell them apart.',
  }));
  return {
    ...nothing,
    ...once,
    patientId,
    problems: [...problems, ...once.problems],
    rowsWithoutEvent: stated.filter((events) => events.length === 0).length,
  };
}

interface Stated {
  readonly rule: EventRule;
  readonly draft: EventDraft;
  readonly origin: Origin;
  readonly reader: RowReader;
}

/** The events that one row states. Empty, too, where the row has a problem. */
function statedBy(
  { row, cells }: TableRow,
  { mapping, columns, width, file }: TableContext,
  problems: RowProblem[],
): Stated[] {
  const found: CellProblem[] = [];
  const cell = (column: string): string => {
    const text = cells[columns.get(column) ?? -1]?.trim() ?? '';
    return mapping.file.missing.has(text) ? '' : text;
  };
  const reader: RowReader = { cell, decimal: mapping.file.decimal, problems: found };
  const toProblem = (code: string, column: string | null, detail: string, remedy: string): RowProblem => ({
    code,
    file,
    row,
    column,
    value: column === null ? null : (cells[columns.get(column) ?? -1] ?? ''),
    detail,
    remedy,
  });
  if (cells.length !== width) {
    const detail = `the row has ${cells.length} cells, the header ${width}`;
    problems.push(
      toProblem('cell-count', null, detail, 'Add the missing cells, or quote those with the delimiter in them.'),
    );
    return [];
  }
  const stated = mapping.events
    .filter((rule) => rule.when.every((condition) => holds(condition, reader)))
    .flatMap((rule): Stated[] => {
      const before = found.length;
      const input = eventInput(rule, mapping, reader);
      if (found.length > before) return [];
      const reading = readEvent(input);
      const columnAt = (pointer: string): string | null => columnBehind(rule, pointer);
      if ('draft' in reading) {
        const locate: Origin['locate'] = (pointer) => {
          const column = columnAt(pointer);
          return { column, value: column === null ? null : cell(column) };
        };
        return [{ rule, draft: reading.draft, origin: { row, locate }, reader }];
      }
      for (const { code, pointer, detail, remedy } of reading.violations) {
        const column = columnAt(pointer);
        problems.push(toProblem(code, column, `${rule.type}: ${detail}`, pointer === '/occurredOn' ? NO_DATE : remedy));
      }
      return [];
    });
  problems.push(...found.map(({ code, column, detail, remedy }) => toProblem(code, column, detail, remedy)));
  return stated;
}

/** The column that a field, a part of it or what it is part of comes from. */
function columnBehind({ columnOf }: EventRule, pointer: string): string | null {
  if (pointer === '' || pointer === '/data') return null;
  for (const [known, column] of columnOf) {
    if (`${known}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${known}/`)) return column;
  }
  return null;
}

const NO_DATE =
  'Give the date; or say in the mapping either that the row then states no such event (when: [{ column: …, present: true }]) or that its date is not known (missing: unknown).';

/** Content holds neither the number of the row nor the hash of the file: the same fact in a longer file is the same event. */
function eventInput(rule: EventRule, { system, file, acknowledge }: Mapping, reader: RowReader): object {
  const occurredOn = 'constant' in rule.occurredOn ? rule.occurredOn.constant : cellValue(rule.occurredOn, reader);
  return {
    type: rule.type,
    ...(occurredOn === undefined ? {} : { occurredOn }),
    data: eventData(rule.data, reader),
    ...(acknowledge.length === 0 ? {} : { acknowledge }),
    source: { system, ...(file.name === null ? {} : { document: { id: file.name } }) },
  };
}
