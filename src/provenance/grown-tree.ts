import type { JudgedTile } from './judged-tile.js';
import { HASH_BYTES, TILE_WIDTH, TileWriter } from './merkle.js';
import type { SignedChecks } from './signed-checks.js';

/** The tree over the leaves that are read, held against what was signed while it grows. */
export class GrownTree extends TileWriter {
  private readonly upper = new Map<string, Buffer>();

  constructor(private readonly signed: SignedChecks | null) {
    super();
  }

  /** Leaves before the first whose hash nobody knows: there is no root beyond. */
  whole = 0;

  async take(index: number, hash: Buffer, eventId: string | null): Promise<void> {
    const whole = index === this.size;
    this.append(hash);
    if (whole) this.whole = this.size;
    await this.signed?.take(index, hash, eventId, whole ? this : null);
    if (this.size % TILE_WIDTH === 0) this.settle();
  }

  /** Goes on by a whole tile; false, and nothing changed, where it does not follow, or an anchor keeps other hashes. */
  async takeTile({ n, hashes, root }: Pick<JudgedTile, 'n' | 'hashes' | 'root'>): Promise<boolean> {
    if (this.whole !== n * TILE_WIDTH || this.size !== this.whole) return false;
    const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length);
    if (this.signed && !(await this.signed.agrees(n, bytes))) return false;
    if (this.signed?.endsIn(n)) {
      for (let at = 0; at < TILE_WIDTH; at += 1)
        await this.take(n * TILE_WIDTH + at, bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES), null);
      return true;
    }
    this.appendTile(bytes, Buffer.from(root));
    this.whole = this.size;
    this.settle();
    return true;
  }

  /** The tiles above the leaves: a 256th of the tree, while the leaf hashes of ten million are 320 MB. */
  above(): Map<string, Buffer> {
    this.settle();
    return this.upper;
  }

  private settle(): void {
    for (const { level, n, hashes } of this.touched()) if (level > 0) this.upper.set(`${level}/${n}`, hashes);
  }
}
