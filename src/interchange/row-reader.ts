import type { CellProblem, RowReader } from './cell-values.js';
import { importId } from './import-ids.js';
import type { Join, Mapping, ReferenceRule, TableRule } from './mapping.js';
import type { TableRow } from './tabular.js';

/** A file as it is read: what its table means and where its columns are. */
export interface OpenFile {
  readonly name: string;
  readonly table: TableRule;
  readonly header: readonly string[];
  /** Index of each column. */
  readonly columns: ReadonlyMap<string, number>;
}

/** A row, its patient and the file it stands in. */
export interface SourceRow extends TableRow {
  readonly from: OpenFile;
  readonly key: string | null;
}

/** The id of an event of a patient: the same whenever rows with the same cells state it. */
export function importedId(
  secret: Buffer,
  { mapping, key }: { readonly mapping: Mapping; readonly key: string },
  { type, name }: ReferenceRule['refersTo'],
  cells: readonly (readonly [column: string, cell: string])[],
  count: number,
): string {
  return importId(secret, 'event', mapping.name, key, type, name, cells, count);
}

/** The text of a cell without the blanks around it; empty where it is missing, or the file has no such column. */
export function textAt({ cells, from }: SourceRow, column: string): string {
  const text = cells[from.columns.get(column) ?? -1]?.trim() ?? '';
  return from.table.missing.has(text) ? '' : text;
}

/** Reads a row among all the rows of its patient, where it finds those of other tables that it is joined with. */
export function rowReader(
  row: SourceRow,
  rows: readonly SourceRow[],
  mapping: Mapping,
  idOf: RowReader['idOf'],
): RowReader {
  const problems: CellProblem[] = [];
  const joined = new Map<string, SourceRow | null>();
  const joinedRow = (alias: string, join: Join): SourceRow | null => {
    const known = joined.get(alias);
    if (known !== undefined) return known;
    const [found = null, second] = rowsJoined(row, rows, join, mapping);
    if (found && second) {
      problems.push({
        code: 'ambiguous-join',
        column: join.on ?? row.from.table.patient,
        detail: `${found.from.name}, row ${found.row} and ${second.from.name}, row ${second.row} both belong to this row`,
        remedy: 'Delete one of the two, or name in the mapping, under joins, the column that tells them apart.',
      });
    }
    joined.set(alias, found);
    return found;
  };
  const cell = (column: string): string => {
    const found = row.from.columns.has(column) ? null : joinOf(row.from.table, column);
    if (!found) return textAt(row, column);
    const other = joinedRow(found.alias, found.join);
    return other ? textAt(other, found.column) : '';
  };
  return { cell, idOf, problems, decimal: row.from.table.decimal };
}

/** The joined table and the column in it that `form.date` means; null where no such table is joined. */
export function joinOf(
  { joins }: TableRule,
  name: string,
): { readonly alias: string; readonly join: Join; readonly column: string } | null {
  const [alias = ''] = name.split('.', 1);
  const join = joins.get(alias);
  return join ? { alias, join, column: name.slice(alias.length + 1) } : null;
}

function rowsJoined(row: SourceRow, rows: readonly SourceRow[], { table, on }: Join, mapping: Mapping): SourceRow[] {
  const wanted = on === null ? null : textAt(row, on);
  if (wanted === '') return [];
  return rows.filter(
    (other) => other.from.table === mapping.tables[table] && (on === null || textAt(other, on) === wanted),
  );
}
