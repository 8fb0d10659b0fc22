import { RefusedAnalysisError } from './refused-analysis.js';

/** A value that an analysis can be given. Times are days. */
export type ParameterValue = string | number | boolean | null | readonly number[];

/** One parameter as JSON Schema, of the few words that are needed here. */
export interface ParameterSchema<Value extends ParameterValue = ParameterValue> {
  readonly type:
    'string' | 'integer' | 'number' | 'boolean' | 'array' | readonly ['integer' | 'number' | 'string', 'null'];
  readonly description: string;
  readonly default: Value;
  readonly enum?: readonly Value[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of a list: what each of it is. */
  readonly items?: { readonly type: 'integer' | 'number'; readonly minimum?: number };
}

export type ParameterSchemas<Parameters> = {
  readonly [Name in keyof Parameters]: Parameters[Name] extends ParameterValue
    ? ParameterSchema<Parameters[Name]>
    : never;
};

/**
 * The parameters of an analysis with the defaults filled in.
 * @throws RefusedAnalysisError with code `unknown-parameter` or `bad-parameter`
 */
export function parametersOf<Parameters>(
  analysis: string,
  schemas: ParameterSchemas<Parameters>,
  given: Readonly<Record<string, unknown>>,
): Parameters {
  const names = Object.keys(schemas);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RefusedAnalysisError({
      code: 'unknown-parameter',
      pointer: `/parameters/${unknown}`,
      detail: `The analysis ${analysis} has no parameter "${unknown}".`,
      remedy: names.length === 0 ? 'It has none: leave it out.' : `Use one of ${names.join(', ')}.`,
    });
  }
  return Object.fromEntries(
    Object.entries<ParameterSchema>(schemas).map(([name, schema]) => {
      const value = given[name] ?? schema.default;
      if (!fits(value, schema)) throw bad(name, value, schema);
      return [name, value];
    }),
  ) as Parameters;
}

function fits(value: unknown, schema: ParameterSchema): value is ParameterValue {
  const { type, enum: values, items } = schema;
  if (values) return values.some((one) => one === value);
  if (Array.isArray(type)) return value === null || isOfType(value, type[0], schema);
  if (type === 'array') return Array.isArray(value) && value.every((one) => isOfType(one, items?.type, items ?? {}));
  return isOfType(value, type as string, schema);
}

function isOfType(
  value: unknown,
  type: string | undefined,
  { minimum = -Infinity, maximum = Infinity }: { readonly minimum?: number; readonly maximum?: number },
): boolean {
  if (type === 'string' || type === 'boolean') return typeof value === type;
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (type === 'number' || Number.isSafeInteger(value)) &&
    value >= minimum &&
    value <= maximum
  );
}

function bad(name: string, value: unknown, { type, description, enum: values, items, minimum }: ParameterSchema) {
  const form = values
    ? `one of ${values.join(', ')}`
    : [type].flat().join(' or ') + (items ? ` of ${items.type}s` : '');
  const least = minimum ?? items?.minimum;
  return new RefusedAnalysisError({
    code: 'bad-parameter',
    pointer: `/parameters/${name}`,
    detail: `${JSON.stringify(value)} is no ${name}: ${description}.`,
    remedy: `Give ${form}${least === undefined ? '' : ` from ${least} on`}.`,
  });
}
