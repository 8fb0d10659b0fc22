import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { definitionSchema } from '../../src/cohorts/index.js';
import * as definitions from './definitions.js';
import { problemsOf } from './given.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root = definitionSchema() as Schema;

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/** The keywords of JSON Schema 2020-12 that the schema uses. */
function accepts(schema: Schema, value: unknown): boolean {
  if (schema.$ref) return accepts(root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}, value);
  if (
    schema.type &&
    ![schema.type].flat().some((type) => type === typeOf(value) || (type === 'integer' && Number.isInteger(value)))
  )
    return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.anyOf && !schema.anyOf.some((one) => accepts(one, value))) return false;
  if (schema.allOf && !schema.allOf.every((one) => accepts(one, value))) return false;
  if (schema.if && schema.then && accepts(schema.if, value) && !accepts(schema.then, value)) return false;
  if (typeof value === 'string') return !schema.pattern || new RegExp(schema.pattern, 'u').test(value);
  if (typeof value === 'number') return value >= (schema.minimum ?? -Infinity);
  if (Array.isArray(value))
    return value.length >= (schema.minItems ?? 0) && value.every((one) => accepts(schema.items ?? {}, one));
  return (
    typeof value !== 'object' || value === null || acceptsObject(schema, value as Readonly<Record<string, unknown>>)
  );
}

function acceptsObject(schema: Schema, value: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(value);
  if (names.length < (schema.minProperties ?? 0) || (schema.required ?? []).some((name) => !names.includes(name)))
    return false;
  if (schema.propertyNames && !names.every((name) => accepts(schema.propertyNames ?? {}, name))) return false;
  return Object.entries(value).every(([name, inner]) => {
    const own = schema.properties && Object.hasOwn(schema.properties, name) ? [schema.properties[name] ?? {}] : [];
    const matching = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) =>
      new RegExp(pattern, 'u').test(name),
    );
    const all = [...own, ...matching.map(([, one]) => one)];
    if (all.length > 0) return all.every((one) => accepts(one, inner));
    const { additionalProperties: rest = true } = schema;
    return typeof rest === 'boolean' ? rest : accepts(rest, inner);
  });
}

const WRONG: readonly string[] = [
  'cohort: c\nindx: death\ninclude: []',
  'cohort: Not Kebab\nindex: death\ninclude: [index]',
  'cohort: c\nindex: death\nevents: { op: { event: ResectionPreformed } }\ninclude: [op]',
  'cohort: c\nindex: death\nevents: { op: { event: ResectionPerformed, where: { organs: liver } } }\ninclude: [op]',
  'cohort: c\nindex: death\nevents: { op: { event: ResectionPerformed, where: { organ: livre } } }\ninclude: [op]',
  'cohort: c\nindex: death\nevents: { op: { event: ResectionPerformed, when: [within 6 month] } }\ninclude: [op]',
  'cohort: c\nindex: death\nevents: { op: { event: ResectionPerformed, take: one } }\ninclude: [op]',
  'cohort: c\nindex: death\ninclude: [{ conversion.intial: uncertain }, { sexe: male }]',
  'cohort: c\nindex: death\ninclude: [{ metastases.timing: synchron }]',
  'cohort: c\nindex: death\nlandmark: soon\ninclude: [index]',
];

describe('the JSON Schema of a definition', () => {
  it.each(Object.entries(definitions))('accepts what compiles: %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(accepts(root, parse(text))).toBe(true);
  });

  it.each(WRONG)('refuses what does not: %j', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
    expect(accepts(root, parse(text))).toBe(false);
  });

  it('knows parameters wherever a value, a number or a span stands', () => {
    const text =
      'cohort: c\nparameters: { n: { default: 3, of: number }, w: { default: 6 months, of: span }, m: { default: R0, of: value } }\n' +
      'events: { op: { event: ResectionPerformed, where: { margin: $m }, when: [within $w after metastasis, at least $n days after metastasis] } }\n' +
      'index: metastasis\nlandmark: $n months\ninclude: [op]';
    expect(problemsOf(text)).toEqual([]);
    expect(accepts(root, parse(text))).toBe(true);
  });
});
