import type { Json, JsonObject } from '../events/index.js';
import { readDate, spellingsOfParts } from './date-spelling.js';
import type { CellRule, Condition, DatePartsRule, DateRule, FieldRule, PartRule } from './mapping.js';
import type { ReferenceRule, TableRule } from './mapping.js';
import { suggest } from './problem.js';

/** A cell that says something else than its rule reads. */
export interface CellProblem {
  readonly code: string;
  readonly column: string;
  readonly detail: string;
  readonly remedy: string;
}

/** One row of a table under its mapping. */
export interface RowReader {
  /** The cell of a column without the blanks around it; empty where it is missing. */
  cell(column: string): string;
  /** The id that a row with this key gives to the event; undefined where the key has no value here. */
  idOf(reference: ReferenceRule): string | undefined;
  readonly decimal: TableRule['decimal'];
  readonly problems: CellProblem[];
}

export function holds({ column, expected, words }: Condition, row: RowReader): boolean {
  const cell = row.cell(column);
  return (cell !== '' && (words?.has(cell) ?? true)) === expected;
}

/** The data of an event: what the row says of its fields, and the constants. */
export function eventData(rule: PartRule, row: RowReader): JsonObject {
  return Object.fromEntries(
    [...rule.fields]
      .map(([name, field]) => [name, fieldValue(field, row).value])
      .filter(([, value]) => value !== undefined),
  );
}

interface Read {
  /** Undefined: nothing is stated. */
  readonly value: Json | undefined;
  /** Columns looked at, and how many of them had a value. */
  readonly asked: number;
  readonly found: number;
}

/** What a row says of a field; what it cannot say goes to the row's problems. */
function fieldValue(rule: FieldRule, row: RowReader): Read {
  if ('constant' in rule) return { value: rule.constant, asked: 0, found: 0 };
  if (!('fields' in rule || 'items' in rule)) {
    const value = 'refersTo' in rule ? row.idOf(rule) : dateValue(rule, row);
    return { value, asked: 1, found: value === undefined ? 0 : 1 };
  }
  const inner =
    'fields' in rule
      ? [...rule.fields].map(([name, field]) => [name, fieldValue(field, row)] as const)
      : [...rule.items].toSorted(([a], [b]) => a - b).map(([i, item]) => [String(i), fieldValue(item, row)] as const);
  const asked = inner.reduce((sum, [, read]) => sum + read.asked, 0);
  const found = inner.reduce((sum, [, read]) => sum + read.found, 0);
  const stated = inner.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
  if ((asked > 0 && found === 0) || stated.length === 0) return { value: undefined, asked, found };
  const value: Json = 'fields' in rule ? Object.fromEntries(stated) : stated.map(([, item]) => item);
  return { value, asked, found };
}

/** What the cell, or the cells of a date, say; undefined where they are empty. */
export function dateValue(rule: DateRule, row: RowReader): Json | undefined {
  if ('constant' in rule) return rule.constant;
  return 'year' in rule ? datePartsValue(rule, row) : cellValue(rule, row);
}

function datePartsValue(rule: DatePartsRule, row: RowReader): Json | undefined {
  const [year, month, day] = [rule.year, rule.month, rule.day].map((column) =>
    column === null ? '' : row.cell(column),
  );
  const parts = [year, month, day].map((part) => part ?? '');
  if (parts.every((part) => part === '')) return rule.missing ?? undefined;
  const text = parts.join('-').replace(/-+$/, '');
  const reading = readDate(text, spellingsOfParts(text.split('-').length));
  if ('date' in reading) return reading.date;
  row.problems.push({
    code: reading.code,
    column: rule.year,
    detail: `${text}: ${reading.detail}`,
    remedy: 'Mend the year, the month or the day; empty the later ones where they are not known.',
  });
  return undefined;
}

/** What one cell says; undefined where it is missing. */
export function cellValue(rule: CellRule, row: RowReader): Json | undefined {
  const cell = row.cell(rule.column);
  const text = rule.ignore.has(cell) ? '' : cell;
  if (text === '') return rule.missing ?? undefined;
  if (!rule.list) return oneValue(text, rule, row);
  const parts = rule.list.split === null ? [text] : text.split(rule.list.split).map((part) => part.trim());
  const values = parts.filter(Boolean).flatMap((part) => oneValue(part, rule, row) ?? []);
  return values.length === 0 ? undefined : values;
}

function oneValue(text: string, rule: CellRule, row: RowReader): Json | undefined {
  const wrong = (code: string, detail: string, remedy: string): undefined => {
    row.problems.push({ code, column: rule.column, detail, remedy });
    return undefined;
  };
  if (rule.map) {
    // A word that the map has as null states nothing.
    const word = rule.map.has(text) ? rule.map.get(text) : (rule.otherwise ?? undefined);
    if (word === undefined)
      return wrong('unmapped-word', 'the mapping has no such word', suggest(text, [...rule.map.keys()]));
    return word ?? undefined;
  }
  if (rule.reads === 'number') {
    const number = row.decimal === ',' ? text.replace(',', '.') : text;
    // Twelve digits are more than any measurement has: 4.1 cm times 100 is 410, not 409.99999999999994.
    if (/^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d{1,2})?$/i.test(number))
      return Number((Number(number) * rule.times).toPrecision(12));
    return wrong('not-a-number', 'it is no number', `Give digits, with "${row.decimal}" before a fraction.`);
  }
  if (rule.reads === 'days') {
    // R writes whole numbers as 123.0, too.
    const days = /^[+-]?\d{1,6}(\.0+)?$/.test(text) ? Math.trunc(Number(text)) : null;
    if (days === null)
      return wrong('not-a-day', 'it is no whole number of days', "Give days from the patient's anchor: 123, -5, 0.");
    return days < 0 ? String(days) : `+${days}`;
  }
  if (rule.reads === 'date') {
    const reading = readDate(text, rule.spellings);
    if ('date' in reading) return reading.date;
    return wrong(reading.code, reading.detail, 'Mend the date, or add its spelling to the dates of the mapping.');
  }
  return text;
}
