import { stringify } from 'yaml';
import type { Json, JsonObject } from '../events/index.js';
import { KEYS } from './definition.js';

/** The order in which people write the parts of a definition; other names follow as they come. */
const PLACES = new Map(
  [...KEYS, 'name', 'event', 'where', 'when', 'take', 'default', 'of', 'count'].map((key, i) => [key, i]),
);
const placeOf = ([key]: readonly [string, unknown]): number => PLACES.get(key) ?? PLACES.size;

/** A definition as YAML: what hashing leaves of one has its keys in alphabetical order. */
export const definitionText = (definition: JsonObject): string =>
  stringify(inOrder(definition), { lineWidth: 100, version: '1.2', schema: 'core' });

function inOrder(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((one: Json) => inOrder(one) as Json);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted((a, b) => placeOf(a) - placeOf(b))
      .map(([key, one]) => [key, inOrder(one)]),
  );
}
