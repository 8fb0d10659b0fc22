import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { parseClinicalDate } from '../../events/index.js';
import type { Cell, Column, ColumnType } from './column.js';
import type { RowSink } from './export-folder.js';

/** How each type lies in the file: dates as DATE, instants as TIMESTAMP(UTC, MICROS), whole numbers as INT64. */
const STORED = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  datetime: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
} as const satisfies Record<ColumnType, object>;

/** Rows that are held in memory at a time: one row group. */
const GROUP = 10_000;

/**
 * Writes a table as a Parquet file, row group by row group.
 * @param metadata of the file; the same rows and metadata give the same bytes
 */
export function parquetSink<Row>(
  path: string,
  columns: readonly Column<Row>[],
  metadata: Readonly<Record<string, string>>,
  software: string,
): RowSink<Row> {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type, required }) => ({
        name,
        ...STORED[type],
        repetition_type: required ? ('REQUIRED' as const) : ('OPTIONAL' as const),
      })),
    ],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: software,
  });
  let waiting: Row[] = [];
  const flush = async (): Promise<void> => {
    const columnData = columns.map(({ name, type, of }) => ({
      name,
      data: waiting.map((row) => stored(type, of(row))),
    }));
    await writer.write({ columnData, rowGroupSize: GROUP });
    waiting = [];
  };
  return {
    async write(rows) {
      for (const row of rows) {
        waiting.push(row);
        if (waiting.length === GROUP) await flush();
      }
    },
    async close() {
      if (waiting.length > 0) await flush();
      await writer.finish();
    },
  };
}

function stored(type: ColumnType, cell: Cell): string | number | bigint | boolean | null {
  if (cell === null) return null;
  if (type === 'integer') return BigInt(cell);
  if (type === 'date') return parseClinicalDate(String(cell))?.lo ?? null;
  if (type === 'datetime') return BigInt(Date.parse(String(cell))) * 1000n;
  return cell;
}
