import {
  IntegrityError,
  SetupError,
  type LogPlace,
  type SignedCheckpoint,
  type SignedLog,
  type StoredLog,
} from '../ports/index.js';
import { HashTree } from './hash-tree.js';
import { byPosition } from './stored-rows.js';
import { verifyLog, type Verification, type VerifyOptions } from './verify.js';

/** A log as it is copied: its bytes, and what was signed of it. */
export interface WholeLog {
  readonly stored: StoredLog;
  readonly signed: SignedLog;
}

/** Where a log is copied to. */
export interface CopiedLog extends WholeLog {
  /** Puts places here, bytes, positions and instants as they are; passes over those that are there. */
  restore(places: readonly LogPlace[]): Promise<void>;
}

export interface CopyOptions extends Pick<VerifyOptions, 'story' | 'hasKey' | 'signal'> {
  /** Puts the keys beside the copy: before the events that need them. */
  readonly takeKeys: () => Promise<void> | void;
  readonly progress?: (step: 'verified' | 'copied' | 'verified in the copy', events: number) => void;
  /** Places that are copied at once. */
  readonly batch?: number;
}

/** What was compared when a copy was done: the same on both sides. */
export interface Copied {
  /** Leaves; so many contents were hashed anew on each side. */
  readonly events: number;
  /** Root of the tree over them, hex. */
  readonly root: string;
  /** Of the events, those that were not there before. */
  readonly copied: number;
  readonly checkpoints: number;
}

/**
 * Copies a log into another store: events and leaves with their bytes, positions and instants, then its checkpoints. The
 * source is verified first and the copy last, every byte of both. May be broken off anywhere and begun again: what is
 * there already is held against the source and passed over. Nobody else may write to either meanwhile.
 * @throws IntegrityError where source or copy are not what was written: of such a source nothing is copied
 * @throws SetupError `holds-something-else`, `went-on`
 */
export async function copyLog(
  from: WholeLog,
  to: CopiedLog,
  { takeKeys, progress, batch = 2_000, ...verifying }: CopyOptions,
): Promise<Copied> {
  const verified = async (log: WholeLog, step: 'verified' | 'verified in the copy'): Promise<Verification> => {
    const report = await verifyLog(log.stored, { ...verifying, progress: (done) => progress?.(step, done) });
    const [first] = report.findings;
    if (!first) return report;
    const where = step === 'verified' ? 'the log to be copied' : 'the copy';
    throw new IntegrityError(
      first.index,
      `${first.code} in ${where}: ${first.how}; verify names all ${report.findings.length} findings`,
    );
  };
  const source = await verified(from, 'verified');
  const before = await commonSize(from, to, source.size);
  await takeKeys();
  let places: LogPlace[] = [];
  const put = async (): Promise<void> => {
    verifying.signal?.throwIfAborted();
    await to.restore(places);
    progress?.('copied', (places.at(-1)?.position ?? source.size - 1) + 1);
    places = [];
  };
  for await (const place of placesFrom(from.stored, before)) {
    places.push(place);
    if (places.length === batch) await put();
  }
  await put();
  const checkpoints = await copyCheckpoints(from.signed, to.signed);
  const { size, root } = await verified(to, 'verified in the copy');
  if (size !== source.size || root !== source.root)
    throw new IntegrityError(
      null,
      `the copy of ${size} events has the root ${root}, the log of ${source.size} has ${source.root}`,
    );
  return { events: size, root, copied: size - before, checkpoints };
}

/** How many leaves are there already. @throws SetupError where they are not the first ones of the log */
async function commonSize(from: WholeLog, to: WholeLog, size: number): Promise<number> {
  const there = await to.signed.size();
  const common = Math.min(there, size);
  const rootOf = ({ signed }: WholeLog): Promise<Buffer> =>
    new HashTree((level, n) => signed.tile(level, n)).root(common);
  if (common > 0 && !(await rootOf(from)).equals(await rootOf(to)))
    throw new SetupError(
      'holds-something-else',
      `the first ${common} events there are not those of the log to be copied: name an empty place`,
    );
  if (there <= size) return there;
  throw new SetupError(
    'went-on',
    `the copy has ${there} events, the log only ${size}: go on with the copy, and never write to both`,
  );
}

async function* placesFrom(stored: StoredLog, from: number): AsyncGenerator<LogPlace> {
  const unreadable = ({ from: first, what }: { from: number; what: string }): never => {
    throw new IntegrityError(first, what);
  };
  for await (const { position, record, leaf } of byPosition(stored, from, unreadable)) {
    if (!record || leaf === null) throw new IntegrityError(position, 'it is missing');
    yield { ...record, leaf };
  }
}

/** In the order in which they were signed, for the last one is held against the log before the next is signed. */
async function copyCheckpoints(from: SignedLog, to: SignedLog): Promise<number> {
  const signed: SignedCheckpoint[] = [];
  for await (const page of from.checkpoints({ after: -1 })) signed.push(...page);
  const last = await to.lastCheckpoint();
  for (const one of signed.toSorted(bySigning)) if (!last || bySigning(one, last) > 0) await to.keep(one);
  return signed.length;
}

/** Under one origin a log only grows, and the number at its end grows with each thaw. */
const bySigning = (one: SignedCheckpoint, other: SignedCheckpoint): number =>
  numberOf(one.origin) - numberOf(other.origin) || one.size - other.size;

const numberOf = (origin: string): number => Number(/\d+$/.exec(origin)?.[0] ?? 0);
