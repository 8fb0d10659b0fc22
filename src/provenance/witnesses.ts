import { IntegrityError, type SignedCheckpoint } from '../ports/index.js';
import { openCheckpoint, parseCheckpoint, type TreeHead } from './checkpoint.js';
import type { HashTree } from './hash-tree.js';
import type { LogKey } from './log-key.js';
import { verifyConsistency } from './merkle-proofs.js';
import { NoteError } from './signed-note.js';

/** Who holds a checkpoint against the log. */
export interface Witness {
  /** The database, or an anchor by its name. */
  readonly name: string;
  readonly origin: string;
  readonly note: string;
}

/** How the log differs from what was signed. */
export interface Contradiction {
  readonly witness: string;
  readonly code: 'forked' | 'truncated' | 'bad-signature' | 'later-origin' | 'damaged';
  /** First and last index that are gone; null where none are. */
  readonly missing: { readonly from: number; readonly to: number } | null;
  readonly text: string;
}

/** The log as it is now. */
interface Present {
  readonly key: LogKey;
  /** Number of the origin that it is signed under. */
  readonly number: number;
  readonly size: number;
  readonly tree: HashTree;
}

/** Holds the log against one checkpoint; null when it goes on from there. Origins before the last thaw are past. */
export async function contradictionOf(
  { name, origin, note }: Witness,
  { key, number, size, tree }: Present,
): Promise<Contradiction | null> {
  const found = (code: Contradiction['code'], text: string, missing: Contradiction['missing'] = null) => ({
    witness: name,
    code,
    missing,
    text: `${name} ${text}`,
  });
  const its = key.numberOf(origin);
  if (its === null ? number > 1 : its < number) return null;
  let head: TreeHead;
  try {
    head = openCheckpoint(note, key.signer(its ?? number).vkey);
  } catch (error) {
    if (error instanceof NoteError)
      return found('bad-signature', 'holds a checkpoint that the key of this log has not signed');
    throw error;
  }
  if (its !== number) return found('later-origin', `knows the log as ${origin}, this one only comes up to ${number}`);
  if (head.size > size) {
    const [from, to] = [size, head.size - 1];
    return found(
      'truncated',
      `holds a checkpoint of ${head.size} events, this log has ${size}: ${from === to ? `index ${from} is` : `indexes ${from} to ${to} are`} missing`,
      { from, to },
    );
  }
  if (await goesOnFrom(head, size, tree)) return null;
  return found('forked', `holds a checkpoint of ${head.size} events that are not the first ${head.size} of this log`);
}

/** The newest of the checkpoints that the log still goes on from: once one does not, no later one does. */
export async function lastGoodOf(
  checkpoints: readonly SignedCheckpoint[],
  size: number,
  tree: HashTree,
): Promise<TreeHead | null> {
  const heads = checkpoints.map(({ note }) => parseCheckpoint(note)).toSorted((a, b) => a.size - b.size);
  let good = 0;
  for (let bad = heads.length; good < bad;) {
    const middle = Math.floor((good + bad) / 2);
    const head = heads[middle];
    if (head && head.size <= size && (await goesOnFrom(head, size, tree))) good = middle + 1;
    else bad = middle;
  }
  return heads[good - 1] ?? null;
}

async function goesOnFrom({ size: from, root: fromRoot }: TreeHead, size: number, tree: HashTree): Promise<boolean> {
  try {
    const [path, toRoot] = [await tree.consistency(from, size), await tree.root(size)];
    return verifyConsistency({ from, to: size, fromRoot, toRoot, path });
  } catch (error) {
    // Tiles that are gone prove nothing.
    if (error instanceof IntegrityError) return false;
    throw error;
  }
}
