import { readFileSync } from 'node:fs';

/** What the two schemas of this folder use of JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: 'uri' | 'date-time';
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const FORMATS = {
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
};

/** Where a value is not what a schema of this folder allows; empty where it is. */
export function faultsOf(file: string, value: unknown): readonly string[] {
  const root = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Schema;
  const look = (schema: Schema, one: unknown, at: string): readonly string[] => {
    if (schema.$ref !== undefined) {
      const named = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
      return named ? look(named, one, at) : [`${at}: no definition ${schema.$ref}`];
    }
    if (schema.anyOf)
      return schema.anyOf.some((any) => look(any, one, at).length === 0) ? [] : [`${at}: none of anyOf`];
    if (schema.enum && !schema.enum.includes(one as string)) return [`${at}: not in ${schema.enum.join()}`];
    if (schema.type && typeOf(one) !== schema.type) return [`${at}: is no ${schema.type}`];
    if (typeof one === 'string') {
      const fits =
        new RegExp(schema.pattern ?? '', 'u').test(one) && (!schema.format || FORMATS[schema.format].test(one));
      return fits ? [] : [`${at}: ${one}`];
    }
    if (Array.isArray(one)) {
      const few = one.length < (schema.minItems ?? 0) ? [`${at}: too few`] : [];
      return [
        ...few,
        ...one.flatMap((item, index) => (schema.items ? look(schema.items, item, `${at}/${index}`) : [])),
      ];
    }
    if (typeof one !== 'object' || one === null) return [];
    const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(one, name));
    return [
      ...missing.map((name) => `${at}: no ${name}`),
      ...Object.entries(one).flatMap(([name, part]) => {
        const pattern = Object.entries(schema.patternProperties ?? {}).find(([text]) =>
          new RegExp(text, 'u').test(name),
        );
        const own = schema.properties?.[name] ?? pattern?.[1] ?? schema.additionalProperties;
        if (own === false) return [`${at}/${name}: not allowed`];
        return own ? look(own, part, `${at}/${name}`) : [];
      }),
    ];
  };
  return look(root, value, '');
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
