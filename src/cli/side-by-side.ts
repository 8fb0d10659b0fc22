import { availableParallelism } from 'node:os';
import type { Config } from '../config.js';
import type { RowAsked } from '../outcomes/index.js';
import type { EventStore, PartBuilt, StoredDocument } from '../ports/index.js';
import { documentsIn, rowsIn, type FoldRange, type Part, type Replay } from '../projections/index.js';
import { foldInWorker } from './fold-in-worker.js';

/** A thread takes 0.4 s of processor time to start: with fewer events than that it costs more than it brings. */
const WORTH_A_THREAD = 200_000;
/** As many events are folded in less time than a thread takes to start. */
const LITTLE = 10_000;
/** What all of them make is taken by one: more than these would wait for it. */
const MOST_BY_DEFAULT = 4;

/** The cohort rows of a log, its patients shared among threads where the log is large. */
export const rowsSideBySide =
  (config: Config, store: EventStore): Replay =>
  (asked, range) =>
    sideBySide(config, shardsOf(range, threadsFor(range.upTo)), asked, (part) => rowsIn(store, part, asked));

/** The same for a server, whose own thread has to answer everybody: it folds nothing but what takes no time. */
export const rowsBesideServer =
  (config: Config, store: EventStore): Replay =>
  (asked, range) =>
    range.upTo < LITTLE
      ? [rowsIn(store, range, asked)]
      : shardsOf(range, threadsFor(range.upTo)).map((part) => foldInWorker(config, { range: part, rows: asked }));

/**
 * The documents of a log, its patients shared among so many threads; null: by the size of the log. An interrupted rebuild
 * goes on with as many as it had.
 */
export const documentsSideBySide =
  (config: Config, store: EventStore, threads: number | null) =>
  (upTo: number, built: readonly PartBuilt[] | null): readonly AsyncIterable<Part<StoredDocument>>[] => {
    const shards = shardsOf({ upTo }, built?.length ?? threads ?? threadsFor(upTo));
    const ranges = shards.map((range, index) => ({ ...range, after: built?.[index]?.patientId ?? null }));
    return sideBySide(config, ranges, null, (range) => documentsIn(store, range));
  };

/** How many threads share a log of so many events. */
export const threadsFor = (events: number): number =>
  events < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_BY_DEFAULT);

const shardsOf = (range: FoldRange, of: number): readonly FoldRange[] =>
  Array.from({ length: of }, (_, index) => ({ ...range, shard: { index, of } }));

/** The others first, as they take a while to start; this thread folds its own part, and takes what all of them make. */
function sideBySide<Made>(
  config: Config,
  ranges: readonly FoldRange[],
  rows: RowAsked | null,
  own: (range: FoldRange) => AsyncIterable<Part<Made>>,
): readonly AsyncIterable<Part<Made>>[] {
  return ranges.map((range, index) =>
    index < ranges.length - 1 ? foldInWorker<Made>(config, { range, rows }) : own(range),
  );
}
