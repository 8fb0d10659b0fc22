import { filesOfTables } from './files-of-tables.js';
import type { Mapping, TableRule } from './mapping.js';
import { gatherPatients, lastRows, REASON_COLUMNS } from './patient-rows.js';
import type { ImportSource, PatientRows, RejectedLayout } from './patient-rows.js';
import { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
import { joinOf, type OpenFile, type SourceRow } from './row-reader.js';
import { patientRows } from './rows-to-events.js';
import type { SourceFile } from './source-file.js';
import { openTable, writeRow, type Table } from './tabular.js';

interface TableFile {
  readonly file: SourceFile;
  readonly open: OpenFile;
  readonly layout: RejectedLayout;
  /** Opened for the first reading. */
  readonly first: Table;
}

/**
 * Opens tables under their mapping: reads them once through to find what is wrong with the files as a whole.
 * @param secret 32 bytes, for the ids
 * @throws ImportRefusedError when a file or a column is absent or a file is malformed
 */
export async function openRows(
  files: readonly SourceFile[],
  mapping: Mapping,
  secret: Buffer,
  signal: AbortSignal,
): Promise<ImportSource> {
  const tables: TableFile[] = [];
  try {
    for (const [file, table] of filesOfTables(files, mapping)) {
      const first = await openTable(file, table);
      const columns = new Map(first.header.map((column, i) => [column, i]));
      const open = { name: file.name, table, header: first.header, columns };
      tables.push({ file, open, layout: rejectedLayout(first, table), first });
    }
    checkColumns(
      tables.map(({ open }) => open),
      mapping,
    );
    const last = await lastRows(
      rowsOf(tables, ({ first }) => first),
      signal,
    );
    return { patients: patientsOf(tables, mapping, secret, last), sources: tables };
  } finally {
    await Promise.all(tables.map(({ first }) => first.close()));
  }
}

async function* patientsOf(
  tables: readonly TableFile[],
  mapping: Mapping,
  secret: Buffer,
  last: ReadonlyMap<string, number>,
): AsyncGenerator<PatientRows> {
  const names = tables.map(({ file }) => file.name).join(', ');
  const again = rowsOf(tables, ({ file, open }) => openTable(file, open.table));
  for await (const { key, rows } of gatherPatients(again, last, names)) {
    yield patientRows(key, rows, { mapping, secret });
  }
}

/** The rows of all files, one file after the other. */
async function* rowsOf(
  files: readonly TableFile[],
  tableOf: (file: TableFile) => Table | Promise<Table>,
): AsyncGenerator<SourceRow> {
  for (const file of files) {
    const from = file.open;
    const index = from.columns.get(from.table.patient) ?? -1;
    const table = await tableOf(file);
    try {
      for await (const row of table.rows) {
        const key = row.cells[index]?.trim() ?? '';
        yield { ...row, from, key: key === '' || from.table.missing.has(key) ? null : key };
      }
    } finally {
      await table.close();
    }
  }
}

/** The same table again; the reasons stand in front, where a row with too many cells cannot push them aside. */
function rejectedLayout({ header, top }: Table, rule: TableRule): RejectedLayout {
  const reasonCells = new Set(REASON_COLUMNS.map((name) => header.indexOf(name)));
  const line: RejectedLayout['line'] = (read, reasons) =>
    writeRow([...reasons, ...read.filter((_, i) => !reasonCells.has(i))], rule);
  const blank = REASON_COLUMNS.map(() => '');
  return {
    extension: 'csv',
    top: top.map(({ row, cells }) => line(cells, row === rule.headerRow ? REASON_COLUMNS : blank)).join(''),
    line,
  };
}

/** Columns that the mapping names and a file has not, or has twice. */
function checkColumns(files: readonly OpenFile[], mapping: Mapping): void {
  const problems = files.flatMap((file) =>
    [...columnsNamed(file.table)].flatMap((name) => {
      const join = file.columns.has(name) ? null : joinOf(file.table, name);
      const holders = join ? files.filter(({ table }) => table === mapping.tables[join.join.table]) : [file];
      return holders.flatMap((holder) => columnProblem(holder, join?.column ?? name));
    }),
  );
  if (problems.length > 0) throw new ImportRefusedError(problems);
}

function columnsNamed({ patient, recordedOn, events, joins }: TableRule): ReadonlySet<string> {
  const on = [...joins].flatMap(([alias, join]) => (join.on === null ? [] : [join.on, `${alias}.${join.on}`]));
  return new Set([
    patient,
    ...(recordedOn ? [recordedOn.column] : []),
    ...on,
    ...events.flatMap(({ columns }) => columns),
  ]);
}

function columnProblem({ name, header, table }: OpenFile, column: string): ImportProblem[] {
  const times = header.filter((one) => one === column).length;
  if (times === 1) return [];
  const place = `${name}, row ${table.headerRow}`;
  if (times > 1) {
    const detail = `${times} columns are called ${JSON.stringify(column)}`;
    return [{ code: 'repeated-column', place, detail, remedy: 'Give each its own name.' }];
  }
  const detail = `there is no column ${JSON.stringify(column)}, which the mapping names`;
  return [{ code: 'missing-column', place, detail, remedy: suggest(column, header) }];
}
