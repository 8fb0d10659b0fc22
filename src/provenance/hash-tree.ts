import { IntegrityError } from '../ports/index.js';
import { EMPTY_ROOT, HASH_BYTES, TILE_WIDTH, nodeHash, splitTile, subtreeRoot } from './merkle.js';

/** The hashes of tile (level, n), as many as there are; null where there is none. */
export type TileOf = (level: number, n: number) => Promise<Buffer | null>;

/** Levels of the tree that one level of tiles spans. */
const TILE_HEIGHT = 8;

/**
 * A tree as its tiles hold it: roots and proofs (RFC 9162 section 2.1), reading O(log n) tiles each. Leaves that the tiles
 * hold beyond the size asked for do not matter.
 * @throws IntegrityError (each method) where a tile that is needed is gone or too short
 */
export class HashTree {
  constructor(private readonly tileOf: TileOf) {}

  /** Root of the first `size` leaves. */
  root(size: number): Promise<Buffer> {
    return size === 0 ? Promise.resolve(EMPTY_ROOT) : this.range(0, size);
  }

  leafHash(index: number): Promise<Buffer> {
    return this.node(0, index);
  }

  /** PATH(index, D[size]) of section 2.1.3.1. */
  async inclusion(index: number, size: number): Promise<Buffer[]> {
    if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} leaves has none at ${index}`);
    const path: Buffer[] = [];
    for (let [lo, hi] = [0, size]; hi - lo > 1;) {
      const middle = lo + leftWidth(hi - lo);
      path.push(await (index < middle ? this.range(middle, hi) : this.range(lo, middle)));
      if (index < middle) hi = middle;
      else lo = middle;
    }
    return path.toReversed();
  }

  /** PROOF(from, D[to]) of section 2.1.4.1; empty where there is nothing to prove. */
  async consistency(from: number, to: number): Promise<Buffer[]> {
    if (!(from >= 0 && from <= to)) throw new RangeError(`a tree of ${to} leaves does not go on from ${from}`);
    if (from === 0 || from === to) return [];
    const path: Buffer[] = [];
    let [lo, hi] = [0, to];
    while (from < hi) {
      const middle = lo + leftWidth(hi - lo);
      path.push(await (from <= middle ? this.range(middle, hi) : this.range(lo, middle)));
      if (from <= middle) hi = middle;
      else lo = middle;
    }
    // The old tree as a whole is known to who asks.
    if (lo > 0) path.push(await this.range(lo, hi));
    return path.toReversed();
  }

  /** Root of the leaves lo … hi-1, where lo is a multiple of the power of two at or above their number. */
  private async range(lo: number, hi: number): Promise<Buffer> {
    const height = Math.log2(hi - lo);
    if (Number.isInteger(height)) return this.node(height, lo / (hi - lo));
    const middle = lo + leftWidth(hi - lo);
    return nodeHash(await this.range(lo, middle), await this.range(middle, hi));
  }

  /** The nth node at a height above the leaves, of which all leaves are there. */
  private async node(height: number, n: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_HEIGHT);
    const width = 2 ** (height % TILE_HEIGHT);
    const first = n * width;
    const tile = Math.floor(first / TILE_WIDTH);
    const start = (first % TILE_WIDTH) * HASH_BYTES;
    const hashes = (await this.tileOf(level, tile))?.subarray(start, start + width * HASH_BYTES);
    if (hashes?.length === width * HASH_BYTES) return subtreeRoot(splitTile(hashes));
    throw new IntegrityError(null, `the tile ${level}/${tile} is gone or too short`);
  }
}

/** The largest power of two below n: how many leaves go left. */
const leftWidth = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
