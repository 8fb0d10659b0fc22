import { suggest } from './problem.js';

/** The part of JSON Schema that the mapping's schema is written in. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
}

export type Path = readonly (string | number)[];
export type Report = (path: Path, code: string, detail: string, remedy: string) => void;

/** Checks a value against a schema and reports every difference with its path. */
export function checkSchema(value: unknown, schema: Schema, path: Path, report: Report): void {
  const named = path.length === 0 ? 'the mapping' : JSON.stringify(String(path.at(-1)));
  if (schema.anyOf) {
    const branch = schema.anyOf.find((option) => isMeant(value, option));
    if (branch) checkSchema(value, branch, path, report);
    else
      report(path, 'invalid-mapping', `${named} is none of its forms`, `Give ${schema.description ?? 'one of them'}.`);
    return;
  }
  if (!hasType(value, schema.type)) {
    report(
      path,
      'invalid-mapping',
      `${named} has the wrong type`,
      `Give ${[schema.type].flat().join(' or ')}${note(schema)}.`,
    );
    return;
  }
  if (schema.enum && !schema.enum.includes(value)) {
    report(
      path,
      'invalid-mapping',
      `${JSON.stringify(value)} is no value of ${named}`,
      `Use one of: ${schema.enum.join(', ')}.`,
    );
  }
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const least = schema.minLength ?? schema.minItems ?? 0;
  if (size !== undefined && (size < least || size > (schema.maxLength ?? Infinity))) {
    const most = schema.maxLength === undefined ? '' : ` and at most ${schema.maxLength}`;
    report(path, 'invalid-mapping', `${named} has the wrong length`, `Give at least ${least}${most}${note(schema)}.`);
  }
  if (typeof value === 'number' && value < (schema.minimum ?? -Infinity)) {
    report(path, 'invalid-mapping', `${named} is too small`, `Give at least ${schema.minimum}.`);
  }
  if (Array.isArray(value) && schema.items) {
    for (const [i, item] of value.entries()) checkSchema(item, schema.items, [...path, i], report);
  }
  if (isObject(value)) checkMembers(value, schema, path, report);
}

function checkMembers(value: Record<string, unknown>, schema: Schema, path: Path, report: Report): void {
  const { properties = {}, required = [], additionalProperties } = schema;
  for (const name of required) {
    if (value[name] !== undefined) continue;
    report(path, 'missing-key', `${JSON.stringify(name)} is missing here`, `Add it${note(properties[name] ?? {})}.`);
  }
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (own) checkSchema(member, own, [...path, name], report);
    else if (own === false) {
      report(
        [...path, name],
        'unknown-key',
        `there is no ${JSON.stringify(name)} here`,
        suggest(name, Object.keys(properties)),
      );
    }
  }
}

/** Of several forms the one with the value's type and, of objects, the one whose first required key is there. */
function isMeant(value: unknown, option: Schema): boolean {
  if (option.enum) return option.enum.includes(value);
  const [first] = option.required ?? [];
  return hasType(value, option.type) && (first === undefined || !isObject(value) || Object.hasOwn(value, first));
}

function hasType(value: unknown, type: Schema['type']): boolean {
  if (type === undefined) return true;
  return [type].flat().some((name) => {
    if (name === 'array') return Array.isArray(value);
    if (name === 'object') return isObject(value);
    if (name === 'integer') return Number.isInteger(value);
    if (name === 'number') return Number.isFinite(value);
    return typeof value === name;
  });
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const note = ({ description }: Schema): string => (description === undefined ? '' : `: ${description}`);
