import type { Result } from '../analyses/index.js';
import { at, type JsonObject } from '../events/index.js';
import { canonicalJson, canonicalSha256 } from '../provenance/index.js';
import { RefusedDefinitionError } from './errors.js';

/** Where two JSON values differ first, in the order of RFC 8785. */
export interface Difference {
  /** JSON pointer. */
  readonly pointer: string;
  /** As JSON; null where there is nothing. */
  readonly stated: string | null;
  readonly found: string | null;
}

/** Of a result that was made once: whether the log and the rules still give it. */
export interface ResultCheck {
  readonly id: string;
  /** Null: every byte is the same. */
  readonly difference: Difference | null;
  /** Whether the result is what its own manifest says, whatever is made anew. */
  readonly intact: boolean;
  /** Versions of the software that made it, and that checked it. */
  readonly software: { readonly stated: string | null; readonly now: string | null };
}

/**
 * The inputs of a result, from the text of its JSON.
 * @throws RefusedDefinitionError for a text that is no result
 */
export function readResult(text: string): Result {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = null;
  }
  const manifest = (found as Partial<Result> | null)?.manifest as Partial<Result['manifest']> | undefined;
  if (typeof manifest?.id === 'string' && typeof manifest.inputs?.analysis?.name === 'string') return found as Result;
  throw new RefusedDefinitionError([
    {
      code: 'not-a-result',
      pointer: '/manifest',
      detail: 'This is no result of an analysis.',
      remedy: 'Give what hepatrace analyse --json printed, or GET /results/{id} answered.',
    },
  ]);
}

/** Compares a result with the same one made anew: all but the version of the software, which is told. */
export function checkResult(stated: Result, anew: Result): ResultCheck {
  const { id, inputs } = stated.manifest;
  return {
    id,
    // The inputs first: where they differ, they are the cause.
    difference:
      firstDifference(inputs, anew.manifest.inputs, '/manifest/inputs') ??
      firstDifference(withoutSoftware(stated), withoutSoftware(anew), ''),
    intact: isIntact(stated),
    software: { stated: stated.manifest.software ?? null, now: anew.manifest.software },
  };
}

/** Whether a result is what its own manifest says. */
export function isIntact({ manifest, ...body }: Result): boolean {
  const { id, sha256, inputs } = manifest;
  return canonicalSha256(body) === sha256 && canonicalSha256({ inputs, sha256 }).slice(0, 32) === id;
}

function withoutSoftware({ manifest, ...body }: Result): JsonObject {
  const { software: _, ...rest } = manifest;
  return JSON.parse(JSON.stringify({ ...body, manifest: rest })) as JsonObject;
}

function firstDifference(stated: unknown, found: unknown, pointer: string): Difference | null {
  if (isContainer(stated) && isContainer(found) && Array.isArray(stated) === Array.isArray(found)) {
    const keys = Array.isArray(stated)
      ? [...Array(Math.max(stated.length, (found as unknown as unknown[]).length)).keys()]
      : [...new Set([...Object.keys(stated), ...Object.keys(found)])].toSorted();
    for (const key of keys) {
      const difference = firstDifference(stated[key], found[key], at(pointer, key));
      if (difference) return difference;
    }
    return null;
  }
  const [a, b] = [json(stated), json(found)];
  return a === b ? null : { pointer, stated: a, found: b };
}

const isContainer = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === 'object' && value !== null;
const json = (value: unknown): string | null => (value === undefined ? null : canonicalJson(value));
