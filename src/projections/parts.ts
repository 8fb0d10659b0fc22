import { setImmediate as breath } from 'node:timers/promises';
import { IntegrityError, type EventStore, type Shard, type StoredDocument } from '../ports/index.js';
import { cohortRow, type CohortRow, type RowAsked } from '../outcomes/index.js';
import type { Timeline } from '../timeline/index.js';
import { fold } from './fold.js';
import { documentsOf } from './kept-rows.js';
import { knownAtSource } from './known-at-source.js';

/** Which events are folded: up to a position, inclusive, and of which streams. */
export interface FoldRange {
  readonly upTo: number;
  readonly shard?: Shard;
  /** Only what the source knew by the end of this day. */
  readonly asKnownAtSource?: string | null;
}

/**
 * Folds the log patient by patient, in the order of their ids and in constant memory: each batch holds whole timelines.
 * @throws PoisonEventError at the first event that cannot be read
 */
export async function* foldPatients(
  store: EventStore,
  { asKnownAtSource = null, ...range }: FoldRange,
): AsyncGenerator<{ readonly timelines: readonly Timeline[]; readonly events: number }> {
  let open = new Map<string, Timeline>();
  for await (const batch of store.readStreams(range)) {
    fold(open, knownAtSource(batch, asKnownAtSource));
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

/** What a part of the log comes to: of so many events. */
export interface Part<Made> {
  readonly made: readonly Made[];
  readonly events: number;
}

/** The documents of a range of the log, with their text, ready to be written or to be sent to who writes. */
export async function* documentsIn(store: EventStore, range: FoldRange): AsyncGenerator<Part<StoredDocument>> {
  for await (const { timelines, events } of foldPatients(store, range)) {
    const made = timelines.flatMap(documentsOf).map((one) => ({ ...one, text: JSON.stringify(one.body) }));
    yield { made, events };
  }
}

/** The cohort rows of a range of the log: of every patient who is in a cohort at all. */
export async function* rowsIn(store: EventStore, range: FoldRange, asked: RowAsked): AsyncGenerator<Part<CohortRow>> {
  for await (const { timelines, events } of foldPatients(store, range)) {
    yield { made: timelines.flatMap((timeline) => cohortRow(timeline, asked) ?? []), events };
  }
}

export interface Progress {
  readonly events: number;
  readonly of: number;
}

export interface ReplayOptions {
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Goes through the parts of a log side by side.
 * @param of how many events the parts have together
 * @throws IntegrityError when they have not, AbortError when the signal aborts, and what a part throws
 */
export async function replay<Made>(
  parts: readonly AsyncIterable<Part<Made>>[],
  of: number,
  use: (made: readonly Made[]) => void | Promise<void>,
  { progress, signal }: ReplayOptions,
): Promise<void> {
  let events = 0;
  let failed = false;
  const go = async (part: AsyncIterable<Part<Made>>): Promise<void> => {
    try {
      for await (const one of part) {
        signal?.throwIfAborted();
        if (failed) return;
        await use(one.made);
        events += one.events;
        progress?.({ events, of });
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const done = await Promise.allSettled(parts.map(go));
  for (const one of done) if (one.status === 'rejected') throw one.reason;
  signal?.throwIfAborted();
  if (events !== of) throw new IntegrityError(null, `the log has ${of} places, but only ${events} events were found`);
}
