import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError, WrongRevisionError, type Clock, type Sequencing } from '../../ports/index.js';
import { leafText, parseLeaf } from '../../provenance/index.js';
import type { Found, Place } from './client.js';
import type { Connection } from './connection.js';
import { hashesOf, keptOf, type Kept } from './event-form.js';
import { isAfter, placeOf, placeText, type LeafIndex, type PlacedLeaf } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';
import { isOurs, ourStreams } from './streams.js';

/** How long an event waits for whoever leads before another takes its place. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 250;
/** Leaves of one append: far from the server's limit of 1 MiB. */
const BATCH = 500;

/**
 * Gives the server's events their places in the log, in the server's own order. The lease is the stream of leaves: an append
 * to it must expect just what is there, so of two sequencers one writes each leaf, and one that was paused writes none.
 * Who lost stands by, and goes on when an event waits too long. It starts where the last leaf says, so nothing else
 * needs to be kept. At an event that it cannot read it stops, says so and never skips it.
 */
export class Sequencer {
  private readonly abort = new AbortController();
  private readonly running: Promise<void>;
  private leads = true;
  private waiting = 0;
  /** When they began to wait, by this process's own clock; null while none does. */
  private since: number | null = null;
  private failure: string | null = null;
  /** As far as the server has searched and all found has its leaf: from there it goes on, though nothing of ours came. */
  private searched: Place | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly index: LeafIndex,
    private readonly leaves: LeafStream,
    private readonly clock: Clock,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.running = this.run();
  }

  status(): Sequencing {
    const { leads, waiting, since, failure } = this;
    const seconds = since === null ? 0 : (performance.now() - since) / 1_000;
    return { leads, waiting, seconds, failure: waiting > 0 ? failure : null };
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        await this.leaves.ready();
        for await (const { events, searched } of this.subscription()) {
          await this.sequence(events);
          this.searched = searched ?? this.searched;
        }
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private subscription(): ReturnType<Connection['subscribe']> {
    const last = this.lastPlace();
    const from = last && !(this.searched && isAfter(this.searched, last)) ? last : this.searched;
    return this.connection.subscribe(
      (client, searchedTo) =>
        client.subscribeToAll({
          fromPosition: from ?? 'start',
          filter: {
            ...ourStreams(this.leaves.prefix),
            checkpointReached: (_, place) => searchedTo(place),
          },
        }),
      this.abort.signal,
    );
  }

  private lastPlace(): Place | null {
    const last = this.index.at(this.index.size - 1);
    return last && placeOf(last.place);
  }

  private async sequence(batch: readonly Found[]): Promise<void> {
    const { prefix } = this.leaves;
    const ours = batch.filter(({ streamId }) => isOurs(streamId, prefix));
    this.waitFor(ours.length);
    const seen = ours.map((found) => keptOf(found, prefix));
    for (;;) {
      const last = this.lastPlace();
      const waiting = seen.filter(({ place }) => !last || isAfter(place, last));
      this.waitFor(waiting.length);
      if (waiting.length === 0 || this.abort.signal.aborted) return;
      const { size } = this.index;
      if (!this.leads) await this.othersTurn(size);
      if (this.index.size === size) await this.write(waiting.slice(0, BATCH), size);
    }
  }

  private waitFor(events: number): void {
    this.waiting = events;
    this.since = events === 0 ? null : (this.since ?? performance.now());
  }

  /** Gives whoever leads the time to write. */
  private async othersTurn(size: number): Promise<void> {
    const until = performance.now() + this.patienceMs;
    for (let left = this.patienceMs; left > 0 && this.index.size === size; left = until - performance.now()) {
      await this.index.change(left, this.abort.signal);
      if (this.abort.signal.aborted) return;
    }
  }

  private async write(kept: readonly Kept[], size: number): Promise<void> {
    const before = this.index.at(size - 1);
    const lastAt = before ? parseLeaf(before.leaf, before.position).at : '';
    const now = this.clock.now();
    // `at` never goes back, whatever the clock of whoever leads does.
    const at = now > lastAt ? now : lastAt;
    const leaves = kept.map((one, offset): PlacedLeaf => {
      const position = size + offset;
      const leaf = leafText({ at, id: one.id, index: position, ...hashesOf(one) });
      return { position, leaf, stream: one.stream, revision: one.revision, place: placeText(one.place) };
    });
    try {
      await this.leaves.append(leaves, () => this.clock.newId());
      this.leads = true;
      this.failure = null;
    } catch (error) {
      if (error instanceof WrongRevisionError) this.leads = false;
      else if (!(error instanceof StoreUnavailableError)) throw error;
      else this.failure = error.message;
    }
    // What was written is what the server says, not what was sent.
    await this.leaves.catchUp();
  }
}
