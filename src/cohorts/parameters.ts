import { suggest } from './problem.js';
import type { Parameters } from './plan.js';
import { NAME, type Scope, type Tree } from './scope.js';
import type { Path } from './source.js';
import { parseSpan } from './span.js';

const KINDS = ['number', 'span', 'value'] as const;
const USED = /\$([a-z][a-z0-9-]*)/g;

/** The parameters of a definition with the values given, or their defaults. */
export function readParameters(given: unknown, values: Parameters, scope: Scope): Parameters {
  const path = ['parameters'];
  const declared = given === undefined ? {} : scope.map(given, path, 'parameters', null);
  if (!declared) return {};
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(declared, name)) {
      scope.problem(path, 'unknown-name', `There is no parameter "${name}".`, suggest(name, Object.keys(declared)));
    }
  }
  const read = Object.entries(declared).flatMap(([name, raw]): [string, Parameters[string]][] => {
    const own = scope.map(raw, [...path, name], `The parameter ${name}`, ['default', 'of']);
    if (!NAME.test(name))
      scope.problem([...path, name], 'bad-name', `"${name}" is not kebab-case.`, 'Write for instance max-age.', 'key');
    if (!own) return [];
    const kind = KINDS.find((one) => one === own['of']);
    if (!kind) {
      scope.problem(
        [...path, name, 'of'],
        'bad-value',
        `${JSON.stringify(own['of'])} is no kind of parameter.`,
        `Write one of: ${KINDS.join(', ')}.`,
      );
      return [];
    }
    const value = Object.hasOwn(values, name) ? values[name] : own['default'];
    if (fits(kind, value)) return [[name, value]];
    const example = { number: '18', span: '6 months', value: 'R0' }[kind];
    scope.problem(
      [...path, name, 'default'],
      'wrong-type',
      `${JSON.stringify(value)} is no ${kind}.`,
      `Give for instance ${example}.`,
    );
    return [];
  });
  return Object.fromEntries(read);
}

function fits(kind: (typeof KINDS)[number], value: unknown): value is Parameters[string] {
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'span') return typeof value === 'string' && parseSpan(value) !== null;
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A part of the tree with each `$name` replaced: a whole value by the value, within a text by its text. */
export function substituted(value: unknown, parameters: Parameters, path: Path, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, i) => substituted(one, parameters, [...path, i], scope));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Tree);
    return Object.fromEntries(entries.map(([key, one]) => [key, substituted(one, parameters, [...path, key], scope)]));
  }
  if (typeof value !== 'string' || !value.includes('$')) return value;
  for (const [, name = ''] of value.matchAll(USED)) {
    scope.used.add(`$${name}`);
    if (Object.hasOwn(parameters, name)) continue;
    scope.problem(path, 'unknown-name', `There is no parameter "${name}".`, suggest(name, Object.keys(parameters)));
    return value;
  }
  const whole = /^\$([a-z][a-z0-9-]*)$/.exec(value)?.[1];
  if (whole !== undefined) return parameters[whole];
  return value.replaceAll(USED, (text, name: string) => String(parameters[name] ?? text));
}

/** Values of parameters as a command line or an address gives them, in the types that the definition declares. */
export function typedParameters(definition: Tree, texts: Readonly<Record<string, string>>): Parameters {
  const declared = (definition['parameters'] ?? {}) as Readonly<Record<string, Tree | undefined>>;
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const usual = typeof declared[name]?.['default'];
      if (usual === 'number' && Number.isFinite(Number(text)) && text.trim() !== '') return [name, Number(text)];
      return [name, usual === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text];
    }),
  );
}
