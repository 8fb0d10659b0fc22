import type { NewEvent, RecordedEvent } from '../../events/index.js';
import {
  EventStore,
  StoreUnavailableError,
  WrongRevisionError,
  isInShard,
  meetsExpectation,
  type Appended,
  type Clock,
  type Expected,
  type LogPoint,
  type LogRange,
  type StreamRange,
} from '../../ports/index.js';
import { openEvent, sealEvent, splitEvent } from '../../provenance/index.js';
import { answerKnown, answerOf, requireDistinctIds } from '../known-events.js';
import { MemoryKeys } from './keys.js';

const PAGE = 1_000;

/** An event as it is read with and without its sealed fields. */
interface Kept {
  readonly stream: string;
  readonly at: string;
  readonly whole: RecordedEvent;
  readonly open: RecordedEvent;
}

/** The log in memory: the port's contract without a disk, for tests and for trying things out. */
export class MemoryEventStore extends EventStore {
  private readonly log: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private readonly waiting = new Set<() => void>();
  private readonly keys = new MemoryKeys();
  private closed = false;

  constructor(private readonly clock: Clock) {
    super();
  }

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    if (this.closed) throw new StoreUnavailableError('closed', 'the event store is closed');
    requireDistinctIds(events);
    const past = this.streams.get(stream) ?? [];
    const known = answerKnown(
      past.map(({ whole }) => whole),
      events,
    );
    if (known) return known;
    const actual = past.length - 1;
    if (!meetsExpectation(expected, actual)) throw new WrongRevisionError(stream, expected, actual < 0 ? null : actual);
    const now = this.clock.now();
    const lastAt = this.log.at(-1)?.at ?? '';
    const at = now > lastAt ? now : lastAt;
    const kept = events.map((event, index): Kept => ({
      stream,
      at,
      ...this.throughStoredForm(event, past.length + index, this.log.length + index),
    }));
    this.log.push(...kept);
    this.streams.set(stream, [...past, ...kept]);
    this.wake();
    return answerOf(
      kept.map(({ whole }) => whole),
      false,
    );
  }

  async *readStream(stream: string, range: StreamRange = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const { from = 0, to = Infinity, upTo = Infinity, identity = false } = range;
    const wanted = (this.streams.get(stream) ?? [])
      .slice(from, to + 1)
      .filter(({ open }) => (open.position ?? 0) <= upTo);
    yield* pages(wanted, identity);
  }

  async *readAll({ after = -1, upTo = Infinity, types, identity = false }: LogRange = {}): AsyncGenerator<
    readonly RecordedEvent[]
  > {
    const wanted = this.log.slice(after + 1, upTo + 1).filter(({ open }) => types?.includes(open.type) ?? true);
    yield* pages(wanted, identity);
  }

  async *readStreams({
    upTo = Infinity,
    shard,
    after = '',
  }: Parameters<EventStore['readStreams']>[0] = {}): AsyncGenerator<readonly RecordedEvent[]> {
    for (const stream of [...this.streams.keys()].toSorted()) {
      if (stream > after && (!shard || isInShard(stream, shard))) yield* this.readStream(stream, { upTo });
    }
  }

  async *subscribe({
    after = -1,
    signal,
  }: {
    after?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    let seen = after;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted && !this.closed) {
      for await (const batch of this.readAll({ after: seen })) {
        yield batch;
        seen = batch.at(-1)?.position ?? seen;
      }
      if (this.log.length - 1 > seen || signal.aborted) continue;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  head(): Promise<LogPoint | null> {
    return this.pointAt(this.log.length - 1);
  }

  pointAt(position: number): Promise<LogPoint | null> {
    const found = this.log[position];
    return Promise.resolve(found ? { position, recordedAt: found.at } : null);
  }

  pointBefore(instant: string): Promise<LogPoint | null> {
    return this.pointAt(this.log.findLastIndex(({ at }) => at <= instant));
  }

  close(): Promise<void> {
    this.closed = true;
    this.wake();
    return Promise.resolve();
  }

  /** Through the bytes and back, so that what is read is what a disk would give. */
  private throughStoredForm(event: NewEvent, revision: number, position: number): Pick<Kept, 'whole' | 'open'> {
    const key = this.keys.keyOf(event.patientId ?? '');
    const { stored, hc } = sealEvent(splitEvent(event, revision), key);
    return { whole: openEvent(stored, position, { hc, keyOf: () => key.key }), open: openEvent(stored, position) };
  }

  private wake(): void {
    for (const done of this.waiting) done();
    this.waiting.clear();
  }
}

function* pages(kept: readonly Kept[], identity: boolean): Generator<readonly RecordedEvent[]> {
  for (let start = 0; start < kept.length; start += PAGE) {
    yield kept.slice(start, start + PAGE).map(({ whole, open }) => (identity ? whole : open));
  }
}
