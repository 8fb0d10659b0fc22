import { at } from '../events/index.js';
import { refuse } from './problem.js';

export type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const KINDS = {
  text: { is: (value: unknown) => typeof value === 'string', what: 'a text' },
  'text or number': { is: (value: unknown) => ['string', 'number'].includes(typeof value), what: 'a text or a number' },
  'text or object': {
    is: (value: unknown) => typeof value === 'string' || isObject(value),
    what: 'a text or an object',
  },
  texts: {
    is: (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    what: 'a list of texts',
  },
  object: { is: isObject, what: 'an object' },
} as const;

/**
 * The fields of a body, each of its kind where it is given.
 * @throws ProblemError 422 for a body that is no object, a field that it does not have, and one of another kind
 */
export function bodyFields(body: unknown, kinds: Readonly<Record<string, keyof typeof KINDS>>): Fields {
  const given = body ?? {};
  if (!isObject(given)) throw refuse(422, 'not-an-object', '', 'the body is a JSON object', 'Send an object.');
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) {
      const names = Object.keys(kinds).join(', ');
      throw refuse(
        422,
        'unknown-field',
        at('', name),
        `there is no field ${JSON.stringify(name)}`,
        `Fields are: ${names}.`,
      );
    }
    if (value === undefined || KINDS[kind].is(value)) continue;
    throw refuse(
      422,
      'invalid-field',
      at('', name),
      `${name} is ${KINDS[kind].what}`,
      `Give ${KINDS[kind].what}, or leave it out.`,
    );
  }
  return given;
}

/** A field that must be there. @throws ProblemError 422 */
export function required(fields: Fields, name: string, remedy: string): unknown {
  if (fields[name] !== undefined) return fields[name];
  throw refuse(422, 'missing-field', at('', name), `${name} is required`, remedy);
}

/** A field that is a text, or a number that is taken for one. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
