import type { NewEvent, RecordedEvent } from '../../events/index.js';
import {
  EventStore,
  StoreUnavailableError,
  isInShard,
  type Appended,
  type Clock,
  type Expected,
  type Keys,
  type LogPlace,
  type LogPoint,
  type LogRange,
  type Sequencing,
  type StreamRange,
} from '../../ports/index.js';
import { Appender } from './appender.js';
import { addressOf, clientsOf, type Client } from './client.js';
import { Connection } from './connection.js';
import { LeafIndex, pointOf } from './leaf-index.js';
import { LeafStream } from './leaf-stream.js';
import { KurrentLog } from './log.js';
import { restore } from './restore.js';
import { Sequencer } from './sequencer.js';
import { KurrentSignedLog } from './signed-log.js';

/** How long an answer waits for its positions. Whoever appends is slowed down with a sequencer that lags. */
const SEQUENCED_MS = 2_000;
/** How long a subscriber waits for a server that is away. */
const AWAY_MS = 250;
/** A subscriber looks that often without being called, for another process may have extended the index. */
const LOOK_MS = 1_000;

export interface KurrentOptions {
  /** Names of streams begin with it: for several logs in one server. */
  readonly prefix?: string;
  /** Where leaves are looked up; a cache, made anew when it is gone. */
  readonly indexFile: string;
  readonly sequencedMs?: number;
  readonly callMs?: number;
}

/**
 * The log in KurrentDB: a stream a patient. What is appended has its position when the sequencer, here or in another
 * process, has written its leaf; an answer waits for that a while, and says null if it did not come.
 */
export class KurrentEventStore extends EventStore {
  /** The raw bytes and the leaves, for verify and copy. */
  readonly stored: KurrentLog;
  /** Leaves, tiles and checkpoints, for proofs. */
  readonly signed: KurrentSignedLog;
  private readonly connection: Connection;
  private readonly index: LeafIndex;
  private readonly leaves: LeafStream;
  private readonly sequencer: Sequencer | null;
  private readonly appender: Appender;
  private readonly abort = new AbortController();

  /**
   * @param connect makes a client, again when one is beyond hope
   * @param clock of the sequencer; null where this process does not write
   */
  constructor(
    connect: () => Client,
    keys: Keys,
    private readonly clock: Clock | null,
    { prefix = '', indexFile, sequencedMs = SEQUENCED_MS, callMs }: KurrentOptions,
  ) {
    super();
    this.connection = new Connection(connect, callMs);
    this.index = new LeafIndex(indexFile);
    this.leaves = new LeafStream(this.connection, this.index, prefix);
    this.sequencer = clock && new Sequencer(this.connection, this.index, this.leaves, clock);
    this.stored = new KurrentLog(this.connection, this.index, this.leaves, keys);
    this.appender = new Appender(this.connection, this.index, this.leaves, this.stored, keys, sequencedMs);
    this.signed = new KurrentSignedLog(this.connection, this.index, this.leaves, this.stored);
  }

  /** @param url `kurrentdb://…`, with `streamPrefix=NAME-` where the server holds several logs. @throws SetupError */
  static at(url: string, keys: Keys, clock: Clock | null, indexFile: string): KurrentEventStore {
    const { server, prefix } = addressOf(url);
    return new KurrentEventStore(clientsOf(server), keys, clock, { prefix, indexFile });
  }

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    if (this.abort.signal.aborted) throw new StoreUnavailableError('closed', 'the event store is closed');
    if (!this.clock) throw new StoreUnavailableError('store-unavailable', 'the event store is open for reading only');
    return this.appender.append(stream, expected, events);
  }

  readStream(stream: string, range?: StreamRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.stored.stream(stream, range);
  }

  readAll(range?: LogRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.stored.events(range);
  }

  async *readStreams({ upTo, shard, after = '' }: Parameters<EventStore['readStreams']>[0] = {}): AsyncGenerator<
    readonly RecordedEvent[]
  > {
    await this.leaves.ready();
    const last = upTo ?? this.index.size - 1;
    for (let name = this.index.nextStream(after); name !== null; name = this.index.nextStream(name)) {
      if (!shard || isInShard(name, shard)) yield* this.stored.stream(name, { upTo: last });
    }
  }

  async *subscribe({
    after = -1,
    signal,
  }: {
    after?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    const ends = AbortSignal.any([signal, this.abort.signal]);
    let seen = after;
    while (!ends.aborted) {
      try {
        for await (const batch of this.stored.events({ after: seen })) {
          yield batch;
          seen = batch.at(-1)?.position ?? seen;
          if (ends.aborted) return;
        }
      } catch (error) {
        // It goes on from where it was when the server is back.
        if (!(error instanceof StoreUnavailableError)) throw error;
        await this.index.change(AWAY_MS, ends);
        continue;
      }
      if (this.index.size - 1 <= seen) await this.index.change(LOOK_MS, ends);
    }
  }

  async head(): Promise<LogPoint | null> {
    await this.leaves.ready();
    return this.pointAt(this.index.size - 1);
  }

  async pointAt(position: number): Promise<LogPoint | null> {
    await this.leaves.ready();
    const found = this.index.at(position);
    return found && pointOf(found);
  }

  async pointBefore(instant: string): Promise<LogPoint | null> {
    await this.leaves.ready();
    const found = this.index.before(instant);
    return found && pointOf(found);
  }

  /** Puts places of another store's log here, bytes, positions and instants as they are. Needs a store without a sequencer. */
  restore(places: readonly LogPlace[]): Promise<void> {
    if (this.sequencer)
      throw new TypeError('a sequencer would give the events other instants: open the store without a clock');
    return restore(places, this.connection, this.index, this.leaves, this.stored);
  }

  /** What the sequencer of this process does; null where there is none. */
  override sequencing(): Sequencing | null {
    return this.sequencer?.status() ?? null;
  }

  async close(): Promise<void> {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    await this.appender.close();
    await Promise.all([this.sequencer?.close(), this.leaves.close()]);
    await this.connection.close();
    this.index.close();
  }
}
