import type { NewEvent } from '../events/index.js';
import type { Appended, EventStore, Expected } from '../ports/index.js';
import type { Checkpointer } from '../provenance/index.js';
import { ForwardingEventStore } from './forwarding-event-store.js';

/** The event store as everybody writes to it: refuses while the log is frozen, and tells who signs it how far it got. */
export class CheckpointedEventStore extends ForwardingEventStore {
  constructor(
    store: EventStore,
    private readonly checkpointer: Checkpointer,
  ) {
    super(store);
  }

  override async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    await this.checkpointer.requireThawed();
    const appended = await super.append(stream, expected, events);
    if (appended.position !== null) this.checkpointer.written(appended.position + 1);
    return appended;
  }
}
