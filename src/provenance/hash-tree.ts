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
    return size === 0 ? Promise.resolve(EMPTY_ROOT) : range(eachOnce(this.tileOf), 0, size);
  }

  /** PATH(index, D[size]) of section 2.1.3.1. */
  async inclusion(index: number, size: number): Promise<Buffer[]> {
    if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} leaves has none at ${index}`);
    const tileOf = eachOnce(this.tileOf);
    const path: Buffer[] = [];
    for (let [lo, hi] = [0, size]; hi - lo > 1;) {
      const middle = lo + leftWidth(hi - lo);
      path.push(await (index < middle ? range(tileOf, middle, hi) : range(tileOf, lo, middle)));
      if (index < middle) hi = middle;
      else lo = middle;
    }
    return path.toReversed();
  }

  /** PROOF(from, D[to]) of section 2.1.4.1; empty where there is nothing to prove. */
  async consistency(from: number, to: number): Promise<Buffer[]> {
    if (!(from >= 0 && from <= to)) throw new RangeError(`a tree of ${to} leaves does not go on from ${from}`);
    if (from === 0 || from === to) return [];
    const tileOf = eachOnce(this.tileOf);
    const path: Buffer[] = [];
    let [lo, hi] = [0, to];
    while (from < hi) {
      const middle = lo + leftWidth(hi - lo);
      path.push(await (from <= middle ? range(tileOf, middle, hi) : range(tileOf, lo, middle)));
      if (from <= middle) hi = middle;
      else lo = middle;
    }
    // The old tree as a whole is known to who asks.
    if (lo > 0) path.push(await range(tileOf, lo, hi));
    return path.toReversed();
  }
}

/** Root of the leaves lo … hi-1, where lo is a multiple of the power of two at or above their number. */
async function range(tileOf: TileOf, lo: number, hi: number): Promise<Buffer> {
  const height = Math.log2(hi - lo);
  if (Number.isInteger(height)) return node(tileOf, height, lo / (hi - lo));
  const middle = lo + leftWidth(hi - lo);
  return nodeHash(await range(tileOf, lo, middle), await range(tileOf, middle, hi));
}

/** The nth node at a height above the leaves, of which all leaves are there. */
async function node(tileOf: TileOf, height: number, n: number): Promise<Buffer> {
  const level = Math.floor(height / TILE_HEIGHT);
  const width = 2 ** (height % TILE_HEIGHT);
  const first = n * width;
  const tile = Math.floor(first / TILE_WIDTH);
  const start = (first % TILE_WIDTH) * HASH_BYTES;
  const hashes = (await tileOf(level, tile))?.subarray(start, start + width * HASH_BYTES);
  if (hashes?.length === width * HASH_BYTES) return subtreeRoot(splitTile(hashes));
  throw new IntegrityError(null, `the tile ${level}/${tile} is gone or too short`);
}

/** Reads no tile twice: a proof needs several hashes of most. */
function eachOnce(tileOf: TileOf): TileOf {
  const read = new Map<string, Promise<Buffer | null>>();
  return (level, n) => {
    const name = `${level}/${n}`;
    const known = read.get(name) ?? tileOf(level, n);
    read.set(name, known);
    return known;
  };
}

/** The largest power of two below n: how many leaves go left. */
const leftWidth = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
