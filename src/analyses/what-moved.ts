import type { Because } from '../outcomes/index.js';
import type { ResultOf } from './analysis.js';

type Scalar = string | number | boolean | null;

/** A value that two results do not have alike; null where one has none. */
export interface Difference {
  /** `median.days`, `at[time=365].survival`, `reasons[event death].count`. */
  readonly path: string;
  readonly before: Scalar;
  readonly after: Scalar;
}

/** A number of the result, before and after. */
export interface Figure {
  /** A group, `comparison`, or `cohort`. */
  readonly of: string;
  readonly path: string;
  readonly before: number | null;
  readonly after: number | null;
  /** After minus before; null where one of the two is. */
  readonly difference: number | null;
}

/** What a result says of one patient: his row, or why he has none; null: not in the cohort. */
export type Standing = { readonly row: object } | { readonly excluded: Because } | null;

export interface PatientMoved {
  readonly patientId: string;
  /** Into the estimate, out of it, or neither. */
  readonly change: 'came-in' | 'went-out' | 'changed';
  readonly before: Standing;
  readonly after: Standing;
  /** Where he has a row in both: what in it differs. */
  readonly differences: readonly Difference[];
}

export interface Moved {
  /** All numbers of the groups and their comparison, the steps of curves apart. */
  readonly figures: readonly Figure[];
  /** By id: those of whom the two results do not say the same. */
  readonly patients: readonly PatientMoved[];
  /** Those of whom they do. */
  readonly unmoved: number;
}

/** What one analysis, run twice, says differently the second time: its numbers, and its patients one by one. */
export function whatMoved(before: ResultOf<object, object>, after: ResultOf<object, object>): Moved {
  const stood = standings(before);
  const stand = standings(after);
  const ids = [...new Set([...stood.keys(), ...stand.keys()])].toSorted();
  const patients = ids.flatMap((id) => moved(id, stood.get(id) ?? null, stand.get(id) ?? null) ?? []);
  return { figures: figuresOf(before, after), patients, unmoved: ids.length - patients.length };
}

const standings = ({ patients, excluded }: ResultOf<object, object>): ReadonlyMap<string, Standing> =>
  new Map<string, Standing>([
    ...patients.map(({ patientId, ...row }) => [patientId, { row }] as const),
    ...excluded.map(({ patientId, reason }) => [patientId, { excluded: reason }] as const),
  ]);

function moved(patientId: string, before: Standing, after: Standing): PatientMoved | null {
  const differences = differencesOf(before, after);
  if (differences.length === 0) return null;
  const [was, is] = [before, after].map((standing) => standing !== null && 'row' in standing);
  const change = was === is ? 'changed' : is ? 'came-in' : 'went-out';
  return {
    patientId,
    change,
    before,
    after,
    differences: was && is ? differences.map((one) => ({ ...one, path: one.path.replace('row.', '') })) : [],
  };
}

function figuresOf(before: ResultOf<object, object>, after: ResultOf<object, object>): readonly Figure[] {
  const parts = ({ cohort: { size }, excluded, groups, comparison }: typeof before) =>
    new Map<string, unknown>([
      ['cohort', { size, excluded: excluded.length }],
      ...groups.map(({ name, ...group }) => [name, group] as const),
      ...(comparison === null ? [] : [['comparison', comparison] as const]),
    ]);
  const [old, now] = [parts(before), parts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((of) =>
    pairsOf(old.get(of), now.get(of)).flatMap(({ path, ...pair }) => {
      const [was, is] = [pair.before, pair.after].map((value) => (typeof value === 'number' ? value : null));
      if (was === undefined || is === undefined || (was === null && is === null)) return [];
      return [{ of, path, before: was, after: is, difference: was === null || is === null ? null : is - was }];
    }),
  );
}

/** What differs in two values of any shape. */
export const differencesOf = (before: unknown, after: unknown): readonly Difference[] =>
  pairsOf(before, after).filter((pair) => pair.before !== pair.after);

function pairsOf(before: unknown, after: unknown): readonly Difference[] {
  const [old, now] = [new Map(leaves(before, '')), new Map(leaves(after, ''))];
  return [...new Set([...old.keys(), ...now.keys()])].map((path) => ({
    path,
    before: old.get(path) ?? null,
    after: now.get(path) ?? null,
  }));
}

/** The scalars of a value with the way to each; a list of scalars is one. Curves are left out: other values are read off them. */
function* leaves(value: unknown, path: string): Generator<readonly [string, Scalar]> {
  if (isScalar(value)) yield [path, value];
  else if (Array.isArray(value) && value.every(isScalar)) yield [path, value.join(', ')];
  else if (Array.isArray(value)) {
    const names = namesOf(value);
    for (const [index, one] of value.entries()) yield* leaves(one, `${path}[${names[index]}]`);
  } else if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value ?? {})) {
      if (key !== 'curve') yield* leaves(part, path === '' ? key : `${path}.${key}`);
    }
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/**
 * What to call the elements of a list, so that they are found again in another one: by the words that they begin with, as
 * few as tell them apart; by the number that they begin with; else by their place.
 */
function namesOf(list: readonly unknown[]): readonly string[] {
  const beginnings = list.map((one) => {
    const entries = Object.entries(one ?? {});
    const end = entries.findIndex(([, value]) => typeof value !== 'string');
    return entries.slice(0, end < 0 ? entries.length : end).map(([, value]) => String(value));
  });
  const most = Math.max(0, ...beginnings.map((words) => words.length));
  for (let count = 1; count <= most; count += 1) {
    const names = beginnings.map((words) => words.slice(0, count).join(' '));
    if (!names.includes('') && new Set(names).size === names.length) return names;
  }
  const numbered = list.map((one) =>
    Object.entries(one ?? {})
      .slice(0, 1)
      .join('')
      .replace(',', '='),
  );
  return new Set(numbered).size === numbered.length ? numbered : list.map((_, index) => String(index));
}
