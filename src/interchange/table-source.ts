import type { Mapping } from './mapping.js';
import { gatherPatients, lastRows, REASON_COLUMNS } from './patient-rows.js';
import type { ImportSource, PatientRows, RejectedLayout } from './patient-rows.js';
import { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
import { patientRows } from './rows-to-events.js';
import type { SourceFile } from './source-file.js';
import { openTable, writeRow, type Table, type TableRow } from './tabular.js';

/**
 * Opens a table under its mapping: reads it once through to find what is wrong with the file as a whole.
 * @param secret 32 bytes, for the ids
 * @throws ImportRefusedError when a column is absent or the file is malformed
 */
export async function openRows(
  file: SourceFile,
  mapping: Mapping,
  secret: Buffer,
  signal: AbortSignal,
): Promise<ImportSource> {
  const table = await openTable(file, mapping.file);
  try {
    checkColumns(table.header, mapping, file.name);
    const last = await lastRows(keyed(table, mapping), signal);
    return { patients: patientsOf(file, mapping, secret, last), layout: rejectedLayout(table, mapping) };
  } finally {
    await table.close();
  }
}

async function* patientsOf(
  file: SourceFile,
  mapping: Mapping,
  secret: Buffer,
  last: ReadonlyMap<string, number>,
): AsyncGenerator<PatientRows> {
  const table = await openTable(file, mapping.file);
  const columns = new Map(table.header.map((name, i) => [name, i]));
  try {
    for await (const { key, rows } of gatherPatients(keyed(table, mapping), last, file.name)) {
      yield patientRows(key, rows, { mapping, secret, columns, width: table.header.length, file: file.name });
    }
  } finally {
    await table.close();
  }
}

/** The same table again; the reasons stand in front, where a row with too many cells cannot push them aside. */
function rejectedLayout({ header, top }: Table, { file }: Mapping): RejectedLayout {
  const reasonCells = new Set(REASON_COLUMNS.map((name) => header.indexOf(name)));
  const line: RejectedLayout['line'] = (read, reasons) =>
    writeRow([...reasons, ...read.filter((_, i) => !reasonCells.has(i))], file);
  const blank = REASON_COLUMNS.map(() => '');
  return {
    extension: 'csv',
    top: top.map(({ row, cells }) => line(cells, row === file.headerRow ? REASON_COLUMNS : blank)).join(''),
    line,
  };
}

/** A column that the mapping names and the file has not, or has twice. */
function checkColumns(header: readonly string[], mapping: Mapping, file: string): void {
  const named = new Set([mapping.patient.column, ...mapping.events.flatMap(({ columns }) => columns)]);
  const problems = [...named].flatMap((column): ImportProblem[] => {
    const times = header.filter((name) => name === column).length;
    if (times === 1) return [];
    const place = `${file}, row ${mapping.file.headerRow}`;
    return times === 0
      ? [
          {
            code: 'missing-column',
            place,
            detail: `there is no column ${JSON.stringify(column)}, which the mapping names`,
            remedy: suggest(column, header),
          },
        ]
      : [
          {
            code: 'repeated-column',
            place,
            detail: `${times} columns are called ${JSON.stringify(column)}`,
            remedy: 'Give each its own name.',
          },
        ];
  });
  if (problems.length > 0) throw new ImportRefusedError(problems);
}

async function* keyed({ header, rows }: Table, mapping: Mapping): AsyncGenerator<TableRow & { key: string | null }> {
  const index = header.indexOf(mapping.patient.column);
  for await (const row of rows) {
    const key = row.cells[index]?.trim() ?? '';
    yield { ...row, key: key === '' || mapping.file.missing.has(key) ? null : key };
  }
}
