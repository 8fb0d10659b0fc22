import { parseClinicalDate } from '../../events/index.js';

/** What a cell holds; null: missing. Dates are `YYYY-MM-DD`, instants RFC 3339 in UTC. */
export type Cell = string | number | boolean | null;

/** The types of a Frictionless Table Schema that are used here. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime';

/** One column: what a reader is told of it, and where its cells come from. */
export interface Column<Row> {
  readonly name: string;
  /** A few words, at most 40 characters: what SAS takes as a label. */
  readonly label?: string;
  readonly type: ColumnType;
  readonly about: string;
  /** What it is read from. */
  readonly source: string;
  readonly unit?: string;
  /** Every value that it can have. */
  readonly values?: readonly (string | number)[];
  /** Never missing. */
  readonly required?: boolean;
  readonly of: (row: Row) => Cell;
}

/** One table of an export: its columns, and the rows that one of the things exported gives. */
export interface Table<From, Row = From> {
  /** Of the file, without its extension. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Columns that together name a row. */
  readonly key: readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly rows: (from: From) => readonly Row[];
}

export const ANCHOR_UNIT = "days from the patient's anchor";

/**
 * A clinical day in two columns: a calendar date, and for patients who have no calendar the day from their anchor.
 * @param text the day as outcomes write it: `2008-03-02`, `+123`
 */
export function dayColumns<Row>(
  name: string,
  told: Pick<Column<Row>, 'about' | 'source'>,
  text: (row: Row) => string | null,
): readonly Column<Row>[] {
  return [
    { name, type: 'date', ...told, of: (row) => calendarDay(text(row)) },
    {
      name: `${name}_day`,
      type: 'integer',
      unit: ANCHOR_UNIT,
      ...told,
      about: `${told.about} Of patients with relative days only.`,
      of: (row) => relativeDay(text(row)),
    },
  ];
}

/** The day where it is a date of the calendar. */
export const calendarDay = (text: string | null): string | null => (text !== null && !isRelative(text) ? text : null);

/** The day where it is counted from an anchor. */
export const relativeDay = (text: string | null): number | null =>
  text !== null && isRelative(text) ? Number(text) : null;

const isRelative = (text: string): boolean => parseClinicalDate(text)?.basis === 'relative';
