import { join } from 'node:path';
import type { NewEvent, RecordedEvent } from '../../events/index.js';
import {
  EventStore,
  IntegrityError,
  StoreUnavailableError,
  type Appended,
  type Clock,
  type Expected,
  type Keys,
  type LogPlace,
  type LogPoint,
  type LogRange,
  type StreamRange,
} from '../../ports/index.js';
import { answerKnown, requireDistinctIds } from '../known-events.js';
import { openDatabase, storeError, type Database, type OpenOptions } from './database.js';
import { EventReader } from './event-reader.js';
import { prepareEventTables, requireEventTables } from './event-tables.js';
import { EventWriter } from './event-writer.js';
import { FILES } from './folder.js';
import { restore } from './restore.js';
import { SqliteSignedLog } from './signed-log.js';

/** Events that are kept in memory for subscribers that keep up, and how many they are given at once. */
const RECENT = 5_000;
const PAGE = 1_000;

/** The log in one SQLite file. Whoever opens it for writing holds the folder's WriterLock. */
export class SqliteEventStore extends EventStore {
  /** The raw bytes, for verify. */
  readonly stored: EventReader;
  /** Single leaves, tiles and checkpoints, for proofs. */
  readonly signed: SqliteSignedLog;
  private readonly writer: EventWriter | null;
  private readonly waiting = new Set<() => void>();
  private closed = false;
  /** The last events that were written, one after the other. */
  private recent: RecordedEvent[] = [];

  private constructor(
    private readonly database: Database,
    keys: Keys,
    clock: Clock | null,
  ) {
    super();
    this.stored = new EventReader(database, keys);
    this.signed = new SqliteSignedLog(database);
    this.writer =
      clock &&
      new EventWriter(
        database,
        keys,
        clock,
        (events) => this.committed(events),
        (stream, events) => this.answerKnown(stream, events),
      );
  }

  /** @throws SetupError for a file of a newer version; IntegrityError for a damaged one, or one whose end was cut off */
  static forWriting(folder: string, keys: Keys, clock: Clock): SqliteEventStore {
    return open(folder, {}, (database, file) => {
      prepareEventTables(database, file);
      return new SqliteEventStore(database, keys, clock);
    });
  }

  /** @throws SetupError for a file without a log or of a newer version; IntegrityError for a damaged one */
  static forReading(folder: string, keys: Keys): SqliteEventStore {
    return open(folder, { readOnly: true }, (database, file) => {
      requireEventTables(database, file);
      return new SqliteEventStore(database, keys, null);
    });
  }

  /** For {@link restore}: who gives no instants of its own. Makes the file when it is not there. @throws as {@link forWriting} */
  static forRestoring(folder: string, keys: Keys): SqliteEventStore {
    return open(folder, {}, (database, file) => {
      prepareEventTables(database, file);
      return new SqliteEventStore(database, keys, null);
    });
  }

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    if (this.closed) throw new StoreUnavailableError('closed', 'the event store is closed');
    if (!this.writer) throw new StoreUnavailableError('store-unavailable', 'the event store is open for reading only');
    requireDistinctIds(events);
    return this.writer.append(stream, expected, events);
  }

  readStream(stream: string, range?: StreamRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.stored.stream(stream, range);
  }

  readAll(range?: LogRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.stored.log(range);
  }

  readStreams(range?: Parameters<EventStore['readStreams']>[0]): AsyncIterable<readonly RecordedEvent[]> {
    return this.stored.streams(range);
  }

  async *subscribe({
    after = -1,
    signal,
  }: {
    after?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    let seen = after;
    while (!signal.aborted && !this.closed) {
      // Whoever keeps up is given what was just written, without reading it back.
      const next = seen + 1 - (this.recent[0]?.position ?? Infinity);
      const fresh = next >= 0 ? this.recent.slice(next, next + PAGE) : [];
      if (fresh.length > 0) {
        yield fresh;
        seen += fresh.length;
        continue;
      }
      for await (const batch of this.stored.log({ after: seen })) {
        yield batch;
        seen = batch.at(-1)?.position ?? seen;
        if (signal.aborted) return;
      }
      if (this.stored.headPosition() <= seen) await this.nextCommit(signal);
    }
  }

  head(): Promise<LogPoint | null> {
    if (this.writer) return Promise.resolve(this.writer.head());
    return Promise.resolve(this.stored.point(this.stored.headPosition()));
  }

  pointAt(position: number): Promise<LogPoint | null> {
    return Promise.resolve(this.stored.point(position));
  }

  pointBefore(instant: string): Promise<LogPoint | null> {
    return Promise.resolve(this.stored.pointBefore(instant));
  }

  /** Puts places of another store's log here, bytes, positions and instants as they are. */
  async restore(places: readonly LogPlace[]): Promise<void> {
    if (this.writer) throw new TypeError('this store gives events places of its own: open it for restoring');
    await Promise.resolve(restore(places, this.database));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.writer?.idle();
    this.wake();
    this.database.close();
  }

  private async answerKnown(stream: string, events: readonly NewEvent[]): Promise<Appended> {
    const past: RecordedEvent[] = [];
    for await (const batch of this.readStream(stream, { identity: true })) past.push(...batch);
    const known = answerKnown(past, events);
    if (!known) throw new IntegrityError(null, `stream ${stream} no longer holds an event that its index names`);
    return known;
  }

  private nextCommit(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  private committed(events: readonly RecordedEvent[]): void {
    this.recent = this.recent.length > 2 * RECENT ? this.recent.slice(-RECENT) : this.recent;
    this.recent.push(...events);
    this.wake();
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }
}

function open<T>(folder: string, options: OpenOptions, use: (database: Database, file: string) => T): T {
  const file = join(folder, FILES.events);
  const database = openDatabase(file, options);
  try {
    return use(database, file);
  } catch (error) {
    database.close();
    throw storeError(error);
  }
}
