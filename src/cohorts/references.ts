import type { Json, JsonObject } from '../events/index.js';
import { readSource } from './source.js';

/** A cohort by its name, or a version of it: `NAME`, `NAME@2`. */
export interface CohortReference {
  readonly name: string;
  /** Null: the latest. */
  readonly version: number | null;
}

const REFERENCE = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:@([1-9]\d{0,8}))?$/;

/** Null where the text names no cohort. */
export function cohortReference(text: string): CohortReference | null {
  const [, name, version] = REFERENCE.exec(text) ?? [];
  return name === undefined ? null : { name, version: version === undefined ? null : Number(version) };
}

/** Every cohort that a definition asks for by `in:`, as it is written, each once. */
export function cohortsWithin(text: string): readonly string[] {
  const source = readSource(text);
  return 'problems' in source ? [] : [...new Set(referencesIn(source.tree as Json))];
}

/** The definition with the cohorts within it as given: so that it goes on to mean what it means today. */
export const pinned = (definition: JsonObject, versions: ReadonlyMap<string, string>): JsonObject =>
  pin(definition, versions) as JsonObject;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function referencesIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: Json) => referencesIn(one));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'in' && typeof one === 'string' ? [one] : referencesIn(one),
  );
}

function pin(value: Json | undefined, versions: ReadonlyMap<string, string>): Json | undefined {
  if (Array.isArray(value)) return value.map((one: Json) => pin(one, versions) as Json);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'in' && typeof one === 'string' ? (versions.get(one) ?? one) : pin(one, versions),
    ]),
  );
}
