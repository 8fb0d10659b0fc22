import type { DataLicence } from '../../timeline/index.js';
import type { Column, Table } from './column.js';

/** Raised when a column is renamed, removed or means something else; a new column is none of these. */
export const SCHEMA_VERSION = 1;

/** How the values of a type are written, where Frictionless has no such default. */
const FORMATS: Readonly<Record<string, object>> = {
  boolean: { trueValues: ['true'], falseValues: ['false'] },
};

const GUARDED =
  'A text that begins with = + - @, an apostrophe, a tab or a line break has an apostrophe before it, for spreadsheets: ' +
  'take the first apostrophe of a text away to have it back.';

/** One file in the data dictionary: a resource of a Frictionless Data Package, with its Table Schema. */
export const resourceOf = <From, Row>(
  { name, title, about, key, columns }: Table<From, Row>,
  extension: 'csv' | 'parquet',
  guardFormulas: boolean,
): object => ({
  name,
  path: `${name}.${extension}`,
  title,
  description: extension === 'csv' && guardFormulas ? `${about} ${GUARDED}` : about,
  format: extension,
  mediatype: extension === 'csv' ? 'text/csv' : 'application/vnd.apache.parquet',
  encoding: 'utf-8',
  schema: { fields: columns.map(fieldOf), primaryKey: key, missingValues: [''] },
});

const fieldOf = <Row>({ name, label, type, about, source, unit, values, required }: Column<Row>): object => ({
  name,
  ...(label !== undefined && { title: label }),
  type,
  ...FORMATS[type],
  description: about,
  ...(unit !== undefined && { unit }),
  source,
  ...((required || values) && {
    constraints: { ...(required && { required }), ...(values && { enum: values }) },
  }),
});

/** The data dictionary of an export. */
export const dictionaryOf = (
  format: string,
  resources: readonly object[],
  licences: readonly DataLicence[],
): object => ({
  profile: 'data-package',
  name: `hepatrace-${format}`,
  version: String(SCHEMA_VERSION),
  // Frictionless has no empty list of these.
  ...(licences.length > 0 && {
    licenses: licences.map(({ system, licence }) => ({ name: licence, title: `${licence}: ${system ?? 'unnamed'}` })),
  }),
  resources,
});
