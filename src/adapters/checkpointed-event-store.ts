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
    // These have no place yet, but others before them may have got theirs: how far the log has come is asked, not awaited.
    else
      void this.head().then(
        (point) => point && this.checkpointer.written(point.position + 1),
        () => undefined,
      );
    return appended;
  }
}
