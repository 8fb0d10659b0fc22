import type { Json } from '../events/index.js';
import type { DateSpelling } from './date-spelling.js';

/** How the rows of a table state events: a mapping file, read and checked. */
export interface Mapping {
  readonly name: string;
  readonly system: string;
  readonly file: TableFormat & {
    /** What events keep as the document they come from; null: nothing. */
    readonly name: string | null;
    readonly missing: ReadonlySet<string>;
    readonly decimal: '.' | ',';
  };
  readonly patient: {
    readonly column: string;
    /** Pattern of the patient id around `{column}`; null: a keyed hash of the source's key. */
    readonly id: string | null;
  };
  readonly acknowledge: readonly string[];
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

/** How a row states one event. */
export interface EventRule {
  readonly type: string;
  readonly name: string | null;
  readonly when: readonly Condition[];
  readonly occurredOn: CellRule | { readonly constant: Json };
  readonly data: PartRule;
  /** Every column that the rule reads. */
  readonly columns: readonly string[];
  /** The columns that identify the event; null: all that it is made of, with a counter for equal rows. */
  readonly key: readonly string[] | null;
  /** Which column a field comes from, by JSON pointer into the event. */
  readonly columnOf: ReadonlyMap<string, string>;
}

export interface Condition {
  readonly column: string;
  /** The column has one of these words; null: any, or none, as `present` says. */
  readonly words: ReadonlySet<string> | null;
  readonly present: boolean;
}

export interface CellRule {
  readonly column: string;
  readonly reads: 'text' | 'number' | 'date' | 'days';
  readonly spellings: readonly DateSpelling[];
  /** What stands for a missing value; null: nothing does. */
  readonly missing: Json;
  readonly map: ReadonlyMap<string, Json> | null;
  /** For a word that is not in the map; null: an error. */
  readonly otherwise: Json;
  readonly times: number;
  /** The field is a list: its parts stand between these marks, or the cell is its only one (null). */
  readonly list: { readonly split: string | null } | null;
}

/** A field of an event: a constant, a cell, an object or a list of fields. */
export type FieldRule = { readonly constant: Json } | CellRule | PartRule | ListRule;

/** An object; left out, its constants too, where it reads columns and none of them has a value. */
export interface PartRule {
  readonly fields: Map<string, FieldRule>;
}

/** A list of fields by their index. */
export interface ListRule {
  readonly items: Map<number, FieldRule>;
}
