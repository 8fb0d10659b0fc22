import type { NewEvent, RecordedEvent } from '../events/index.js';
import {
  EventStore,
  type Appended,
  type Expected,
  type LogPoint,
  type LogRange,
  type StreamRange,
} from '../ports/index.js';

/** What is told of each call: which one, how long it took, whether it failed. */
export type Observe = (call: 'append' | 'read-stream', seconds: number, failed: boolean) => void;

/** An event store that tells how long its calls take. */
export class MeasuredEventStore extends EventStore {
  constructor(
    private readonly store: EventStore,
    private readonly observe: Observe,
  ) {
    super();
  }

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    const started = performance.now();
    let failed = true;
    try {
      const appended = await this.store.append(stream, expected, events);
      failed = false;
      return appended;
    } finally {
      this.observe('append', (performance.now() - started) / 1000, failed);
    }
  }

  async *readStream(stream: string, range?: StreamRange): AsyncGenerator<readonly RecordedEvent[]> {
    const started = performance.now();
    let failed = true;
    try {
      yield* this.store.readStream(stream, range);
      failed = false;
    } finally {
      this.observe('read-stream', (performance.now() - started) / 1000, failed);
    }
  }

  readAll(range?: LogRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.store.readAll(range);
  }

  readStreams(range?: Parameters<EventStore['readStreams']>[0]): AsyncIterable<readonly RecordedEvent[]> {
    return this.store.readStreams(range);
  }

  subscribe(range: { readonly after?: number; readonly signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]> {
    return this.store.subscribe(range);
  }

  head(): Promise<LogPoint | null> {
    return this.store.head();
  }

  pointAt(position: number): Promise<LogPoint | null> {
    return this.store.pointAt(position);
  }

  pointBefore(instant: string): Promise<LogPoint | null> {
    return this.store.pointBefore(instant);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
