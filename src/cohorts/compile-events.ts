import { BUILT_IN_MOMENTS, BUILT_IN_SETS } from './built-in.js';
import { CLINICAL_TYPES, fieldsOfTypes, kindText, type Kind } from './kinds.js';
import { parsePhrase, type Phrase } from './phrase.js';
import type { EventSource, NamedEvents } from './plan.js';
import { suggest } from './problem.js';
import { listed, type Scope, type Tree } from './scope.js';
import type { Path } from './source.js';
import { compileTest } from './value-test.js';

/** What names stand for while events are compiled: those of the file, and what is built in. */
export interface Names {
  /** Events of the file, as written. */
  readonly declared: Tree;
  /** What is compiled; null: refused. */
  readonly compiled: Map<string, NamedEvents | null>;
  /** What is being compiled. */
  readonly open: Set<string>;
  readonly builtIn: (name: string) => NamedEvents | null;
  /** The moment that `index` stands for, as written. */
  readonly index: string;
  /** `landmark`, made once; null: the definition has none. */
  readonly landmark: () => NamedEvents | null;
}

const KEYS = ['event', 'where', 'when', 'take'];
const TYPE_NAMES = CLINICAL_TYPES.map(({ name }) => name);

export const isMomentTree = (given: unknown): boolean => typeof given === 'object' && given !== null && 'take' in given;

/** Events of that name: of the file, compiled when first asked for, or built in; null where there is none that can be used. */
export function eventsOf(name: string, path: Path, names: Names, scope: Scope): NamedEvents | null {
  if (name === 'index') return eventsOf(names.index, path, names, scope);
  if (name === 'landmark') return names.landmark();
  scope.used.add(name);
  if (!Object.hasOwn(names.declared, name)) return names.builtIn(name);
  const known = names.compiled.get(name);
  if (known !== undefined) return known;
  if (names.open.has(name)) {
    scope.problem(path, 'circular', `"${name}" needs itself to be found.`, 'Count one of them from something else.');
    return null;
  }
  names.open.add(name);
  const events = compileEvents(name, names, scope);
  names.open.delete(name);
  names.compiled.set(name, events);
  return events;
}

function compileEvents(name: string, names: Names, scope: Scope): NamedEvents | null {
  const path: Path = ['events', name];
  const given = scope.map(names.declared[name], path, `The events "${name}"`, KEYS);
  if (!given) return null;
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key))
      scope.problem([...path, key], 'unknown-key', `Events have no "${key}".`, suggest(key, KEYS), 'key');
  }
  if (given['event'] === undefined) {
    scope.problem(
      path,
      'missing-key',
      `"${name}" does not say which events.`,
      'Add event: with a type of event, or a set.',
    );
    return null;
  }
  const sources = listed(given['event'], [...path, 'event']).map((one) => sourceOf(one.given, one.path, names, scope));
  const types = [...new Set(sources.flatMap((source) => (source === null ? [] : typesOf(source))))];
  const complete = sources.every((source) => source !== null);
  const where = complete ? compileWhere(given['where'], [...path, 'where'], types, scope) : [];
  const when = compileWhen(name, given['when'], [...path, 'when'], names, scope);
  const take = compileTake(given['take'], [...path, 'take'], scope);
  if (!complete || where === null || when === null || take === undefined) return null;
  const events = scope.add({ name, types, sources, where, when, take, derived: null });
  scope.places.set(events, path);
  return events;
}

const typesOf = (source: EventSource): readonly string[] =>
  'type' in source ? [source.type] : 'events' in source ? source.events.types : source.recorded.types;

function sourceOf(given: unknown, path: Path, names: Names, scope: Scope): EventSource | null {
  if (typeof given !== 'string') {
    scope.problem(
      path,
      'wrong-type',
      'Events are taken from a type of event, or from a set.',
      'Write for instance ResectionPerformed.',
    );
    return null;
  }
  if (TYPE_NAMES.includes(given)) return { type: given };
  const moments: readonly string[] = BUILT_IN_MOMENTS;
  if (moments.includes(given) || isMomentTree(names.declared[given])) {
    scope.problem(
      path,
      'moment-as-source',
      `"${given}" is a moment, one event.`,
      `Take the events from what "${given}" is taken from.`,
    );
    return null;
  }
  const known = Object.hasOwn(names.declared, given) || (BUILT_IN_SETS as readonly string[]).includes(given);
  if (known) {
    const events = eventsOf(given, path, names, scope);
    return events && { events };
  }
  const isType = /^[A-Z]/.test(given);
  const sets = [...BUILT_IN_SETS, ...Object.keys(names.declared).filter((name) => !isMomentTree(names.declared[name]))];
  scope.problem(
    path,
    isType ? 'unknown-type' : 'unknown-name',
    `There is no "${given}".`,
    suggest(given, isType ? TYPE_NAMES : sets),
  );
  return null;
}

function compileWhere(given: unknown, path: Path, types: readonly string[], scope: Scope): NamedEvents['where'] | null {
  if (given === undefined) return [];
  const fields = fieldsOfTypes(types);
  const asked = scope.map(given, path, 'where', [...fields.keys()]);
  if (!asked) return null;
  const tests = Object.entries(asked).map(([field, raw]) => {
    const kind = fields.get(field);
    if (kind) return { field, test: compileTest(raw, kind, [...path, field], scope) };
    const detail = `${types.join(' and ')} ${types.length > 1 ? 'do not share' : 'has no'} "${field}".`;
    const about = (near: string): string => `${near} (${kindText(fields.get(near) as Kind)})`;
    scope.problem([...path, field], 'unknown-field', detail, suggest(field, [...fields.keys()], about), 'key');
    return { field, test: null };
  });
  return tests.every((one): one is NamedEvents['where'][number] => one.test !== null) ? tests : null;
}

function compileWhen(name: string, given: unknown, path: Path, names: Names, scope: Scope): NamedEvents['when'] | null {
  if (given === undefined) return [];
  const phrases = listed(given, path).map((one) => compilePhrase(name, one.given, one.path, names, scope));
  return phrases.every((one) => one !== null) ? phrases : null;
}

function compilePhrase(
  name: string,
  given: unknown,
  path: Path,
  names: Names,
  scope: Scope,
): Phrase<NamedEvents> | null {
  const moments = [
    ...Object.keys(names.declared).filter((one) => one !== name && isMomentTree(names.declared[one])),
    ...BUILT_IN_MOMENTS,
  ];
  const phrase = typeof given === 'string' ? parsePhrase(given) : { why: `${JSON.stringify(given)} is no text.` };
  if ('why' in phrase) {
    const remedy = phrase.empty ? 'Make the span longer.' : `Write: ${example(given, moments)}.`;
    scope.problem(path, phrase.empty ? 'empty-range' : 'bad-phrase', phrase.why, remedy);
    return null;
  }
  const { anchor } = phrase;
  if (anchor === name || (anchor === 'index' && names.index === name)) {
    scope.problem(path, 'self-anchor', `"${name}" counts from itself.`, 'Count from another moment.');
    return null;
  }
  const isSet = Object.hasOwn(names.declared, anchor)
    ? !isMomentTree(names.declared[anchor])
    : (BUILT_IN_SETS as readonly string[]).includes(anchor);
  if (isSet) {
    scope.problem(
      path,
      'set-as-anchor',
      `"${anchor}" is a set and has no date.`,
      'Give it a moment of its own: take: first.',
    );
    return null;
  }
  if (!moments.includes(anchor)) {
    scope.problem(path, 'unknown-name', `There is no moment "${anchor}".`, suggest(anchor, moments));
    return null;
  }
  const events = eventsOf(anchor, path, names, scope);
  if (!events && anchor === 'landmark')
    scope.problem(path, 'unknown-name', 'The definition has no landmark.', 'Add landmark: 3 months.');
  return events && { ...phrase, anchor: events };
}

/** The phrase that was probably meant: a span without its plural or relation is completed. */
function example(given: unknown, moments: readonly string[]): string {
  const text = typeof given === 'string' ? given : '';
  const [, limit = 'within', count = '6', unit = 'month'] =
    /^(within|less than|at least|more than)? ?(\d+) (day|week|month|year)/.exec(text) ?? [];
  const anchor = moments.find((name) => text.includes(name)) ?? moments[0] ?? 'index';
  return `${limit} ${count} ${unit}${count === '1' ? '' : 's'} after ${anchor}`;
}

const ORDINAL = /^([1-9]\d{0,3})(st|nd|rd|th)$/;

/** undefined: refused. */
function compileTake(given: unknown, path: Path, scope: Scope): number | null | undefined {
  if (given === undefined) return null;
  if (given === 'first') return 1;
  if (given === 'last') return -1;
  const match = typeof given === 'string' ? ORDINAL.exec(given) : null;
  if (match) return Number(match[1]);
  scope.problem(path, 'bad-value', `${JSON.stringify(given)} takes no event.`, 'Write first, last, 2nd, 3rd, 4th, …');
  return undefined;
}
