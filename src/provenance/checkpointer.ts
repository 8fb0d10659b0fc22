import { setTimeout as delay } from 'node:timers/promises';
import type { Recorder } from '../events/index.js';
import {
  StoreUnavailableError,
  type Anchor,
  type Clock,
  type EventStore,
  type Keys,
  type SignedCheckpoint,
  type SignedLog,
} from '../ports/index.js';
import { Anchoring, type AnchorStatus } from './anchoring.js';
import { signCheckpoint } from './checkpoint.js';
import { HashTree } from './hash-tree.js';
import { ProofError } from './proof-error.js';
import { SignedHistory, type Judgement } from './signed-history.js';
import { LOG_STREAM, thawEvent } from './thaw.js';
import type { Contradiction } from './witnesses.js';

/** A log that cannot be what it was signed to be: nothing is written to it or signed over it. */
export interface Freeze {
  readonly since: string;
  readonly because: readonly Contradiction[];
}

export interface LogStatus {
  /** Leaves that the last checkpoint covers; null before the first. */
  readonly signed: number | null;
  /** Leaves that none covers yet. */
  readonly unsigned: number;
  readonly frozen: Freeze | null;
  /** Why the last attempt to sign came to nothing; null when it did not. */
  readonly failure: string | null;
  readonly anchors: readonly AnchorStatus[];
}

export interface CheckpointerOptions {
  /** A checkpoint is made after so many events, */
  readonly everyEvents?: number;
  /** or when so much time has passed with news. */
  readonly everyMs?: number;
  /** How long the first write waits for the anchors to answer. */
  readonly patienceMs?: number;
  readonly firstRetryMs?: number;
}

/**
 * Signs what the log has become, and never two stories: before each signature the tree is proven to go on from the last
 * checkpoint of the database and of every anchor. Where it does not, the log is frozen until it is thawed. An anchor that
 * was never reached since the start keeps back signatures, but no writes.
 */
export class Checkpointer {
  private readonly tree: HashTree;
  private readonly anchorings: readonly Anchoring[];
  private readonly history: SignedHistory;
  private readonly everyEvents: number;
  private readonly timer: NodeJS.Timeout;
  private readonly opened: Promise<unknown>;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = false;
  private signed: SignedCheckpoint | null = null;
  private frozen: Freeze | null = null;
  private failure: string | null = null;
  private alarm: ((freeze: Freeze) => void) | null = null;

  /** @param store the log itself, not what refuses writes while it is frozen */
  constructor(
    private readonly store: EventStore,
    private readonly log: SignedLog,
    keys: Keys,
    private readonly clock: Clock,
    anchors: readonly Anchor[],
    { everyEvents = 1_000, everyMs = 60_000, patienceMs = 2_000, firstRetryMs }: CheckpointerOptions = {},
  ) {
    this.tree = new HashTree((level, n) => log.tile(level, n));
    this.anchorings = anchors.map((anchor) => new Anchoring(anchor, log, clock, firstRetryMs));
    this.history = new SignedHistory(store, log, keys, this.tree, this.anchorings);
    this.everyEvents = everyEvents;
    this.timer = setInterval(() => void this.attempt(), everyMs).unref();
    const check = this.inTurn(() => this.open()).catch((error: unknown) => this.failed(error));
    this.opened = Promise.race([check, delay(patienceMs, undefined, { ref: false })]);
  }

  /** Resolves when events may be written. @throws StoreUnavailableError `log-frozen` */
  async requireThawed(): Promise<void> {
    await this.opened;
    if (this.frozen) throw frozenError(this.frozen);
  }

  /** Hears how far the log was written. */
  written(size: number): void {
    // After a failure the timer tries again.
    if (this.waiting || this.failure !== null || size - (this.signed?.size ?? 0) < this.everyEvents) return;
    this.waiting = true;
    void this.attempt();
  }

  /**
   * The checkpoint over all events there are, signed now where the last one is older; null while the log is empty.
   * @throws StoreUnavailableError `log-frozen`, and whatever keeps key, database or anchors from answering
   */
  checkpoint(): Promise<SignedCheckpoint | null> {
    return this.inTurn(() => {
      this.waiting = false;
      return this.sign();
    });
  }

  async status(): Promise<LogStatus> {
    const signed = (await this.log.lastCheckpoint())?.size ?? null;
    const unsigned = Math.max(0, (await this.log.size()) - (signed ?? 0));
    const anchors = this.anchorings.map((anchoring) => anchoring.status());
    return { signed, unsigned, frozen: this.frozen, failure: this.failure, anchors };
  }

  /** Is told when the log freezes, at once where it is frozen already. */
  onFreeze(alarm: (freeze: Freeze) => void): void {
    this.alarm = alarm;
    if (this.frozen) alarm(this.frozen);
  }

  /**
   * Lets a frozen log go on as it is: under a new origin, whose first leaf names the old one, its last checkpoint that still
   * holds, and why.
   * @throws ProofError `not-frozen`
   */
  async thaw(reason: string, recordedBy: Recorder): Promise<SignedCheckpoint | null> {
    await this.opened;
    return this.inTurn(async () => {
      if (!this.frozen) throw new ProofError('not-frozen', 'the log is not frozen: there is nothing to thaw');
      const statement = await this.history.thawedBecause(reason);
      const event = thawEvent(statement, { id: this.clock.newId(), recordedAt: this.clock.now(), recordedBy });
      await this.store.append(LOG_STREAM, 'any', [event]);
      this.frozen = null;
      return this.sign();
    });
  }

  /** Makes the last checkpoint, and gives every anchor one more chance. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.attempt();
    await Promise.all(this.anchorings.map((anchoring) => anchoring.close()));
  }

  /** Freezes a log that is not what it was signed to be, and gives anchors what they lack; signs nothing. */
  private async open(): Promise<void> {
    const last = await this.log.lastCheckpoint();
    this.signed = last;
    if (!last && this.anchorings.length === 0) return;
    const proven = await this.prove();
    if (last && last.origin === proven?.signer.name) for (const anchoring of this.anchorings) anchoring.push(last);
  }

  private async attempt(): Promise<void> {
    await this.checkpoint().catch((error: unknown) => this.failed(error));
  }

  private async sign(): Promise<SignedCheckpoint | null> {
    const proven = await this.prove();
    this.failure = null;
    if (!proven || proven.size === 0) return null;
    const { size, last, signer } = proven;
    const due = last?.size !== size || last.origin !== signer.name;
    const note = due ? signCheckpoint(signer, size, await this.tree.root(size)) : last.note;
    const checkpoint = { origin: signer.name, size, note };
    if (due) await this.log.keep(checkpoint);
    this.signed = checkpoint;
    for (const anchoring of this.anchorings) if (anchoring.status().size !== size) anchoring.push(checkpoint);
    return checkpoint;
  }

  /** Freezes a log that does not go on from all that was signed of it. @throws StoreUnavailableError `log-frozen` */
  private async prove(): Promise<Judgement | null> {
    const judgement = this.frozen ? null : await this.history.judge();
    if (judgement && judgement.because.length > 0) {
      this.frozen = { since: this.clock.now(), because: judgement.because };
      this.alarm?.(this.frozen);
    }
    if (this.frozen) throw frozenError(this.frozen);
    return judgement;
  }

  private failed(error: unknown): void {
    this.waiting = false;
    this.failure = error instanceof Error ? error.message : String(error);
  }

  /** One after the other: two that sign at once could sign two stories. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work, work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

const frozenError = ({ because }: Freeze): StoreUnavailableError =>
  new StoreUnavailableError(
    'log-frozen',
    `the log is frozen: ${because.map(({ text }) => text).join('; ')}. Put the right copy of the data in place, or let it go on as it is with hepatrace log thaw --reason TEXT`,
  );
