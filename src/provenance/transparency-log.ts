import { IntegrityError, type LogEntry, type SignedCheckpoint, type SignedLog } from '../ports/index.js';
import { parseCheckpoint } from './checkpoint.js';
import { HashTree } from './hash-tree.js';
import { parseLeaf } from './leaf.js';
import { leafHash } from './merkle.js';
import { verifyConsistency, verifyInclusion } from './merkle-proofs.js';
import { ProofError } from './proof-error.js';

/** One event is in the log, as a checkpoint has it. */
export interface EventProof {
  readonly index: number;
  readonly size: number;
  readonly entry: LogEntry;
  readonly leafHash: Buffer;
  /** From the leaf's sibling up. */
  readonly path: readonly Buffer[];
  readonly checkpoint: SignedCheckpoint;
}

/** Several events in one tree: that of the last checkpoint where it holds them all, else that of the log as it stands. */
export interface EventProofs {
  readonly size: number;
  readonly root: Buffer;
  /** Null where nothing of that tree is signed. */
  readonly checkpoint: SignedCheckpoint | null;
  /** By index. */
  readonly proofs: ReadonlyMap<number, Pick<EventProof, 'leafHash' | 'path'>>;
}

/** A log only grew between two sizes. */
export interface GrowthProof {
  readonly from: number;
  readonly to: number;
  readonly path: readonly Buffer[];
  /** The checkpoint of `to` leaves; null where none was signed at that size. */
  readonly checkpoint: SignedCheckpoint | null;
}

/** What the log can prove of itself. Every proof is verified before it is given. */
export class TransparencyLog {
  private readonly tree: HashTree;

  /** @param sign covers what no checkpoint covers yet; null where the log is open for reading only */
  constructor(
    readonly log: SignedLog,
    private readonly sign: (() => Promise<SignedCheckpoint | null>) | null = null,
  ) {
    this.tree = new HashTree((level, n) => log.tile(level, n));
  }

  /** The last checkpoint; the first one is signed when it is asked for. @throws ProofError `no-checkpoint` */
  async checkpoint(): Promise<SignedCheckpoint> {
    return (await this.log.lastCheckpoint()) ?? this.newCheckpoint();
  }

  /** The checkpoint over all there is; the last one where nothing can be signed. @throws ProofError `no-checkpoint` */
  async newCheckpoint(): Promise<SignedCheckpoint> {
    const found = this.sign ? await this.sign() : await this.log.lastCheckpoint();
    if (found) return found;
    throw new ProofError('no-checkpoint', 'nothing of this log is signed yet');
  }

  /**
   * @param size of the checkpoint to prove against; the last one where it is left out
   * @throws ProofError `event-unknown`, `not-signed-yet`, `bad-tree-size`; IntegrityError for a leaf that is not in the tree
   */
  async inclusion(eventId: string, size?: number): Promise<EventProof> {
    const index = await this.log.indexOf(eventId);
    if (index === null) throw new ProofError('event-unknown', `there is no event ${eventId} in this log`);
    const checkpoint = size === undefined ? await this.covering(index) : await this.log.checkpointAt(size);
    if (!checkpoint) throw new ProofError('bad-tree-size', `no checkpoint of ${size} events was signed`);
    if (checkpoint.size <= index)
      throw new ProofError(
        'bad-tree-size',
        `the event has index ${index}: a log of ${size} events does not hold it yet`,
      );
    const entry = await this.entry(index);
    const root = this.rootOf(checkpoint);
    const hash = leafHash(entry.leaf);
    const path = await this.tree.inclusion(index, checkpoint.size);
    if (!verifyInclusion({ index, size: checkpoint.size, leafHash: hash, path, root }))
      throw new IntegrityError(index, 'its leaf is not in the tree that was signed');
    return { index, size: checkpoint.size, entry, leafHash: hash, path, checkpoint };
  }

  /**
   * Proves events by their places. What is not signed yet is signed first where it can be.
   * @throws IntegrityError where the leaf at an index is of another event, or is not in the tree
   */
  async inclusions(events: Iterable<{ readonly id: string; readonly index: number }>): Promise<EventProofs> {
    const all = [...events];
    const last = all.reduce((highest, { index }) => Math.max(highest, index), -1);
    const signed = await this.log.lastCheckpoint();
    const checkpoint = signed && signed.size > last ? signed : ((await this.sign?.()) ?? null);
    const size = checkpoint?.size ?? (await this.log.size());
    const root = checkpoint ? this.rootOf(checkpoint) : await this.tree.root(size);
    const proofs = new Map<number, Pick<EventProof, 'leafHash' | 'path'>>();
    for (const { id, index } of all) {
      const { leaf } = await this.entry(index);
      if (parseLeaf(leaf, index).id !== id) throw new IntegrityError(index, `its leaf is not that of event ${id}`);
      const proof = { leafHash: leafHash(leaf), path: await this.tree.inclusion(index, size) };
      if (!verifyInclusion({ index, size, root, ...proof }))
        throw new IntegrityError(index, 'its leaf is not in the tree of the log');
      proofs.set(index, proof);
    }
    return { size, root, checkpoint, proofs };
  }

  /**
   * @param to leaves of the larger tree; those of the last checkpoint where it is left out
   * @throws ProofError `bad-tree-size`, `no-checkpoint`; IntegrityError when the log is not what was signed
   */
  async consistency(from: number, to?: number): Promise<GrowthProof> {
    const size = await this.log.size();
    const end = to ?? (await this.checkpoint()).size;
    if (from < 1 || from > end || end > size)
      throw new ProofError(
        'bad-tree-size',
        `sizes go from 1 to ${size}, the smaller one first; ${from} and ${end} do not`,
      );
    const checkpoint = await this.log.checkpointAt(end);
    const [path, fromRoot] = [await this.tree.consistency(from, end), await this.tree.root(from)];
    const toRoot = checkpoint ? this.rootOf(checkpoint) : await this.tree.root(end);
    if (!verifyConsistency({ from, to: end, fromRoot, toRoot, path }))
      throw new IntegrityError(null, `the log is not the one whose ${end} events were signed`);
    return { from, to: end, path, checkpoint };
  }

  /** The last checkpoint, or a new one where that does not reach the index. */
  private async covering(index: number): Promise<SignedCheckpoint> {
    const last = await this.log.lastCheckpoint();
    if (last && last.size > index) return last;
    const signed = await this.sign?.();
    if (signed) return signed;
    throw new ProofError(
      'not-signed-yet',
      `the event has index ${index}, the last checkpoint covers ${last?.size ?? 'none'}: a running service signs within a minute, hepatrace log checkpoint at once`,
    );
  }

  private async entry(index: number): Promise<LogEntry> {
    for await (const [entry] of this.log.entries({ after: index - 1, upTo: index })) if (entry) return entry;
    throw new IntegrityError(index, 'its leaf is missing');
  }

  private rootOf({ note }: SignedCheckpoint): Buffer {
    return parseCheckpoint(note).root;
  }
}

/** The proof as c2sp.org/tlog-proof@v1 has it; the extra data are the leaf. */
export const tlogProofText = ({ index, entry, path, checkpoint }: EventProof): string =>
  [
    'c2sp.org/tlog-proof@v1',
    `extra ${Buffer.from(entry.leaf).toString('base64')}`,
    `index ${index}`,
    ...path.map((hash) => hash.toString('base64')),
    '',
    checkpoint.note,
  ].join('\n');

/** The proof as JSON, with the header and what its hash is made with: hashes and salts base64url, as in the leaf. */
export const proofJson = ({ index, size, entry, leafHash: hash, path, checkpoint }: EventProof): object => ({
  index,
  size,
  leaf: entry.leaf,
  leafHash: hash.toString('base64url'),
  path: path.map((one) => one.toString('base64url')),
  checkpoint: checkpoint.note,
  header: entry.header,
  hs: entry.headerSalt?.toString('base64url') ?? null,
});

export const growthJson = ({ from, to, path, checkpoint }: GrowthProof): object => ({
  from,
  to,
  path: path.map((one) => one.toString('base64url')),
  checkpoint: checkpoint?.note ?? null,
});
