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
import { signCheckpoint, type TreeHead } from './checkpoint.js';
import { HashTree } from './hash-tree.js';
import { LogKey } from './log-key.js';
import { ProofError } from './proof-error.js';
import { LOG_STREAM, currentNumber, thawEvent, thawStatement } from './thaw.js';
import { contradictionOf, lastGoodOf, type Contradiction, type Witness } from './witnesses.js';

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
  private readonly everyEvents: number;
  private readonly timer: NodeJS.Timeout;
  private readonly opened: Promise<unknown>;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = false;
  private signed: SignedCheckpoint | null = null;
  private frozen: Freeze | null = null;
  private failure: string | null = null;
  private alarm: ((freeze: Freeze) => void) | null = null;
  private key: LogKey | null = null;

  /** @param store the log itself, not what refuses writes while it is frozen */
  constructor(
    private readonly store: EventStore,
    private readonly log: SignedLog,
    private readonly keys: Keys,
    private readonly clock: Clock,
    anchors: readonly Anchor[],
    { everyEvents = 1_000, everyMs = 60_000, patienceMs = 2_000, firstRetryMs }: CheckpointerOptions = {},
  ) {
    this.tree = new HashTree((level, n) => log.tile(level, n));
    this.anchorings = anchors.map((anchor) => new Anchoring(anchor, log, clock, firstRetryMs));
    this.everyEvents = everyEvents;
    this.timer = setInterval(() => void this.attempt(), everyMs).unref();
    const check = this.inTurn(() => this.checkAtStart()).catch((error: unknown) => this.failed(error));
    this.opened = Promise.race([check, delay(patienceMs, undefined, { ref: false })]);
  }

  /** Resolves when events may be written. @throws StoreUnavailableError `log-frozen` */
  async requireThawed(): Promise<void> {
    await this.opened;
    if (!this.frozen) return;
    const why = this.frozen.because.map(({ text }) => text).join('; ');
    throw new StoreUnavailableError(
      'log-frozen',
      `the log is frozen: ${why}. Put the right copy of the data in place, or let it go on as it is with hepatrace log thaw --reason TEXT`,
    );
  }

  /** Hears how far the log was written. */
  written(size: number): void {
    if (this.waiting || size - (this.signed?.size ?? 0) < this.everyEvents) return;
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

  /** What checkpoints are verified with; the key is made where there is none. */
  async vkey(): Promise<string> {
    const key = await this.logKey();
    return key.signer(await currentNumber(key, this.store)).vkey;
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
      const key = await this.logKey();
      const number = await currentNumber(key, this.store);
      const witnesses = await this.witnesses();
      const latest = Math.max(number, ...witnesses.map(({ origin }) => key.numberOf(origin) ?? 0));
      const statement = thawStatement(key, latest + 1, {
        origin: (await this.log.lastCheckpoint())?.origin ?? key.signer(number).name,
        lastGood: await this.lastGood(),
        reason,
      });
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

  private async attempt(): Promise<void> {
    await this.checkpoint().catch((error: unknown) => this.failed(error));
  }

  private async sign(): Promise<SignedCheckpoint | null> {
    if (this.frozen) await this.requireThawed();
    const size = await this.log.size();
    const last = await this.log.lastCheckpoint();
    if (size === 0 && !last && this.anchorings.length === 0) return null;
    const key = await this.logKey();
    const number = await currentNumber(key, this.store);
    const signer = key.signer(number);
    await this.prove(key, number, size, last);
    this.failure = null;
    if (size === 0) return null;
    const root = await this.tree.root(size);
    const due = last?.size !== size || last.origin !== signer.name;
    const checkpoint = due ? { origin: signer.name, size, note: signCheckpoint(signer, size, root) } : last;
    if (due) await this.log.keep(checkpoint);
    this.signed = checkpoint;
    for (const anchoring of this.anchorings) {
      if (due || anchoring.status().size !== size) anchoring.push(checkpoint);
    }
    return checkpoint;
  }

  /** Freezes a log that is not what it was signed to be; signs nothing. */
  private async checkAtStart(): Promise<void> {
    const last = await this.log.lastCheckpoint();
    this.signed = last;
    if (!last && this.anchorings.length === 0) return;
    const key = await this.logKey();
    await this.prove(key, await currentNumber(key, this.store), await this.log.size(), last);
  }

  /** @throws StoreUnavailableError `log-frozen` when a checkpoint contradicts the tree */
  private async prove(key: LogKey, number: number, size: number, last: SignedCheckpoint | null): Promise<void> {
    const because: Contradiction[] = [];
    const own = last ? [{ name: 'the database', origin: last.origin, note: last.note }] : [];
    for (const witness of [...own, ...(await this.witnesses())]) {
      const found = await contradictionOf(witness, { key, number, size, tree: this.tree });
      if (found) because.push(found);
    }
    if (because.length === 0) return;
    this.frozen = { since: this.clock.now(), because };
    this.alarm?.(this.frozen);
    await this.requireThawed();
  }

  /** What the anchors keep of this key's logs. @throws what an anchor throws that has not answered yet */
  private async witnesses(): Promise<readonly Witness[]> {
    const key = await this.logKey();
    const all = await Promise.all(
      this.anchorings.map(async (anchoring) => {
        const notes = await anchoring.lastNotes();
        const witnesses = notes.map((note) => ({ name: anchoring.status().name, note, ...originOf(note) }));
        return witnesses.filter(({ origin }) => key.numberOf(origin) !== null);
      }),
    );
    return all.flat();
  }

  private async lastGood(): Promise<TreeHead | null> {
    const kept: SignedCheckpoint[] = [];
    for await (const page of this.log.checkpoints({ after: 0 })) kept.push(...page);
    return lastGoodOf(kept, await this.log.size(), this.tree);
  }

  private async logKey(): Promise<LogKey> {
    return (this.key ??= new LogKey(await this.keys.secret(LogKey.SECRET)));
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

const originOf = (note: string): { readonly origin: string } => ({ origin: note.slice(0, note.indexOf('\n')) });
