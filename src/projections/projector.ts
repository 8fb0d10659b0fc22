import { setImmediate as breath, setTimeout as delay } from 'node:timers/promises';
import type { RecordedEvent } from '../events/index.js';
import { IntegrityError, type EventStore, type Generation, type ReadModels } from '../ports/index.js';
import { PoisonEventError, isOfLog } from './fold.js';
import { Projection } from './projection.js';
import { rebuild } from './rebuild.js';

export interface ProjectorStatus {
  /** Last position taken into account; null before the first. */
  readonly position: number | null;
  /** The event that stopped it, and why; null while it runs. */
  readonly stoppedBy: {
    readonly position: number | null;
    readonly eventId: string | null;
    readonly why: string;
  } | null;
}

/** How long a stopped projector waits before it tries the event again that stopped it. */
const RETRY_MS = 2_000;

/** How often a projector that does not lead looks how far the leader is. */
const FOLLOW_MS = 200;

/**
 * Keeps the live read models up with the log. At an event that it cannot read it stops, says so and never skips it; it
 * tries again from time to time, and goes on when the event can be read.
 */
export class Projector {
  private position: number | null = null;
  private stoppedBy: ProjectorStatus['stoppedBy'] = null;
  private readonly abort = new AbortController();
  private readonly waiting = new Set<() => void>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly onStop: (why: unknown) => void,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Catches up with the log as it stands (building anew where other code made the documents), then goes on live. */
  async start(): Promise<void> {
    const head = await this.store.head();
    this.running = this.run();
    if (head) await this.reached(head.position);
  }

  status(): ProjectorStatus {
    return { position: this.position, stoppedBy: this.stoppedBy };
  }

  /** True once that position is taken into account; false when the projector stopped before, or time ran out. */
  async reached(position: number, timeoutMs = 30_000): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while ((this.position ?? -1) < position && !this.stoppedBy && !this.abort.signal.aborted) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.change(left);
    }
    return (this.position ?? -1) >= position;
  }

  async close(): Promise<void> {
    this.abort.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        if (!(await this.models.lead())) {
          await this.follow();
          continue;
        }
        const generation = await this.usableGeneration();
        const projection = new Projection(generation, this.store);
        const range = { after: this.position ?? -1, signal };
        for await (const batch of this.store.subscribe(range)) {
          await this.apply(projection, batch);
          await breath();
        }
        return;
      } catch (error) {
        this.stop(error);
        await delay(this.retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** While another process projects into the same read models: as far as it is. */
  private async follow(): Promise<void> {
    const checkpoint = await (await this.models.live()).checkpoint();
    const ours = checkpoint === null || (await isOfLog(checkpoint, this.store));
    this.position = ours ? (checkpoint?.position ?? null) : null;
    const why = 'another process keeps these read models, of another log or version: the log itself answers';
    this.stoppedBy = ours ? null : { position: null, eventId: null, why };
    this.wake();
    await delay(FOLLOW_MS, undefined, { signal: this.abort.signal }).catch(() => undefined);
  }

  /** The live generation; built anew first where other code made it, or where it was made from another log. */
  private async usableGeneration(): Promise<Generation> {
    const checkpoint = await (await this.models.live()).checkpoint();
    if (checkpoint && !(await isOfLog(checkpoint, this.store))) {
      await rebuild(this.store, this.models, { signal: this.abort.signal });
    }
    const generation = await this.models.live();
    this.position = (await generation.checkpoint())?.position ?? null;
    // It was no event that stopped it, but a store, which answers again.
    if (this.stoppedBy?.position === null) this.stoppedBy = null;
    this.wake();
    return generation;
  }

  private async apply(projection: Projection, batch: readonly RecordedEvent[]): Promise<void> {
    try {
      this.position = (await projection.apply(batch)).position;
      this.stoppedBy = null;
    } catch (error) {
      // What stands before the poison event is still good.
      const good = error instanceof PoisonEventError ? batch.findIndex(({ id }) => id === error.event.id) : 0;
      if (good > 0) this.position = (await projection.apply(batch.slice(0, good))).position;
      throw error;
    } finally {
      this.wake();
    }
  }

  private stop(error: unknown): void {
    if (this.abort.signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    const event = error instanceof PoisonEventError ? error.event : null;
    const position = event?.position ?? (error instanceof IntegrityError ? error.position : null);
    const same = this.stoppedBy?.why === why;
    this.stoppedBy = { position, eventId: event?.id ?? null, why };
    if (!same) this.onStop(error);
    this.wake();
  }

  /** Resolves when something has changed, or after a while. */
  private change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.waiting.add(done);
    });
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }
}
