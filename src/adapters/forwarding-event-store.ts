import type { NewEvent, RecordedEvent } from '../events/index.js';
import {
  EventStore,
  type Appended,
  type Expected,
  type LogPoint,
  type LogRange,
  type Sequencing,
  type StreamRange,
} from '../ports/index.js';

/** An event store before another one: hands every call on, for those who change some of them. */
export class ForwardingEventStore extends EventStore {
  constructor(protected readonly store: EventStore) {
    super();
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    return this.store.append(stream, expected, events);
  }

  readStream(stream: string, range?: StreamRange): AsyncIterable<readonly RecordedEvent[]> {
    return this.store.readStream(stream, range);
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

  override sequencing(): Sequencing | null {
    return this.store.sequencing();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
