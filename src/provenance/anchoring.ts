import type { Anchor, Clock, SignedCheckpoint, SignedLog } from '../ports/index.js';
import { openCheckpoint, originOf } from './checkpoint.js';
import type { LogKey } from './log-key.js';

export interface AnchorStatus {
  readonly name: string;
  /** Leaves that the anchor's last checkpoint covers; null while that is not known. */
  readonly size: number | null;
  /** Why it does not answer, since when, and when it is tried again; null while it does. */
  readonly failure: { readonly why: string; readonly since: string; readonly failures: number } | null;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

/**
 * Brings one anchor up to the newest checkpoint, beside everything else: a failure is tried again, each time after twice as
 * long, and holds up nobody.
 */
export class Anchoring {
  private newest: SignedCheckpoint | null = null;
  private size: number | null = null;
  private failure: AnchorStatus['failure'] = null;
  private known: readonly string[] | null = null;
  private working: Promise<void> | null = null;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    private readonly anchor: Anchor,
    private readonly log: SignedLog,
    private readonly clock: Clock,
    private readonly firstRetryMs = FIRST_RETRY_MS,
  ) {}

  status(): AnchorStatus {
    return { name: this.anchor.name, size: this.size, failure: this.failure };
  }

  /**
   * The last notes of this key's logs that the anchor keeps. Once they are known, they are known also while it is down: only
   * this process adds to them.
   * @throws what the anchor throws, until it has answered once; NoteError for a note that the key has not signed
   */
  async ownNotes(key: LogKey): Promise<readonly string[]> {
    try {
      const notes = await this.anchor.lastNotes();
      const own = notes.filter((note) => {
        const number = key.numberOf(originOf(note));
        if (number !== null) openCheckpoint(note, key.signer(number).vkey);
        return number !== null;
      });
      this.known = own;
      if (!this.newest) this.failure = null;
      return own;
    } catch (error) {
      this.failed(error);
      if (!this.known) throw error;
      return this.known;
    }
  }

  /** Has the checkpoint anchored, soon. */
  push(checkpoint: SignedCheckpoint): void {
    this.newest = checkpoint;
    if (!this.retry) this.working ??= this.work();
  }

  /** Tries once more what is left to do, and then no more. */
  async close(): Promise<void> {
    if (this.retry) {
      clearTimeout(this.retry);
      this.retry = null;
      this.working ??= this.work();
    }
    await this.working;
    if (this.retry) clearTimeout(this.retry);
  }

  private async work(): Promise<void> {
    try {
      while (this.newest) {
        const checkpoint: SignedCheckpoint = this.newest;
        await this.anchor.keep(checkpoint, (n) => this.log.tile(0, n));
        this.size = checkpoint.size;
        this.failure = null;
        if (this.newest === checkpoint) this.newest = null;
      }
    } catch (error) {
      this.failed(error);
      const wait = Math.min(this.firstRetryMs * 2 ** ((this.failure?.failures ?? 1) - 1), LONGEST_RETRY_MS);
      this.retry = setTimeout(() => {
        this.retry = null;
        this.working ??= this.work();
      }, wait).unref();
    }
    this.working = null;
  }

  private failed(error: unknown): void {
    this.failure = {
      why: error instanceof Error ? error.message : String(error),
      since: this.failure?.since ?? this.clock.now(),
      failures: (this.failure?.failures ?? 0) + 1,
    };
  }
}
