import { setImmediate as breath } from 'node:timers/promises';
import {
  IntegrityError,
  type Checkpoint,
  type EventStore,
  type ReadModels,
  type Shard,
  type StoredDocument,
} from '../ports/index.js';
import type { Timeline } from '../timeline/index.js';
import { PROJECTION, documentsOf, fold } from './fold.js';

/** Which events are folded: up to a position, inclusive, and of which streams. */
export interface FoldRange {
  readonly upTo: number;
  readonly shard?: Shard;
}

/**
 * Folds the log patient by patient, in the order of their ids and in constant memory: each batch holds whole timelines.
 * @throws PoisonEventError at the first event that cannot be read
 */
export async function* foldPatients(
  store: EventStore,
  range: FoldRange,
): AsyncGenerator<{ readonly timelines: readonly Timeline[]; readonly events: number }> {
  let open = new Map<string, Timeline>();
  for await (const batch of store.readStreams(range)) {
    fold(open, batch);
    // More of the last patient may follow in the next batch.
    const last = batch.at(-1)?.patientId;
    const timelines = [...open.values()].filter(({ patientId }) => patientId !== last);
    open = new Map([...open].filter(([patientId]) => patientId === last));
    yield { timelines, events: batch.length };
    // Reading is synchronous underneath: without a breath no signal and no request would be heard until the end.
    await breath();
  }
  yield { timelines: [...open.values()], events: 0 };
}

/** What a part of a rebuild has made: documents of whole patients, and of how many events. */
export interface Part {
  readonly documents: readonly StoredDocument[];
  readonly events: number;
}

/** The documents of a range of the log, with their text, ready to be written or to be sent to who writes. */
export async function* partOf(store: EventStore, range: FoldRange): AsyncGenerator<Part> {
  for await (const { timelines, events } of foldPatients(store, range)) {
    const documents = timelines.flatMap(documentsOf).map((one) => ({ ...one, text: JSON.stringify(one.body) }));
    yield { documents, events };
  }
}

export interface Progress {
  readonly events: number;
  readonly of: number;
}

/**
 * Builds the read models anew beside the live ones, then switches. Interrupted, it leaves the live ones as they were.
 * @param parts what makes the documents of the log up to a position, all parts together of all patients; one if absent
 * @throws PoisonEventError when an event cannot be read, IntegrityError when the parts do not hold every event of the log,
 * AbortError when the signal aborts
 */
export async function rebuild(
  store: EventStore,
  models: ReadModels,
  options: {
    readonly parts?: (upTo: number) => readonly AsyncIterable<Part>[];
    readonly progress?: (progress: Progress) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Checkpoint | null> {
  const { parts = (upTo) => [partOf(store, { upTo })], progress, signal } = options;
  const head = await store.head();
  const of = (head?.position ?? -1) + 1;
  const generation = await models.begin();
  let events = 0;
  let failed = false;
  const write = async (part: AsyncIterable<Part>): Promise<void> => {
    try {
      for await (const made of part) {
        signal?.throwIfAborted();
        if (failed) return;
        await generation.write(made.documents, null);
        events += made.events;
        progress?.({ events, of });
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const done = await Promise.allSettled(parts(of - 1).map(write));
  for (const one of done) if (one.status === 'rejected') throw one.reason;
  signal?.throwIfAborted();
  if (events !== of) throw new IntegrityError(null, `the log has ${of} places, but only ${events} events were found`);
  const checkpoint = head && { ...head, projection: PROJECTION };
  await generation.write([], checkpoint);
  await models.switchTo(generation);
  return checkpoint;
}
