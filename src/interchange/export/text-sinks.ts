import { open } from 'node:fs/promises';
import { writeRow } from '../tabular.js';
import type { Cell, Column } from './column.js';
import type { RowSink } from './export-folder.js';

/** RFC 4180 with `\n`: UTF-8 without a byte order mark, an empty field where a value is missing. */
const FORMAT = { delimiter: ',', quote: '"' } as const;

/** Writes a table as CSV; numbers in their full precision. */
export async function csvSink<Row>(path: string, columns: readonly Column<Row>[]): Promise<RowSink<Row>> {
  return linesSink(
    path,
    (row) =>
      writeRow(
        columns.map(({ of }) => text(of(row))),
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

const text = (cell: Cell): string => (cell === null ? '' : String(cell));
