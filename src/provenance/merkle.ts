import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162 section 2.1 over leaf hashes. A hash is a Buffer of 32 bytes. Hashes are kept as tiles
 * (c2sp.org/tlog-tiles): tile (level, n) holds up to 256 hashes, those numbered 256n … of tree level 8 × level.
 */
export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;

/** What is hashed of a leaf begins with this byte. */
export const LEAF_DOMAIN = '\0';
const LEAF = Buffer.from(LEAF_DOMAIN, 'latin1');
const NODE = Buffer.of(1);

/** SHA-256 of the parts laid end to end. */
export const sha256 = (...parts: readonly (Buffer | string)[]): Buffer =>
  // One call on one buffer is a third of the cost of a Hash object that is fed part by part, and a text of bytes comes out
  // of it in half the time of a Buffer.
  Buffer.from(
    hash(
      'sha256',
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part))),
      'binary',
    ),
    'binary',
  );

export const leafHash = (leaf: Buffer | string): Buffer => sha256(LEAF, leaf);
export const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(NODE, left, right);
/** Root of the tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256('');

/** Root of a tree of which `hashes` (at least one) are all leaves: the largest power of two below the size goes left. */
export function subtreeRoot(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (!first) return EMPTY_ROOT;
  if (hashes.length === 1) return first;
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return nodeHash(subtreeRoot(hashes.slice(0, split)), subtreeRoot(hashes.slice(split)));
}

/** Root of a whole tile: the same, without a Buffer for every node. @param hashes 256 of them, end to end */
export function tileRoot(hashes: Buffer): Buffer {
  const level = Buffer.from(hashes);
  const node = Buffer.alloc(NODE.length + 2 * HASH_BYTES);
  NODE.copy(node);
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    for (let at = 0; at < width; at += 1) {
      level.copy(node, NODE.length, 2 * at * HASH_BYTES, 2 * (at + 1) * HASH_BYTES);
      level.write(hash('sha256', node, 'binary'), at * HASH_BYTES, 'latin1');
    }
  }
  return level.subarray(0, HASH_BYTES);
}

export interface Tile {
  readonly level: number;
  readonly n: number;
  /** 1 to 256 hashes of 32 bytes. */
  readonly hashes: Buffer;
}

/** Writes the tree tile by tile, keeping in memory only the unfinished tile of each level. */
export class TileWriter {
  private readonly edge: { n: number; hashes: Buffer[] }[] = [];
  private changed = new Map<string, Tile>();

  /** @param edge the last tile of each level, from level 0, as {@link touched} gave them; none for an empty tree */
  constructor(edge: readonly Tile[] = []) {
    for (const { level, n, hashes } of edge) {
      const list = splitTile(hashes);
      // A full tile is finished: its root stands one level up already.
      this.edge[level] = list.length === TILE_WIDTH ? { n: n + 1, hashes: [] } : { n, hashes: list };
    }
  }

  get size(): number {
    const leaves = this.edge[0];
    return leaves ? leaves.n * TILE_WIDTH + leaves.hashes.length : 0;
  }

  append(hash: Buffer, level = 0): void {
    const tile = (this.edge[level] ??= { n: 0, hashes: [] });
    tile.hashes.push(hash);
    this.changed.set(`${level}/${tile.n}`, { level, n: tile.n, hashes: EMPTY_ROOT });
    if (tile.hashes.length < TILE_WIDTH) return;
    this.changed.set(`${level}/${tile.n}`, { level, n: tile.n, hashes: Buffer.concat(tile.hashes) });
    this.append(subtreeRoot(tile.hashes), level + 1);
    this.edge[level] = { n: tile.n + 1, hashes: [] };
  }

  /** Appends a whole tile whose root is known. @throws RangeError unless the last one is full */
  appendTile(hashes: Buffer, root: Buffer): void {
    if (this.size % TILE_WIDTH !== 0) throw new RangeError('the last tile is not full');
    const n = this.size / TILE_WIDTH;
    this.changed.set(`0/${n}`, { level: 0, n, hashes });
    this.append(root, 1);
    this.edge[0] = { n: n + 1, hashes: [] };
  }

  /** The tiles that changed since the last call, ready to be stored. */
  touched(): readonly Tile[] {
    const tiles = [...this.changed.values()].map((tile) => {
      const open = this.edge[tile.level];
      return open && open.n === tile.n ? { ...tile, hashes: Buffer.concat(open.hashes) } : tile;
    });
    this.changed = new Map();
    return tiles;
  }

  /** Root over all leaves, from the unfinished tiles alone. */
  root(): Buffer {
    let right: Buffer | null = null;
    for (const level of this.edge) {
      const hashes: Buffer[] = right ? [...level.hashes, right] : level.hashes;
      if (hashes.length > 0) right = subtreeRoot(hashes);
    }
    return right ?? EMPTY_ROOT;
  }

  /** A copy to work on, so that a transaction that fails leaves this one as it was. */
  fork(): TileWriter {
    const copy = new TileWriter();
    this.edge.forEach((tile, level) => {
      copy.edge[level] = { n: tile.n, hashes: [...tile.hashes] };
    });
    return copy;
  }
}

/** The hashes of a tile's bytes. */
export function splitTile(bytes: Buffer): Buffer[] {
  const hashes: Buffer[] = [];
  for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) hashes.push(bytes.subarray(at, at + HASH_BYTES));
  return hashes;
}
