import type { SignedCheckpoint } from '../ports/index.js';
import type { AnchoredLog } from './anchor-folder.js';
import { openCheckpoint, type TreeHead } from './checkpoint.js';
import type { FindingCode, LogFinding } from './finding.js';
import { EMPTY_ROOT, HASH_BYTES, TILE_WIDTH, TileWriter, splitTile } from './merkle.js';
import { NoteError } from './signed-note.js';

/** Who keeps what was signed of a log. */
export interface Keeper {
  /** `the database`, or an anchor by its folder. */
  readonly name: string;
  /** What it keeps of any log. */
  readonly checkpoints: readonly SignedCheckpoint[];
  /** The logs of an anchor, with their leaf hashes; null for the database, whose own hashes prove nothing against itself. */
  readonly anchored: readonly AnchoredLog[] | null;
}

/** What a log is held against besides itself. */
export interface SignedStory {
  /** The key that its checkpoints are verified with; its name is the log's origin. */
  readonly vkey: string;
  readonly keepers: readonly Keeper[];
}

interface SignedHead extends TreeHead {
  readonly keeper: string;
}

/** Leaf hashes of an anchor, as far as they give the roots that it keeps signed. */
interface KeptHashes {
  readonly keeper: string;
  readonly log: AnchoredLog;
  readonly size: number;
  n: number;
  tile: readonly Buffer[];
}

/** Neighbours whose hashes differ from an anchor's: one finding. */
interface Run extends LogFinding {
  readonly keeper: string;
  readonly from: number;
  to: number;
}

/** Holds a log, as its tree is built leaf by leaf, against the checkpoints that were signed of it and the hashes that anchors keep. */
export class SignedChecks {
  private readonly findings: LogFinding[] = [];
  private readonly heads: SignedHead[] = [];
  private readonly kept: KeptHashes[] = [];
  private readonly sizes = new Set<number>();
  /** Tiles in which they end. */
  private readonly ends = new Set<number>();
  /** Roots of the log at the sizes that were signed. */
  private readonly roots = new Map<number, Buffer>();
  private readonly runs = new Map<KeptHashes, Run>();

  private constructor(private readonly vkey: string) {}

  /** Reads what is kept, and holds every anchor's leaf hashes against its own checkpoints. @throws NoteError `malformed-key` */
  static async of({ vkey, keepers }: SignedStory): Promise<SignedChecks> {
    const checks = new SignedChecks(vkey);
    for (const keeper of keepers) await checks.read(keeper);
    for (const { size } of checks.heads) {
      checks.sizes.add(size);
      checks.ends.add(Math.ceil(size / TILE_WIDTH) - 1);
    }
    return checks;
  }

  /** Whether every anchor that keeps hashes of this tile keeps just these. */
  async agrees(n: number, hashes: Buffer): Promise<boolean> {
    for (const kept of this.kept) {
      for (let at = 0; at < TILE_WIDTH && n * TILE_WIDTH + at < kept.size; at += 1) {
        const expected = await hashAt(kept, n * TILE_WIDTH + at);
        if (expected && expected.compare(hashes, at * HASH_BYTES, (at + 1) * HASH_BYTES) !== 0) return false;
      }
    }
    return true;
  }

  /** Whether a tree was signed that ends in this tile, so that its root is wanted. */
  endsIn(n: number): boolean {
    return this.ends.has(n);
  }

  /** @param tree of the leaves up to this one; null where one before is not known */
  async take(index: number, hash: Buffer, eventId: string | null, tree: TileWriter | null): Promise<void> {
    for (const kept of this.kept) {
      if (index >= kept.size) continue;
      const expected = await hashAt(kept, index);
      if (!expected || expected.equals(hash)) continue;
      const run = this.runs.get(kept);
      if (run?.to === index - 1) run.to = index;
      else {
        if (run) this.findings.push(findingOf(run));
        this.runs.set(kept, {
          ...finding('altered-leaf', index, '', expected.toString('hex'), hash.toString('hex')),
          eventId,
          keeper: kept.keeper,
          from: index,
          to: index,
        });
      }
    }
    if (tree && this.sizes.has(index + 1)) this.roots.set(index + 1, tree.root());
  }

  /** @param size leaves of the log @param known leaves whose hashes all are known: there is no root beyond */
  finish(size: number, known: number): readonly LogFinding[] {
    this.findings.push(...[...this.runs.values()].map(findingOf));
    this.roots.set(0, EMPTY_ROOT);
    let good = 0;
    for (const head of this.heads.toSorted((a, b) => a.size - b.size)) {
      const root = this.roots.get(head.size);
      if (!root || head.size > known) continue;
      if (!root.equals(head.root)) {
        const how = `the first ${head.size} events are not those of the checkpoint that ${head.keeper} keeps; the change lies in indexes ${good} to ${head.size - 1}`;
        this.findings.push(finding('forked', good, how, head.root.toString('hex'), root.toString('hex')));
        break;
      }
      good = head.size;
    }
    const largest = this.heads.toSorted((a, b) => b.size - a.size)[0];
    if (largest && largest.size > size) {
      const how = `${largest.keeper} keeps a checkpoint of more events than are there`;
      this.findings.push(finding('truncated', size, how, String(largest.size), String(size)));
    }
    return this.findings;
  }

  private async read({ name, checkpoints, anchored }: Keeper): Promise<void> {
    const origin = this.vkey.split('+')[0] ?? '';
    const own: TreeHead[] = [];
    for (const { origin: its, note } of checkpoints) {
      if (isEarlier(its, origin)) continue;
      // An anchor may keep other logs as well; the database has no other.
      if (anchored && its !== origin && !isEarlier(origin, its)) continue;
      const head = this.open(note, name);
      if (head) own.push(head);
    }
    this.heads.push(...own.map((head) => ({ ...head, keeper: name })));
    if (!anchored) return;
    const log = anchored.find((one) => one.origin === origin);
    if (log) await this.believe(name, log, own);
    else this.findings.push(finding('anchor-missing', null, `${name} keeps nothing of ${origin}`));
  }

  private open(note: string, keeper: string): TreeHead | null {
    try {
      return openCheckpoint(note, this.vkey);
    } catch (error) {
      if (!(error instanceof NoteError) || error.code === 'malformed-key') throw error;
      const code = error.code === 'unknown-key' ? 'unknown-key' : 'bad-signature';
      const how = `${keeper} keeps a checkpoint that the key of this log did not sign: ${error.message}`;
      this.findings.push(finding(code, null, how, null, note.split('\n').slice(0, 3).join(' ')));
      return null;
    }
  }

  /** An anchor's leaf hashes are believed as far as they give the roots that it keeps signed. */
  private async believe(keeper: string, log: AnchoredLog, heads: readonly TreeHead[]): Promise<void> {
    const tree = new TileWriter();
    const kept: KeptHashes = { keeper, log, size: Infinity, n: -1, tile: [] };
    let good = 0;
    for (const { size, root } of heads.toSorted((a, b) => a.size - b.size)) {
      while (tree.size < size) {
        const hash = await hashAt(kept, tree.size);
        if (!hash) break;
        tree.append(hash);
      }
      if (tree.size < size || !tree.root().equals(root)) {
        const how = `the leaf hashes that ${keeper} keeps do not give the root of its checkpoint of ${size} events`;
        this.findings.push(finding('anchor-missing', tree.size < size ? tree.size : null, how));
        break;
      }
      good = size;
    }
    this.kept.push({ ...kept, size: good, n: -1 });
  }
}

async function hashAt(kept: KeptHashes, index: number): Promise<Buffer | null> {
  const n = Math.floor(index / TILE_WIDTH);
  if (n !== kept.n) {
    const tile = await kept.log.tile(n);
    Object.assign(kept, { n, tile: tile && tile.length <= TILE_WIDTH * HASH_BYTES ? splitTile(tile) : [] });
  }
  return kept.tile[index % TILE_WIDTH] ?? null;
}

/** Whether a log went by the first origin before it was thawed, and goes by the second since: only their numbers differ. */
function isEarlier(first: string, second: string): boolean {
  const [a, b] = [first, second].map((origin) => /^(.+)\/([1-9]\d{0,8})$/.exec(origin));
  return a?.[1] !== undefined && a[1] === b?.[1] && Number(a[2]) < Number(b[2]);
}

function findingOf({ keeper, from, to, code, index, eventId, expected, found }: Run): LogFinding {
  const which = from === to ? '' : `, and so do those up to index ${to}`;
  return { code, index, eventId, expected, found, how: `its hash differs from the one that ${keeper} keeps${which}` };
}

const finding = (
  code: FindingCode,
  index: number | null,
  how: string,
  expected: string | null = null,
  found: string | null = null,
): LogFinding => ({ code, index, eventId: null, expected, found, how });
