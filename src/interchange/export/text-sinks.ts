import { open } from 'node:fs/promises';
import { writeRow } from '../tabular.js';
import type { Cell, Column } from './column.js';
import type { RowSink } from './export-folder.js';

/** RFC 4180 with `\n`: UTF-8 without a byte order mark, an empty field where a value is missing. */
const FORMAT = { delimiter: ',', quote: '"' } as const;

/**
 * Writes a table as CSV; numbers in their full precision.
 * @param guardFormulas puts an apostrophe before texts that a spreadsheet would take for a formula, and before those that
 * begin with one: who takes the first apostrophe of a text away has the data back
 */
export async function csvSink<Row>(
  path: string,
  columns: readonly Column<Row>[],
  guardFormulas: boolean,
): Promise<RowSink<Row>> {
  return linesSink(
    path,
    (row) =>
      writeRow(
        columns.map(({ type, of }) => text(of(row), guardFormulas && type === 'string')),
        FORMAT,
      ),
    writeRow(
      columns.map(({ name }) => name),
      FORMAT,
    ),
  );
}

/** Writes one JSON object a line. */
export const ndjsonSink = <Row>(path: string): Promise<RowSink<Row>> =>
  linesSink(path, (row) => `${JSON.stringify(row)}\n`);

async function linesSink<Row>(path: string, line: (row: Row) => string, top = ''): Promise<RowSink<Row>> {
  const file = await open(path, 'wx');
  await file.appendFile(top);
  return {
    write: (rows) => (rows.length === 0 ? Promise.resolve() : file.appendFile(rows.map(line).join(''))),
    close: () => file.close(),
  };
}

const text = (cell: Cell, guarded: boolean): string => {
  const plain = cell === null ? '' : String(cell);
  return guarded && /^[=+\-@'\t\r\n]/.test(plain) ? `'${plain}` : plain;
};
