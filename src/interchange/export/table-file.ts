import { csvSink, ndjsonSink } from './text-sinks.js';
import type { Column, Table } from './column.js';
import type { ExportedFile, ExportFolder, RowSink } from './export-folder.js';
import { parquetSink } from './parquet.js';
import { resourceOf, SCHEMA_VERSION } from './schema.js';

/** What every file of an export says of itself. */
export interface Stamp {
  /** `hepatrace 1.2.0`. */
  readonly software: string;
  readonly asOf: number | null;
  readonly rulesId: string;
  /** Whether texts of a CSV file that look like a formula are guarded. */
  readonly guardFormulas: boolean;
}

/** A file of an export. */
export interface WrittenFile {
  /** Its entry in the data dictionary. */
  readonly resource: object;
  /** Lets go of the file. */
  close(): Promise<void>;
  /** What it holds, once it is closed. */
  sealed(): Promise<ExportedFile>;
}

/** One that things to be exported are still written to. */
export interface OpenFile<From> extends WrittenFile {
  add(items: readonly From[]): Promise<void>;
}

/** Opens a table as CSV or Parquet. */
export async function openTableFile<From, Row>(
  folder: ExportFolder,
  table: Table<From, Row>,
  extension: 'csv' | 'parquet',
  stamp: Stamp,
): Promise<OpenFile<From>> {
  const name = `${table.name}.${extension}`;
  const path = folder.path(name);
  const sink =
    extension === 'csv'
      ? await csvSink(path, table.columns, stamp.guardFormulas)
      : parquetSink(path, table.columns, metadataOf(stamp), stamp.software);
  return openFile(folder, name, resourceOf(table, extension, stamp.guardFormulas), sink, table.rows);
}

/** Opens a file of one JSON object a line. */
export async function openLinesFile<From>(
  folder: ExportFolder,
  { name, title, about }: Pick<Table<From>, 'name' | 'title' | 'about'>,
  object: (from: From) => object,
): Promise<OpenFile<From>> {
  const path = `${name}.ndjson`;
  const resource = { name, path, title, description: about, format: 'ndjson', mediatype: 'application/x-ndjson' };
  return openFile(folder, path, resource, await ndjsonSink(folder.path(path)), (from) => [object(from)]);
}

function openFile<From, Row>(
  folder: ExportFolder,
  name: string,
  resource: object,
  sink: RowSink<Row>,
  rowsOf: (from: From) => readonly Row[],
): OpenFile<From> {
  let rows = 0;
  return {
    resource,
    add(items) {
      const made = items.flatMap(rowsOf);
      rows += made.length;
      return sink.write(made);
    },
    close: () => sink.close(),
    sealed: () => folder.sealed(name, rows),
  };
}

const metadataOf = ({ asOf, rulesId }: Stamp): Readonly<Record<string, string>> => ({
  as_of: String(asOf ?? ''),
  rules_id: rulesId,
  schema_version: String(SCHEMA_VERSION),
});

/** The table with what was asked in its last two columns, so that tables of several exports can be put together. */
export const stamped = <From, Row>(table: Table<From, Row>, { asOf, rulesId }: Stamp): Table<From, Row> => {
  const columns: readonly Column<Row>[] = [
    {
      name: 'as_of',
      type: 'integer',
      about: 'Position in the event log up to which events were taken into account.',
      source: 'asOf.position',
      of: () => asOf,
    },
    {
      name: 'rules_id',
      type: 'string',
      required: true,
      about: 'Names the rule set, time zero, options and cut-off, which the manifest spells out.',
      source: 'manifest.json',
      of: () => rulesId,
    },
  ];
  return { ...table, columns: [...table.columns, ...columns] };
};
