import { COLLECTIONS, type EventStore, type Generation, type ReadModels, type StoredDocument } from '../ports/index.js';
import { isOfLog } from './fold.js';
import { STORED_PARTS } from './kept-rows.js';
import { documentsIn, type ReplayOptions } from './parts.js';

/** A read model that is not what the log comes to. */
export interface ReadModelDifference {
  readonly patientId: string;
  /** Position of the last event behind the patient's documents; null for a patient whom the log does not have. */
  readonly position: number | null;
  /** Collection, and JSON pointer into the row: `pfs/endpoint/days`. */
  readonly field: string;
  /** What the replay gives, as JSON; null where it gives nothing. */
  readonly expected: string | null;
  readonly found: string | null;
}

/**
 * Replays the log and holds every stored document against what comes of it; gives the first differing field of each. Documents
 * that somebody wrote meanwhile are passed over.
 * @returns null where no read models were built by this code from this log: then there is nothing to compare
 * @throws PoisonEventError, IntegrityError where the log cannot be replayed; AbortError
 */
export async function readModelDifferences(
  store: EventStore,
  models: ReadModels,
  { progress, signal }: ReplayOptions = {},
): Promise<readonly ReadModelDifference[] | null> {
  const live = await models.live();
  const checkpoint = await live.checkpoint();
  if (!checkpoint || !(await isOfLog(checkpoint, store))) return null;
  const { position: upTo } = checkpoint;
  const differences: ReadModelDifference[] = [];
  const replayed = new Set<string>();
  let events = 0;
  for await (const part of documentsIn(store, { upTo })) {
    signal?.throwIfAborted();
    for (const collection of COLLECTIONS) {
      const made = part.made.filter((one) => one.collection === collection);
      const { documents } = await live.get(
        collection,
        made.map(({ id }) => id),
      );
      const stored = new Map(documents.map((one) => [one.id, one]));
      for (const one of made) {
        replayed.add(one.id);
        differences.push(...differenceOf(one, stored.get(one.id), upTo));
      }
    }
    events += part.events;
    progress?.({ events, of: upTo + 1 });
  }
  differences.push(...(await strangers(live, replayed, upTo)));
  return differences;
}

function differenceOf(made: StoredDocument, stored: StoredDocument | undefined, upTo: number): ReadModelDifference[] {
  if (stored && stored.lastPosition > upTo) return [];
  const { collection, patientId, lastPosition: position, body } = made;
  const at = { patientId, position };
  if (!stored) return [{ ...at, field: collection, expected: 'a row', found: null }];
  if (stored.lastPosition !== position)
    return [{ ...at, field: `${collection}: last event`, expected: `${position}`, found: `${stored.lastPosition}` }];
  const found = firstDifference(JSON.parse(made.text ?? JSON.stringify(body)), stored.body, []);
  if (!found) return [];
  const [part, ...path] = found.path;
  const field = [collection, ...(part === undefined ? [] : [STORED_PARTS[Number(part)] ?? part]), ...path].join('/');
  return [{ ...at, field, expected: textOf(found.expected), found: textOf(found.found) }];
}

/** Stored documents of patients whom the log does not have. */
async function strangers(live: Generation, known: ReadonlySet<string>, upTo: number): Promise<ReadModelDifference[]> {
  const found: ReadModelDifference[] = [];
  for (const collection of COLLECTIONS) {
    await live.scan(collection, async ({ documents }) => {
      for await (const batch of documents) {
        for (const { id, patientId, lastPosition } of batch)
          if (!known.has(id) && lastPosition <= upTo)
            found.push({ patientId, position: null, field: collection, expected: null, found: 'a row' });
      }
    });
  }
  return found;
}

interface Differing {
  readonly path: readonly string[];
  readonly expected: unknown;
  readonly found: unknown;
}

function firstDifference(expected: unknown, found: unknown, path: readonly string[]): Differing | null {
  if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const difference = firstDifference(expected[name], found[name], [...path, name]);
      if (difference) return difference;
    }
    return null;
  }
  return Object.is(expected, found) ? null : { path, expected, found };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
