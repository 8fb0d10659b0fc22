import type { StoredLog, StoredTile } from '../ports/index.js';
import { gone, type LogFinding } from './finding.js';
import type { GrownTree } from './grown-tree.js';
import { HASH_BYTES, TILE_WIDTH } from './merkle.js';

/** Levels that a tree of 2^63 leaves can have. */
const LEVELS = 8;

/** Leaf hashes as the level-0 tiles hold them, read along with the log. */
export class TileReader {
  private readonly tiles: AsyncIterator<readonly StoredTile[]>;
  private page: readonly StoredTile[] = [];

  constructor(log: StoredLog) {
    this.tiles = log.tiles(0)[Symbol.asyncIterator]();
  }

  /** The hash at an index, which never decreases from call to call; null where no tile holds it. */
  async leafHash(index: number): Promise<Buffer | null> {
    const n = Math.floor(index / TILE_WIDTH);
    while ((this.page.at(-1)?.n ?? -1) < n) {
      const next = await this.tiles.next();
      if (next.done) return null;
      this.page = next.value;
    }
    const tile = this.page.find((one) => one.n === n);
    const from = (index % TILE_WIDTH) * HASH_BYTES;
    return tile && tile.hashes.length >= from + HASH_BYTES ? tile.hashes.subarray(from, from + HASH_BYTES) : null;
  }
}

/**
 * Holds the tiles above the leaves equal to what the leaves give, and finds hashes beyond the last leaf. The hashes of the
 * leaves themselves were compared one by one before.
 * @param end index after the last event or leaf
 */
export async function checkTiles(log: StoredLog, tree: GrownTree, end: number): Promise<LogFinding[]> {
  const findings: LogFinding[] = [];
  const lost: string[] = [];
  let [held, next] = [0, 0];
  /** Level-0 tiles before the nth that were not there. */
  const skipTo = (n: number): void => {
    for (; next < n && next * TILE_WIDTH < tree.size; next += 1) lost.push(`0/${next}`);
    next = Math.max(next, n + 1);
  };
  const above = tree.above();
  for (let level = 0; level < LEVELS; level += 1) {
    for await (const page of log.tiles(level)) {
      for (const { n, hashes } of page) {
        const name = `${level}/${n}`;
        if (level > 0) {
          if (!above.get(name)?.equals(hashes))
            findings.push(alteredTile('the tile differs from what the leaves below it give', null, name));
          above.delete(name);
          continue;
        }
        skipTo(n);
        if (n < 0 || hashes.length % HASH_BYTES !== 0 || hashes.length > TILE_WIDTH * HASH_BYTES)
          findings.push(alteredTile(`a tile holds 1 to ${TILE_WIDTH} whole hashes`, null, name));
        else held = Math.max(held, n * TILE_WIDTH + hashes.length / HASH_BYTES);
      }
    }
  }
  skipTo(Math.ceil(tree.size / TILE_WIDTH));
  if (held > end) findings.push(gone(end, held - 1));
  for (const name of [...lost, ...above.keys()]) findings.push(alteredTile('the tile is gone', name, null));
  return findings;
}

const alteredTile = (how: string, expected: string | null, found: string | null): LogFinding => ({
  code: 'altered-tile',
  index: null,
  eventId: null,
  expected,
  found,
  how,
});
