import type { NewEvent, RecordedEvent } from '../events/index.js';

/** What the appender believes of the stream: its last revision, that it has none, that it has some, or nothing. */
export type Expected = number | 'none' | 'exists' | 'any';

/** Whether a stream whose last revision is `actual` (-1: no event) is where the appender believes it. */
export function meetsExpectation(expected: Expected, actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual < 0;
  if (expected === 'exists') return actual >= 0;
  return actual === expected;
}

export interface Appended {
  /** Revision of the last event of the batch. */
  readonly revision: number;
  /** Position of the last event of the batch; null where the sequencer has not given it yet. */
  readonly position: number | null;
  /** True when all ids were known with the same content: nothing was written. */
  readonly deduplicated: boolean;
  readonly events: readonly { readonly id: string; readonly revision: number; readonly position: number | null }[];
}

/** A place in the log and the instant (its leaf's `at`) at which the log got there. */
export interface LogPoint {
  readonly position: number;
  readonly recordedAt: string;
}

export interface StreamRange {
  /** First revision, inclusive; 0 if absent. */
  readonly from?: number;
  /** Last revision, inclusive. */
  readonly to?: number;
  /** Last position, inclusive: the stream as it was known then. */
  readonly upTo?: number;
  /** Open the sealed fields too (needs the patient's key). Projections never do. */
  readonly identity?: boolean;
}

/** How far a store has come with the positions that it gives after it has taken the events. */
export interface Sequencing {
  /** Whether this process wrote the last leaves; several may run, one leads. */
  readonly leads: boolean;
  /** Events seen that have no position yet. */
  readonly waiting: number;
  /** How long they have been waiting here; 0 while none does. */
  readonly seconds: number;
  /** The event or the trouble that keeps them waiting; null while there is none. */
  readonly failure: string | null;
}

/** One of several parts of a log, each of whole streams: so that they can be worked on side by side. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** Whether a stream is in that part: by the last character of its name, which is spread well enough. */
export const isInShard = (stream: string, { index, of }: Shard): boolean =>
  stream.charCodeAt(stream.length - 1) % of === index;

export interface LogRange {
  /** Exclusive. */
  readonly after?: number;
  /** Inclusive. */
  readonly upTo?: number;
  readonly types?: readonly string[];
  readonly identity?: boolean;
}

/**
 * The immutable log. A read yields batches in order; a subscription never ends by itself. Every event read was checked
 * against its hashes first: a mismatch throws IntegrityError and nothing of it is served.
 */
export abstract class EventStore {
  /**
   * All or nothing, and durable when it resolves. Ids are looked at before the revision, so a retry after a lost answer is
   * safe: all known with the same content is a success (`deduplicated`).
   * @throws IdConflictError when an id is known with other content, or only some ids of the batch are known
   * @throws WrongRevisionError when the stream is not where `expected` says
   */
  abstract append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended>;

  /** Events of one stream by revision; nothing for a stream that does not exist. */
  abstract readStream(stream: string, range?: StreamRange): AsyncIterable<readonly RecordedEvent[]>;

  /** The whole log by position, up to its head at the moment of the call. */
  abstract readAll(range?: LogRange): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * The log stream by stream, in the order of their names, each stream in its own order and in as many batches as it
   * takes: for work that is done patient by patient, in constant memory.
   */
  abstract readStreams(range?: {
    /** Position, inclusive: the streams as they were known then. */
    readonly upTo?: number;
    readonly shard?: Shard;
    /** Name of a stream: only those after it, so that interrupted work can go on. */
    readonly after?: string;
  }): AsyncIterable<readonly RecordedEvent[]>;

  /** Catches up, then goes on live, at least once; ends when the signal aborts. The subscriber keeps the checkpoint. */
  abstract subscribe(range: {
    readonly after?: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<readonly RecordedEvent[]>;

  /** The last place of the log; null while it is empty. */
  abstract head(): Promise<LogPoint | null>;

  /** The place at a position; null where the log does not reach it. */
  abstract pointAt(position: number): Promise<LogPoint | null>;

  /** The last place whose `at` is not later than the instant; null when there is none. */
  abstract pointBefore(instant: string): Promise<LogPoint | null>;

  /** Null where an event gets its position with the append. */
  sequencing(): Sequencing | null {
    return null;
  }

  abstract close(): Promise<void>;
}
