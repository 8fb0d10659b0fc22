import { parseClinicalDate } from '../../src/events/index.js';

/** The part of JSON Schema 2020-12 that the catalogue's schemas use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'uuid';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly string[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the schema lets the value pass: a second reading of the catalogue, beside class-validator's. */
export function accepts(schema: Schema, value: unknown): boolean {
  if (schema.const !== undefined && value !== schema.const) return false;
  if (schema.enum && !schema.enum.includes(value as string)) return false;
  switch (schema.type) {
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const { properties, required = [], additionalProperties } = schema;
      const given = value as Readonly<Record<string, unknown>>;
      if (required.some((name) => !(name in given))) return false;
      return Object.entries(given).every(([name, inner]) => {
        const own = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
        return own ? accepts(own, inner) : additionalProperties !== false;
      });
    }
    case 'array': {
      if (!Array.isArray(value)) return false;
      const { items, minItems = 0, maxItems = Infinity, uniqueItems } = schema;
      if (value.length < minItems || value.length > maxItems) return false;
      if (uniqueItems && new Set(value).size < value.length) return false;
      return !items || value.every((item) => accepts(items, item));
    }
    case 'string': {
      if (typeof value !== 'string') return false;
      const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
      const length = Array.from(value).length;
      if (length < minLength || length > maxLength) return false;
      if (format === 'uuid' && !UUID.test(value)) return false;
      return !pattern || new RegExp(pattern, 'u').test(value);
    }
    case 'integer':
    case 'number':
      if (typeof value !== 'number' || (schema.type === 'integer' && !Number.isInteger(value))) return false;
      return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}

/** A value that the schema lets pass, with only what is required. */
export function sampleOf(schema: Schema): unknown {
  if (schema.enum) return schema.type === 'array' ? [] : schema.enum[0];
  if (schema.examples) return schema.examples[0];
  if (schema.format === 'uuid') return '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  switch (schema.type) {
    case 'object': {
      const required = schema.required ?? [];
      return Object.fromEntries(required.map((name) => [name, sampleOf(schema.properties![name]!)]));
    }
    case 'array':
      return [sampleOf(schema.items!)];
    case 'string':
      return schema.pattern ? ['2008-03-02', 'a'.repeat(64)].find((text) => accepts(schema, text)) : 'as written';
    case 'boolean':
      return true;
    default:
      return schema.minimum ?? 0;
  }
}

/** Values that the schema refuses in this place; a clinical date is more than its schema can say. */
export function refusedBy(schema: Schema): unknown[] {
  const others = [null, {}, [], [null], ['x'], [[]], 'no such word', '', 'x'.repeat(10_001), -1, 0.5, 1e9, true, NaN];
  const limits = [
    ...(schema.enum ? schema.enum.map((word) => `${word} `) : []),
    ...(schema.minimum === undefined ? [] : [schema.minimum - 1]),
    ...(schema.maximum === undefined ? [] : [schema.maximum + 1]),
    ...(schema.maxLength === undefined ? [] : ['x'.repeat(schema.maxLength + 1)]),
    ...(schema.uniqueItems ? [[schema.items!.enum![0], schema.items!.enum![0]]] : []),
    ...(schema.maxItems === undefined ? [] : [Array(schema.maxItems + 1).fill(sampleOf(schema.items!))]),
  ];
  const isDate = schema.examples !== undefined;
  return [...others, ...limits].filter(
    (value) =>
      !accepts(schema, value) ||
      (isDate && typeof value === 'string' && parseClinicalDate(value) === null) ||
      Number.isNaN(value),
  );
}

/** Values at the very limits of the schema, which it lets pass. */
export function limitsOf(schema: Schema): unknown[] {
  if (schema.enum) return [...schema.enum];
  if (schema.examples) return [...schema.examples];
  const { minimum, maximum, maxLength, pattern } = schema;
  if (minimum !== undefined && maximum !== undefined) return [minimum, maximum];
  if (maxLength !== undefined && !pattern) return ['x', '\u{1f9ec}'.repeat(maxLength)];
  return [sampleOf(schema)];
}
