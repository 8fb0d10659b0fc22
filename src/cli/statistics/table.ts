import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { suggest } from '../../interchange/index.js';
import { RefusedTableError, UsageError } from '../failure.js';

export interface Row {
  /** As a spreadsheet numbers it: the names of the columns are row 1, blank rows count. */
  readonly row: number;
  /** Without blanks around them, one a column. */
  readonly cells: readonly string[];
}

export interface Table {
  /** Base name, for messages. */
  readonly file: string;
  readonly header: readonly string[];
  /** Blank rows are left out. */
  readonly rows: readonly Row[];
}

/**
 * Reads a delimited text file whole: commas, semicolons or tabs, whichever its first row has most of.
 * @param path `-` reads standard input
 * @throws UsageError where there is no such file
 * @throws RefusedTableError where it is no table: not UTF-8, no or repeated names of columns, a row of another length, a wrong quote
 */
export async function readTable(path: string): Promise<Table> {
  if (path !== '-' && !existsSync(path)) throw new UsageError(`there is no file ${path}`);
  const file = path === '-' ? 'standard input' : basename(path);
  const text = decode(file, path === '-' ? await buffer(process.stdin) : await readFile(path));
  const [names, ...rest] = records(file, text);
  const header = names?.cells ?? [];
  if (header.every((name) => name === '')) {
    const remedy = 'Name the columns in the first row.';
    throw new RefusedTableError('no-header', `${file}, row 1`, 'there is no row of column names', remedy);
  }
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) < index);
  if (twice !== undefined) {
    const detail = `two columns are called ${JSON.stringify(twice)}`;
    throw new RefusedTableError('repeated-column', `${file}, row 1`, detail, 'Give each its own name.');
  }
  const rows = rest.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const ragged = rows.find(({ cells }) => cells.length !== header.length);
  if (ragged) {
    const detail = `${ragged.cells.length} cells under ${header.length} names of columns`;
    const remedy =
      'Quote a cell that holds the delimiter; from R, write.csv(x, row.names = FALSE) writes the table as it is.';
    throw new RefusedTableError('ragged-row', `${file}, row ${ragged.row}`, detail, remedy);
  }
  return { file, header, rows };
}

/**
 * Where a column stands in the table.
 * @throws UsageError naming the columns that there are
 */
export function columnIndex({ file, header }: Table, column: string): number {
  const index = header.indexOf(column);
  if (index >= 0) return index;
  throw new UsageError(`${file} has no column ${JSON.stringify(column)}. ${suggest(column, header)}`);
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const remedy = 'Save it as UTF-8 ("CSV UTF-8" in a spreadsheet; iconv -f WINDOWS-1252 -t UTF-8 on a command line).';
    throw new RefusedTableError('not-utf-8', file, 'the file is not UTF-8', remedy);
  }
}

function records(file: string, text: string): readonly Row[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const [delimiter] = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length);
  try {
    const cells: string[][] = parse(text, {
      delimiter: delimiter!,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
    });
    return cells.map((each, index) => ({ row: index + 1, cells: each }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const detail = `a quote is opened inside a cell or never closed (${error.code})`;
    const remedy = 'Write a quote in a cell twice, in quotes: "a ""b""".';
    throw new RefusedTableError('malformed-table', `${file}, row ${Number(error['records'] ?? 0) + 1}`, detail, remedy);
  }
}
