import type { NewEvent, RecordedEvent } from '../events/index.js';
import type { Appended, EventStore, Expected, StreamRange } from '../ports/index.js';
import { ForwardingEventStore } from './forwarding-event-store.js';

/** What is told of each call: which one, how long it took, whether it failed. */
export type Observe = (call: 'append' | 'read-stream', seconds: number, failed: boolean) => void;

/** An event store that tells how long its calls take. */
export class MeasuredEventStore extends ForwardingEventStore {
  constructor(
    store: EventStore,
    private readonly observe: Observe,
  ) {
    super(store);
  }

  override async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    const started = performance.now();
    let failed = true;
    try {
      const appended = await super.append(stream, expected, events);
      failed = false;
      return appended;
    } finally {
      this.observe('append', (performance.now() - started) / 1000, failed);
    }
  }

  override async *readStream(stream: string, range?: StreamRange): AsyncGenerator<readonly RecordedEvent[]> {
    const started = performance.now();
    let failed = true;
    try {
      yield* super.readStream(stream, range);
      failed = false;
    } finally {
      this.observe('read-stream', (performance.now() - started) / 1000, failed);
    }
  }
}
