import { availableParallelism } from 'node:os';
import type { Config } from '../config.js';
import type { RowAsked } from '../outcomes/index.js';
import type { EventStore, StoredDocument } from '../ports/index.js';
import { documentsIn, rowsIn, type FoldRange, type Part, type Replay } from '../projections/index.js';
import { foldInWorker } from './fold-in-worker.js';

/** A thread takes 0.4 s of processor time to start: with fewer events than that it costs more than it brings. */
const WORTH_A_THREAD = 200_000;
/** What all of them make is taken by one: more than these would wait for it. */
const MOST_BY_DEFAULT = 4;

/** The cohort rows of a log, its patients shared among threads where the log is large. */
export const rowsSideBySide =
  (config: Config, store: EventStore): Replay =>
  (asked, upTo) =>
    sideBySide(config, upTo, null, asked, (range) => rowsIn(store, range, asked));

/** The documents of a log, its patients shared among so many threads; null: by the size of the log. */
export const documentsSideBySide =
  (config: Config, store: EventStore, threads: number | null) =>
  (upTo: number): readonly AsyncIterable<Part<StoredDocument>>[] =>
    sideBySide(config, upTo, threads, null, (range) => documentsIn(store, range));

/** The others first, as they take a while to start; this thread folds its own part, and takes what all of them make. */
function sideBySide<Made>(
  config: Config,
  upTo: number,
  threads: number | null,
  rows: RowAsked | null,
  own: (range: FoldRange) => AsyncIterable<Part<Made>>,
): readonly AsyncIterable<Part<Made>>[] {
  const of = threads ?? (upTo < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_BY_DEFAULT));
  const others = Array.from({ length: of - 1 }, (_, index) =>
    foldInWorker<Made>(config, { range: { upTo, shard: { index: index + 1, of } }, rows }),
  );
  return [...others, own({ upTo, shard: { index: 0, of } })];
}
