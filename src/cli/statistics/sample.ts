import { RefusedTableError } from '../failure.js';
import { columnIndex, type Row, type Table } from './table.js';

/** What was read, for the result. */
export interface Read {
  readonly file: string;
  readonly rows: number;
  /** Rows with a value in every column that was asked for. */
  readonly used: number;
  readonly dropped: number;
  /** How many rows lack a value, by column; a row that lacks two counts in both. */
  readonly missing: Readonly<Record<string, number>>;
}

export interface Group {
  readonly name: string;
  /** Which rows of the sample, from 0. */
  readonly rows: readonly number[];
}

/** The rows of a table that lack nothing in the columns asked for, as R's `na.omit`: an empty cell and NA are missing values. */
export class Sample {
  readonly read: Read;
  private readonly rows: readonly Row[];

  constructor(
    private readonly table: Table,
    columns: readonly string[],
  ) {
    const indexes = columns.map((column) => [column, columnIndex(table, column)] as const);
    const missing: Record<string, number> = {};
    this.rows = table.rows.filter(({ cells }) => {
      const lacking = indexes.filter(([, index]) => isMissing(cells[index]!));
      for (const [column] of lacking) missing[column] = (missing[column] ?? 0) + 1;
      return lacking.length === 0;
    });
    const [rows, used] = [table.rows.length, this.rows.length];
    this.read = { file: table.file, rows, used, dropped: rows - used, missing };
  }

  texts(column: string): readonly string[] {
    const index = columnIndex(this.table, column);
    return this.rows.map(({ cells }) => cells[index]!);
  }

  /** Whole days from 0 on. */
  days(column: string): readonly number[] {
    return this.texts(column).map((text, at) => {
      const day = numberOf(text);
      if (day !== null && Number.isSafeInteger(day) && day >= 0) return day;
      const remedy =
        'Give days; the estimators compute on whole days (months times 30.4375, rounded, if there is nothing better).';
      throw this.refuse('invalid-time', at, column, 'is not a whole number of days from 0 on', remedy);
    });
  }

  /** Days before those of another column. */
  starts(column: string, time: string): readonly number[] {
    const times = this.days(time);
    return this.days(column).map((start, at) => {
      if (start < times[at]!) return start;
      const remedy = 'A row is at risk from the day after its start up to its end; leave rows without time out.';
      throw this.refuse('invalid-start', at, column, `is not before ${time}, ${times[at]}`, remedy);
    });
  }

  /** Days of a change; a missing value is never. */
  since(column: string): readonly (number | null)[] {
    return this.texts(column).map((text, at) => {
      if (isMissing(text)) return null;
      const day = numberOf(text);
      if (day !== null && Number.isSafeInteger(day)) return day;
      throw this.refuse('invalid-since', at, column, 'is not a whole number of days', 'Leave it empty for never.');
    });
  }

  /** The rows by their value in a column, in the order of `levels`; all in one group without a column. */
  groups(column: string | undefined): readonly Group[] {
    if (column === undefined) return [{ name: 'all', rows: this.rows.map((_, at) => at) }];
    const byName = new Map<string, number[]>();
    for (const [at, name] of this.texts(column).entries()) {
      const rows = byName.get(name);
      if (rows) rows.push(at);
      else byName.set(name, [at]);
    }
    return levels([...byName.keys()]).map((name) => ({ name, rows: byName.get(name)! }));
  }

  /** The two groups of a column. */
  twoGroups(column: string): readonly [Group, Group] {
    const groups = this.groups(column);
    const [first, second] = groups;
    if (first && second && groups.length === 2) return [first, second];
    const names = groups.map(({ name }) => name).slice(0, 5);
    const detail = `${groups.length} groups (${names.join(', ')}${groups.length > 5 ? ', …' : ''}) where two are compared`;
    const remedy = 'Keep the rows of two groups, or name a column that has two.';
    throw new RefusedTableError('not-two-groups', `${this.table.file}, column ${column}`, detail, remedy);
  }

  refuse(code: string, at: number, column: string, detail: string, remedy: string): RefusedTableError {
    const { row, cells } = this.rows[at]!;
    const value = JSON.stringify(cells[columnIndex(this.table, column)]);
    return new RefusedTableError(
      code,
      `${this.table.file}, row ${row}, column ${column}`,
      `${value} ${detail}`,
      remedy,
    );
  }
}

const isMissing = (text: string): boolean => text === '' || text === 'NA';

/** The number that a cell holds, written with a decimal point; null for anything else. */
export const numberOf = (text: string): number | null =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;

/** The values of some rows. */
export const pick = <T>(values: readonly T[], rows: readonly number[]): T[] => rows.map((row) => values[row]!);

/** Distinct values in order: by size where all are numbers, by their characters otherwise. */
export function levels(values: readonly string[]): readonly string[] {
  const distinct = [...new Set(values)].toSorted();
  const sizes = new Map(distinct.map((value) => [value, numberOf(value) ?? NaN]));
  return distinct.some((value) => Number.isNaN(sizes.get(value)))
    ? distinct
    : distinct.toSorted((a, b) => sizes.get(a)! - sizes.get(b)!);
}
