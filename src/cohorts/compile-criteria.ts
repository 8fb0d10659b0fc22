import { BUILT_IN_MOMENTS, BUILT_IN_SETS } from './built-in.js';
import { eventsOf, isMomentTree, type Names } from './compile-events.js';
import type { Question } from '../outcomes/index.js';
import { FACTS } from './facts.js';
import { DATE, fieldsOfTypes, kindText, number, type Kind } from './kinds.js';
import type { Asking, Criterion, Known } from './plan.js';
import { nearest, suggest } from './problem.js';
import { listed, type Scope, type Tree } from './scope.js';
import type { Path } from './source.js';
import { compileTest } from './value-test.js';
import { criterionText } from './words.js';

/** What criteria may name beside events. */
export interface CriteriaNames extends Names {
  /** Named criteria, as written. */
  readonly criteria: Tree;
  readonly judged: Map<string, Criterion | null>;
  readonly known: Known;
  /** The definition's own name: it cannot ask for itself. */
  readonly cohort: string;
  /** What its outcomes are derived under. */
  readonly question: Question;
}

const CONNECTIVES = ['all', 'any', 'none', 'at-least', 'in'] as const;

/** Reads a criterion: a name, or entries that are all required. */
export function compileCriterion(given: unknown, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  if (typeof given === 'string') return byName(given, path, names, scope);
  const entries = scope.map(given, path, 'A criterion', null);
  if (!entries) return null;
  const { name, ...asked } = entries;
  if (Object.keys(asked).length === 0) {
    scope.problem(
      path,
      'missing-key',
      'The criterion asks nothing.',
      'Add a fact with its test, or all, any, none, at-least, in.',
    );
    return null;
  }
  if (name !== undefined && typeof name !== 'string') {
    scope.problem(
      [...path, 'name'],
      'wrong-type',
      'A name is a text.',
      'Write it in words, as the flow chart shows it.',
    );
  }
  const parts = Object.entries(asked).map(([key, value]) => compileEntry(key, value, [...path, key], names, scope));
  if (!parts.every((part) => part !== null)) return null;
  const [only] = parts;
  const whole = parts.length === 1 && only ? only : worded({ is: 'all', name: '', of: parts });
  return typeof name === 'string' ? { ...whole, name } : whole;
}

const worded = (criterion: Criterion): Criterion => ({ ...criterion, name: criterionText(criterion) });

function byName(name: string, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  if (Object.hasOwn(names.criteria, name)) return namedCriterion(name, path, names, scope);
  const events = eventsOf(name, path, names, scope);
  if (events) return { is: 'events', name, events };
  const isKnown = Object.hasOwn(names.declared, name) || name === 'index';
  const all = [...Object.keys(names.declared), ...Object.keys(names.criteria), ...BUILT_IN_MOMENTS, ...BUILT_IN_SETS];
  if (!isKnown) scope.problem(path, 'unknown-name', `There is no "${name}".`, suggest(name, all));
  return null;
}

function namedCriterion(name: string, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  scope.used.add(name);
  const known = names.judged.get(name);
  if (known !== undefined) return known;
  if (names.open.has(name)) {
    scope.problem(path, 'circular', `"${name}" needs itself to be answered.`, 'Take it out of what it is made of.');
    return null;
  }
  names.open.add(name);
  const criterion = compileCriterion(names.criteria[name], ['criteria', name], names, scope);
  names.open.delete(name);
  const named = criterion && { ...criterion, name };
  names.judged.set(name, named);
  return named;
}

function compileEntry(key: string, value: unknown, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  switch (key) {
    case 'all':
    case 'any':
    case 'none': {
      const of = compileList(value, path, names, scope);
      const [only] = of ?? [];
      return key !== 'none' && of?.length === 1 && only ? only : of && worded({ is: key, name: '', of });
    }
    case 'at-least':
      return compileAtLeast(value, path, names, scope);
    case 'in':
      return compileIn(value, path, names, scope);
    default:
      return compileFact(key, value, path, names, scope);
  }
}

function compileList(given: unknown, path: Path, names: CriteriaNames, scope: Scope): readonly Criterion[] | null {
  const of = listed(given, path).map((one) => compileCriterion(one.given, one.path, names, scope));
  if (of.length === 0) {
    scope.problem(path, 'empty-range', 'The list names no criterion.', 'Name one, or leave the key out.');
    return null;
  }
  return of.every((one) => one !== null) ? of : null;
}

function compileAtLeast(given: unknown, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  const asked = scope.map(given, path, 'at-least', ['count', 'of']);
  if (!asked) return null;
  const { count, of: list } = asked;
  const of = compileList(list ?? [], [...path, 'of'], names, scope);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || (of !== null && count > of.length)) {
    scope.problem(
      [...path, 'count'],
      'bad-value',
      `${JSON.stringify(count)} cannot be reached.`,
      `Give a whole number from 1 to ${of?.length ?? 'the length of the list'}.`,
    );
    return null;
  }
  return of && worded({ is: 'at-least', name: '', count, of });
}

function compileIn(given: unknown, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  const cohort = typeof given === 'string' ? given : JSON.stringify(given);
  if (cohort === names.cohort) {
    scope.problem(path, 'circular', `"${cohort}" would ask for itself.`, `Name a version of it: ${cohort}@1.`);
    return null;
  }
  const plan = names.known.get(cohort);
  if (plan && JSON.stringify(plan.question) !== JSON.stringify(names.question)) {
    scope.problem(
      path,
      'other-outcomes',
      `"${cohort}" asks for outcomes under other rules.`,
      'Write the same outcomes: in both.',
    );
    return null;
  }
  if (plan) return worded({ is: 'in', name: '', cohort, plan });
  scope.problem(path, 'unknown-cohort', `There is no cohort "${cohort}".`, suggest(cohort, [...names.known.keys()]));
  return null;
}

function compileFact(key: string, value: unknown, path: Path, names: CriteriaNames, scope: Scope): Criterion | null {
  const found = asking(key, path, names, scope);
  const test = found && compileTest(value, found.kind, path, scope);
  return test && worded({ is: 'fact', name: '', path: key, asking: found.asking, test });
}

/** What a key asks: a fact of the table, else `MOMENT.FIELD` or `SET.count`. */
function asking(key: string, path: Path, names: CriteriaNames, scope: Scope): { asking: Asking; kind: Kind } | null {
  const fact = FACTS.get(key);
  // Its moment is made too: by it the fact is known.
  if (fact) names.builtIn(fact.known);
  if (fact) return { asking: { of: 'patient', fact }, kind: fact.kind };
  const dot = key.indexOf('.');
  const [name, field] = dot < 0 ? [key, null] : [key.slice(0, dot), key.slice(dot + 1)];
  const isBuiltIn = [...BUILT_IN_MOMENTS, ...BUILT_IN_SETS].some((one) => one === name);
  const isNamed = Object.hasOwn(names.declared, name) || isBuiltIn;
  if (!isNamed) return unknownFact(key, field, path, names, scope);
  const events = eventsOf(name, path, names, scope);
  if (!events) return null;
  if (events.take === null) {
    if (field === 'count') return { asking: { of: 'count', events }, kind: number(null, 0) };
    scope.problem(
      path,
      'needs-take',
      `"${name}" is a set and has no ${field ?? 'value'}.`,
      `Add take: first, or ask ${name}.count.`,
      'key',
    );
    return null;
  }
  const fields = events.types.length === 0 ? new Map([['date', DATE]]) : fieldsOfTypes(events.types);
  const kind = field === null ? undefined : fields.get(field);
  if (field !== null && kind) return { asking: { of: 'moment', events, field }, kind };
  if (isBuiltIn && nearest(key, FACTS.keys()) !== null) return unknownFact(key, field, path, names, scope);
  const about = (near: string): string => `${name}.${near} (${kindText(fields.get(near) ?? DATE)})`;
  const detail = field === null ? `"${key}" is a moment, not a value.` : `"${name}" has no "${field}".`;
  scope.problem(path, 'unknown-field', detail, suggest(field ?? '', [...fields.keys()], about), 'key');
  return null;
}

function unknownFact(key: string, field: string | null, path: Path, names: CriteriaNames, scope: Scope): null {
  const moments = Object.keys(names.declared).filter((one) => isMomentTree(names.declared[one]));
  const all = [...CONNECTIVES, ...FACTS.keys(), ...moments.map((one) => `${one}.${field ?? 'date'}`)];
  const near = nearest(key, all);
  const remedy =
    near === null
      ? 'Facts are for instance sex, age, conversion.initial, metastases.timing; of a moment of the file its fields.'
      : `Nearest: ${near}${factText(near)}.`;
  scope.problem(path, 'unknown-fact', `There is no fact "${key}".`, remedy, 'key');
  return null;
}

const factText = (name: string): string => {
  const fact = FACTS.get(name);
  return fact ? ` (${kindText(fact.kind)})` : '';
};
