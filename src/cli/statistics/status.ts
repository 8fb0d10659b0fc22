import { UsageError } from '../failure.js';
import { levels, numberOf, type Sample } from './sample.js';

/** How a status column was understood. */
export interface Coding {
  readonly column: string;
  /** The values that are events, each a cause of its own where causes are told apart, and how many rows have them. */
  readonly events: readonly { readonly value: string; readonly rows: number }[];
  readonly censored: readonly { readonly value: string; readonly rows: number }[];
}

export interface Statuses {
  /** 0 censored, 1 event. */
  readonly statuses: readonly number[];
  /** 0 censored, otherwise the place of the event among those of the coding, from 1. */
  readonly causes: readonly number[];
  readonly coding: Coding;
}

/**
 * A status column: 1 or TRUE is the event, 0 or FALSE none, unless the values that are events are named.
 * @throws RefusedTableError at another value, UsageError for a named one that no row has
 */
export function statusesOf(sample: Sample, column: string, named: readonly string[] | undefined): Statuses {
  const values = sample.texts(column).map(plain);
  if (!named) {
    const other = values.findIndex((value) => value !== '0' && value !== '1');
    if (other >= 0) {
      const detail = 'is neither 1 (event) nor 0 (censored)';
      throw sample.refuse('invalid-status', other, column, detail, 'Say with --event which value is the event.');
    }
  }
  return coded(column, values, namedEvents(column, values, named) ?? ['1']);
}

/**
 * A status column that tells causes apart: those named, in their order; otherwise whatever is not 0.
 * @throws RefusedTableError where nothing says which value is the censoring, UsageError for a named one that no row has
 */
export function causesOf(sample: Sample, column: string, named: readonly string[] | undefined): Statuses {
  const values = sample.texts(column).map(plain);
  const found = levels(values);
  if (!named) {
    const words = values.findIndex((value) => numberOf(value) === null);
    if (words >= 0 && !found.includes('0')) {
      const remedy = 'Say with --event which values are events, a cause each: --event relapse,death.';
      throw sample.refuse('invalid-status', words, column, 'may be an event or a censoring', remedy);
    }
  }
  return coded(column, values, namedEvents(column, values, named) ?? found.filter((value) => value !== '0'));
}

function namedEvents(
  column: string,
  values: readonly string[],
  named: readonly string[] | undefined,
): readonly string[] | undefined {
  const events = named?.map(plain);
  const found = levels(values);
  const unknown = events?.find((value) => !found.includes(value));
  // A column of 0 alone has no event, which is no mistake.
  if (unknown === undefined || found.every((value) => value === '0')) return events;
  throw new UsageError(`--event ${unknown}: no row has it in column ${column}. There are: ${found.join(', ')}`);
}

function coded(column: string, values: readonly string[], events: readonly string[]): Statuses {
  const rows = new Map<string, number>();
  for (const value of values) rows.set(value, (rows.get(value) ?? 0) + 1);
  const counted = (value: string) => ({ value, rows: rows.get(value) ?? 0 });
  const cause = new Map(events.map((value, index) => [value, index + 1]));
  const causes = values.map((value) => cause.get(value) ?? 0);
  return {
    causes,
    statuses: causes.map((one) => Math.min(one, 1)),
    coding: {
      column,
      events: events.map(counted),
      censored: levels(values)
        .filter((value) => !cause.has(value))
        .map(counted),
    },
  };
}

/** One spelling of a value: 1.0 and TRUE are 1. */
const plain = (text: string): string => {
  if (/^(true|false)$/i.test(text)) return text.length === 4 ? '1' : '0';
  const number = numberOf(text);
  return number === null ? text : String(number);
};
