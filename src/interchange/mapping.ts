import type { Json } from '../events/index.js';
import type { DateSpelling } from './date-spelling.js';

/** How the rows of one or several tables state events: a mapping file, read and checked. */
export interface Mapping {
  readonly name: string;
  readonly system: string;
  /** The terms on which the data may be used; null: not said. */
  readonly licence: string | null;
  /** Pattern of the patient id around the source's key in braces; null: a keyed hash of the key. */
  readonly patientId: string | null;
  readonly tables: readonly TableRule[];
}

/** One table, in one file or in several of the same columns. */
export interface TableRule extends TableFormat {
  /** Base name of its files, with `*` for anything; null: every file. */
  readonly match: string | null;
  /** What events keep as the document they come from; null: nothing. */
  readonly document: string | null;
  readonly missing: ReadonlySet<string>;
  readonly decimal: '.' | ',';
  /** The column of the patient's key, the same key in every table. */
  readonly patient: string;
  /** When the source recorded the row; null: nothing says so. */
  readonly recordedOn: CellRule | null;
  /** Other tables of the mapping, by the name before the point of a column: `form.date`. */
  readonly joins: ReadonlyMap<string, Join>;
  readonly events: readonly EventRule[];
}

export interface TableFormat {
  readonly delimiter: string;
  readonly quote: '"' | 'none';
  /** Row of the column names, from 1. */
  readonly headerRow: number;
  /** Rows below the header that are no data. */
  readonly skipAfterHeader: number;
}

/** Where a row finds its row of another table, among those of the same patient. */
export interface Join {
  /** Index of the other table. */
  readonly table: number;
  /** The column in which the two rows are equal; null: the patient has one row there. */
  readonly on: string | null;
}

/** How a row states one event. */
export interface EventRule {
  readonly type: string;
  readonly name: string | null;
  readonly when: readonly Condition[];
  readonly occurredOn: DateRule;
  readonly data: PartRule;
  readonly acknowledge: readonly string[];
  /** Every column that the rule reads. */
  readonly columns: readonly string[];
  /** The columns that identify the event; null: all that it is made of, with a counter for equal rows. */
  readonly key: readonly string[] | null;
  /** Rows of one key that state different things: `last`: the one that the source recorded last holds; null: an error. */
  readonly repeated: 'last' | null;
  /** Which column a field comes from, by JSON pointer into the event. */
  readonly columnOf: ReadonlyMap<string, string>;
}

export interface Condition {
  readonly column: string;
  /** Words of the column; null: any word, none if it is missing. */
  readonly words: ReadonlySet<string> | null;
  /** Whether the column is to have one of the words, or none of them. */
  readonly expected: boolean;
}

export type DateRule = { readonly constant: Json } | CellRule | DatePartsRule;

export interface CellRule {
  readonly column: string;
  readonly reads: 'text' | 'number' | 'date' | 'days';
  readonly spellings: readonly DateSpelling[];
  /** What stands for a missing value; null: nothing does. */
  readonly missing: Json;
  /** Words that in this column state nothing. */
  readonly ignore: ReadonlySet<string>;
  readonly map: ReadonlyMap<string, Json> | null;
  /** For a word that is not in the map; null: an error. */
  readonly otherwise: Json;
  readonly times: number;
  /** The field is a list: its parts stand between these marks, or the cell is its only one (null). */
  readonly list: { readonly split: string | null } | null;
}

/** A date spread over columns; without a day, or without month and day, it is partial. */
export interface DatePartsRule {
  readonly year: string;
  readonly month: string | null;
  readonly day: string | null;
  readonly missing: Json;
}

/** The id of the event that another rule makes of the same key. */
export interface ReferenceRule {
  readonly refersTo: Pick<EventRule, 'type' | 'name'>;
  /** Columns of the other event's key, each with the column of this row that says the same. */
  readonly on: readonly (readonly [theirs: string, ours: string])[];
}

/** A field of an event: a constant, what cells say, an object or a list of fields. */
export type FieldRule = DateRule | ReferenceRule | PartRule | ListRule;

/** An object; left out, its constants too, where it reads columns and none of them has a value. */
export interface PartRule {
  readonly fields: Map<string, FieldRule>;
}

/** A list of fields by their index. */
export interface ListRule {
  readonly items: Map<number, FieldRule>;
}
