import { setImmediate as breath } from 'node:timers/promises';
import { patientStream } from '../events/index.js';
import { IntegrityError, type EventStore, type Shard, type StoredDocument } from '../ports/index.js';
import { cohortRow, type CohortRow, type RowAsked } from '../outcomes/index.js';
import { PatientRecords } from '../records/index.js';
import type { Timeline } from '../timeline/index.js';
import { fold } from './fold.js';
import { documentsOf } from './kept-rows.js';
import { knownAtSource } from './known-at-source.js';
import { foldRecord } from './merged-record.js';

/** Which events are folded: up to a position, inclusive, and of which streams. */
export interface FoldRange {
  readonly upTo: number;
  readonly shard?: Shard;
  /** Only the patients after this one; null: all. */
  readonly after?: string | null;
  /** Only what the source knew by the end of this day. */
  readonly asKnownAtSource?: string | null;
}

/**
 * Folds the log patient by patient, in the order of their ids and in constant memory: each batch holds whole timelines. A
 * patient who is merged is among them, by himself; who remains has the events of both.
 * @throws PoisonEventError at the first event that cannot be read
 */
export async function* foldPatients(
  store: EventStore,
  { asKnownAtSource = null, after = null, ...range }: FoldRange,
): AsyncGenerator<{ readonly timelines: readonly Timeline[]; readonly events: number }> {
  const records = new PatientRecords(store);
  const merges = await records.mergesUpTo(range.upTo, (events) => knownAtSource(events, asKnownAtSource));
  const whole = async (timelines: readonly Timeline[]): Promise<readonly Timeline[]> => {
    if (!timelines.some(({ patientId }) => merges.knows(patientId))) return timelines;
    const read = timelines.map(async (timeline) => {
      const { patientId } = timeline;
      if (!merges.knows(patientId)) return timeline;
      return (await foldRecord(records, patientId, merges, { upTo: range.upTo, asKnownAtSource })) ?? timeline;
    });
    return Promise.all(read);
  };
  let open = new Map<string, Timeline>();
  /** Events that were read, but belong to no timeline that was given yet. */
  let ahead = 0;
  for await (const batch of store.readStreams({ ...range, ...(after !== null && { after: patientStream(after) }) })) {
    fold(open, knownAtSource(batch, asKnownAtSource));
    // More of the last patient may follow in the next batch.
    const last = batch.at(-1)?.patientId;
    const timelines = [...open.values()].filter(({ patientId }) => patientId !== last);
    open = new Map([...open].filter(([patientId]) => patientId === last));
    ahead += batch.length;
    const left = batch.length - 1 - batch.findLastIndex(({ patientId }) => patientId !== last);
    const events = timelines.length > 0 ? ahead - left : 0;
    ahead -= events;
    yield { timelines: await whole(timelines), events };
    // Reading is synchronous underneath: without a breath no signal and no request would be heard until the end.
    await breath();
  }
  yield { timelines: await whole([...open.values()]), events: ahead };
}

/** What a part of the log comes to, a few patients at a time. */
export interface Part<Made> {
  readonly made: readonly Made[];
  /** So many events, all of them of the patients so far, or of nobody. */
  readonly events: number;
  /** The last of the patients; null: of none. */
  readonly lastPatient: string | null;
}

/** The documents of a range of the log, with their text, ready to be written or to be sent to who writes. */
export async function* documentsIn(store: EventStore, range: FoldRange): AsyncGenerator<Part<StoredDocument>> {
  for await (const { timelines, events } of foldPatients(store, range)) {
    const made = timelines.flatMap(documentsOf).map((one) => ({ ...one, text: JSON.stringify(one.body) }));
    yield { made, events, lastPatient: lastOf(timelines) };
  }
}

const lastOf = (timelines: readonly Timeline[]): string | null => timelines.at(-1)?.patientId ?? null;

/** The cohort rows of a range of the log: of every patient who is in a cohort at all. */
export async function* rowsIn(store: EventStore, range: FoldRange, asked: RowAsked): AsyncGenerator<Part<CohortRow>> {
  for await (const { timelines, events } of foldPatients(store, range)) {
    const made = timelines.flatMap((timeline) => cohortRow(timeline, asked) ?? []);
    yield { made, events, lastPatient: lastOf(timelines) };
  }
}

export interface Progress {
  readonly events: number;
  readonly of: number;
  /** Those among `events` that an earlier run had done, which was interrupted; absent: none. */
  readonly before?: number;
}

export interface ReplayOptions {
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Goes through the parts of a log side by side.
 * @param of how many events the parts have together, those `before` included that an earlier run had done
 * @throws IntegrityError when they have not, AbortError when the signal aborts, and what a part throws
 */
export async function replay<Made>(
  parts: readonly AsyncIterable<Part<Made>>[],
  { of, before = 0 }: { readonly of: number; readonly before?: number },
  use: (made: Part<Made>, part: number) => void | Promise<void>,
  { progress, signal }: ReplayOptions,
): Promise<void> {
  let events = before;
  let failed = false;
  const go = async (part: AsyncIterable<Part<Made>>, index: number): Promise<void> => {
    try {
      for await (const one of part) {
        signal?.throwIfAborted();
        if (failed) return;
        await use(one, index);
        events += one.events;
        progress?.({ events, of, ...(before > 0 && { before }) });
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
