import { ANALYSES, type Analysis } from '../../analyses/index.js';
import { Fault } from './fault.js';

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FUNCTION: Check = ['a function', isFunction];
const NEEDED: Readonly<Record<string, Check>> = {
  name: ['lower-case letters, digits and hyphens, a letter first', (value) => isText(value) && isName(value as string)],
  version: ['a whole number from 1 on', (value) => Number.isSafeInteger(value) && (value as number) >= 1],
  about: ['one line on what it answers', isText],
  parameters: ['an object with a schema for each parameter, {} for none', isObject],
  patient: FUNCTION,
  summary: FUNCTION,
};
const OPTIONAL: Readonly<Record<string, Check>> = {
  timeless: ['true or false', (value) => typeof value === 'boolean'],
  timeZero: FUNCTION,
  limits: FUNCTION,
  comparison: FUNCTION,
  text: FUNCTION,
};
const ALL = { ...NEEDED, ...OPTIONAL };

const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'array']);
const OF_A_SCHEMA = ['type', 'description', 'default', 'enum', 'minimum', 'maximum', 'items'];

export const isName = (text: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
export const isBuiltIn = (name: string): boolean => ANALYSES.some((one) => one.name === name);

/**
 * What a file exports as default, if it has the form of an analysis.
 * @throws Fault naming the first field that is missing or wrong
 */
export function analysisIn(found: unknown): Analysis {
  if (!isObject(found)) throw new Fault('bad-form', 'there is no analysis as default export');
  for (const key of Object.keys(found)) {
    if (!(key in ALL))
      throw new Fault('bad-form', `an analysis of your own has no "${key}", only ${Object.keys(ALL).join(', ')}`);
  }
  for (const [key, [what, holds]] of Object.entries(ALL)) {
    if (key in NEEDED && found[key] === undefined) throw new Fault('bad-form', `${key} is missing: ${what}`);
    if (found[key] !== undefined && !holds(found[key])) throw new Fault('bad-form', `${key} is not ${what}`);
  }
  const analysis = found as unknown as Analysis;
  if (isBuiltIn(analysis.name)) {
    throw new Fault(
      'bad-analysis-name',
      `${analysis.name} is a built-in analysis: a result must tell which one made it`,
    );
  }
  for (const [name, schema] of Object.entries<unknown>(analysis.parameters)) checkSchema(name, schema);
  return analysis;
}

/** That the default fits is checked where the parameters are filled in. */
function checkSchema(name: string, schema: unknown): void {
  const fault = (what: string): Fault => new Fault('bad-form', `the parameter ${name} ${what}`);
  if (!isObject(schema)) throw fault('has no schema');
  const strange = Object.keys(schema).find((key) => !OF_A_SCHEMA.includes(key));
  if (strange !== undefined) throw fault(`has "${strange}", which is none of ${OF_A_SCHEMA.join(', ')}`);
  const [type, orNull = 'null', ...more] = [schema['type']].flat();
  if (!TYPES.has(String(type)) || orNull !== 'null' || more.length > 0) {
    throw fault(`has not one of the types ${[...TYPES].join(', ')}, or one of them or null`);
  }
  if (!isText(schema['description'])) throw fault('has no description');
  if (schema['default'] === undefined) throw fault('has no default');
}
