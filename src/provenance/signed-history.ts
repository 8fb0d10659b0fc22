import { IntegrityError, type EventStore, type Keys, type SignedCheckpoint, type SignedLog } from '../ports/index.js';
import type { Anchoring } from './anchoring.js';
import { originOf, type TreeHead } from './checkpoint.js';
import type { HashTree } from './hash-tree.js';
import { LogKey } from './log-key.js';
import type { NoteSigner } from './signed-note.js';
import { currentNumber, thawStatement } from './thaw.js';
import { contradictionOf, lastGoodOf, type Contradiction, type Witness } from './witnesses.js';

/** The log as it stands, held against all that was signed of it. */
export interface Judgement {
  readonly size: number;
  readonly last: SignedCheckpoint | null;
  /** Empty for a log that goes on from every checkpoint. */
  readonly because: readonly Contradiction[];
  /** Signs for the origin that the log has now. */
  readonly signer: NoteSigner;
}

const DATABASE = 'the database';

/** What was signed of a log, in its database and in its anchors. */
export class SignedHistory {
  private made: LogKey | null = null;

  constructor(
    private readonly store: EventStore,
    private readonly log: SignedLog,
    private readonly keys: Keys,
    private readonly tree: HashTree,
    private readonly anchorings: readonly Anchoring[],
  ) {}

  /**
   * Holds the log against its checkpoints; null where it is empty and nothing was ever signed.
   * @throws what an anchor throws that has not answered yet, and what keeps the key from being read
   */
  async judge(): Promise<Judgement | null> {
    const [size, last] = [await this.log.size(), await this.log.lastCheckpoint()];
    if (size === 0 && !last && this.anchorings.length === 0) return null;
    const key = await this.key();
    const because: Contradiction[] = [];
    const number = await currentNumber(key, this.store).catch((error: unknown) => {
      // What the log says of itself must be readable: else a thaw could be hidden, or a freeze evaded.
      if (!(error instanceof IntegrityError)) throw error;
      because.push({ witness: DATABASE, code: 'damaged', missing: null, text: `${DATABASE}: ${error.message}` });
      return 1;
    });
    const own = last ? [{ name: DATABASE, origin: last.origin, note: last.note }] : [];
    for (const witness of because.length > 0 ? [] : [...own, ...(await this.witnesses(key))]) {
      const found = await contradictionOf(witness, { key, number, size, tree: this.tree });
      if (found) because.push(found);
    }
    return { size, last, because, signer: key.signer(number) };
  }

  /** Says, signed, under which new origin the log goes on from the old one, and why: see {@link thawStatement}. */
  async thawedBecause(reason: string): Promise<string> {
    const key = await this.key();
    const number = await currentNumber(key, this.store);
    const known = (await this.witnesses(key)).map(({ origin }) => key.numberOf(origin) ?? 0);
    return thawStatement(key, Math.max(number, ...known) + 1, {
      origin: (await this.log.lastCheckpoint())?.origin ?? key.signer(number).name,
      lastGood: await this.lastGood(),
      reason,
    });
  }

  /** What the anchors keep of this key's logs. */
  private async witnesses(key: LogKey): Promise<readonly Witness[]> {
    const all = await Promise.all(
      this.anchorings.map(async (anchoring) => {
        const notes = await anchoring.ownNotes(key);
        return notes.map((note) => ({ name: anchoring.status().name, origin: originOf(note), note }));
      }),
    );
    return all.flat();
  }

  private async lastGood(): Promise<TreeHead | null> {
    const kept: SignedCheckpoint[] = [];
    for await (const page of this.log.checkpoints({ after: 0 })) kept.push(...page);
    return lastGoodOf(kept, await this.log.size(), this.tree);
  }

  private async key(): Promise<LogKey> {
    return (this.made ??= new LogKey(await this.keys.secret(LogKey.SECRET)));
  }
}
