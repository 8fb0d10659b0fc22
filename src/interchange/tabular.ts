import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { TableFormat } from './mapping.js';
import { ImportRefusedError } from './problem.js';
import { textOf, type SourceFile } from './source-file.js';

export interface TableRow {
  /** As a spreadsheet numbers it: the first row of the file is 1, blank ones count, a line break in quotes does not. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface Table {
  /** Names of the columns, in their order. */
  readonly header: readonly string[];
  /** The rows down to the first of data, header included. */
  readonly top: readonly TableRow[];
  /** The rows of data; blank ones are left out. */
  readonly rows: AsyncGenerator<TableRow>;
  /** Lets go of the file where the rows are not read to their end. */
  close(): Promise<unknown>;
}

/** A row this long is a quote that was opened and never closed. */
const LONGEST_ROW = 4_000_000;

/**
 * Reads a delimited text file as it streams: byte order mark, any line ends, line breaks in quotes, rows above and below
 * the header.
 * @throws ImportRefusedError when it has no header, is not UTF-8, or a quote is wrong
 */
export async function openTable(file: SourceFile, format: TableFormat): Promise<Table> {
  const records = rowsOf(file, format);
  const top: TableRow[] = [];
  const topRows = format.headerRow + format.skipAfterHeader;
  while (top.length < topRows) {
    const { value, done } = await records.next();
    if (done) break;
    top.push(value);
  }
  const header = top[format.headerRow - 1]?.cells.map((name) => name.trim());
  if (!header || isBlank(header)) {
    throw new ImportRefusedError([
      {
        code: 'no-header',
        place: `${file.name}, row ${format.headerRow}`,
        detail: 'there is no row of column names',
        remedy: 'Say in the mapping, under file.headerRow, which row has them.',
      },
    ]);
  }
  return { header, top, rows: withoutBlank(records), close: () => records.return(undefined) };
}

async function* rowsOf(file: SourceFile, { delimiter, quote }: TableFormat): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter,
    quote: quote === 'none' ? false : quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  });
  const text = Readable.from(textOf(file));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { row: ++row, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportRefusedError([
      {
        code: 'malformed-table',
        place: `${file.name}, row ${row + 1}`,
        detail: `a quote is opened inside a cell or never closed (${error.code})`,
        remedy: `Write a quote in a cell twice, in quotes ("a ""b"""), or say \`quote: none\` under file in the mapping.`,
      },
    ]);
  } finally {
    text.destroy();
  }
}

async function* withoutBlank(rows: AsyncGenerator<TableRow>): AsyncGenerator<TableRow> {
  for await (const row of rows) if (!isBlank(row.cells)) yield row;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** One row as text, quoted where it must be. */
export function writeRow(
  cells: readonly string[],
  { delimiter, quote }: Pick<TableFormat, 'delimiter' | 'quote'>,
): string {
  const written = cells.map((cell) => {
    if (quote === 'none') return cell.replaceAll(/[\r\n]/g, ' ').replaceAll(delimiter, ' ');
    const plain = !/["\r\n]/.test(cell) && !cell.includes(delimiter) && cell === cell.trim();
    return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
  });
  return `${written.join(delimiter)}\n`;
}
