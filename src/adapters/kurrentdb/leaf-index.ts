import { IntegrityError, type LogPoint, type StoredTile } from '../../ports/index.js';
import { TileWriter, leafHash, parseLeaf, type Tile } from '../../provenance/index.js';
import { openDatabase, type Database } from '../sqlite/database.js';
import type { Place } from './client.js';

/** A leaf of the log, and where in the server its event lies. */
export interface PlacedLeaf {
  readonly position: number;
  readonly leaf: string;
  readonly stream: string;
  readonly revision: number;
  /** Of the event in the server's own order: `commit/prepare`. */
  readonly place: string;
}

export const placeText = ({ commit, prepare }: Place): string => `${commit}/${prepare}`;

export function placeOf(text: string): Place {
  const [commit = '', prepare = ''] = text.split('/');
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** Whether one place comes after another in the server's own order. */
export const isAfter = (one: Place, other: Place): boolean =>
  one.commit === other.commit ? one.prepare > other.prepare : one.commit > other.commit;

const TABLES = `
  CREATE TABLE IF NOT EXISTS leaves (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    leaf TEXT NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    place TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS leaves_by_id ON leaves (id, stream);
  CREATE INDEX IF NOT EXISTS leaves_by_instant ON leaves (at, position);
  CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, n)
  ) STRICT, WITHOUT ROWID;
`;
const COLUMNS = 'position, leaf, stream, revision, place';

/**
 * What the leaves in the server say, for looking up: which position a stream's event has, where the log stood at an
 * instant, the tiles of the tree. A cache: it may be deleted at any time, and several processes may extend one file, each
 * with what comes next.
 */
export class LeafIndex {
  private readonly database: Database;
  private readonly statements;
  private readonly waiting = new Set<() => void>();
  private tree = new TileWriter();

  constructor(file: string) {
    this.database = openDatabase(file, { derived: true });
    this.database.exec(TABLES);
    const one = (sql: string) => this.database.prepare(sql).pluck();
    const leaves = (which: string) => this.database.prepare(`SELECT ${COLUMNS} FROM leaves ${which}`);
    this.statements = {
      size: one('SELECT ifnull(max(position) + 1, 0) FROM leaves'),
      lastRevision: one('SELECT ifnull(max(revision), -1) FROM leaves WHERE stream = ?'),
      knows: one('SELECT 1 FROM leaves WHERE id = ? AND stream = ?'),
      indexOf: one('SELECT min(position) FROM leaves WHERE id = ?'),
      before: leaves('WHERE at <= ? ORDER BY at DESC, position DESC LIMIT 1'),
      at: leaves('WHERE position = ?'),
      after: leaves('WHERE position > ? AND position <= ? ORDER BY position LIMIT ?'),
      ofStream: leaves('WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision'),
      nextStream: one('SELECT min(stream) FROM leaves WHERE stream > ?'),
      add: this.database.prepare(
        'INSERT INTO leaves (position, at, id, leaf, stream, revision, place) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
      keepTile: this.database.prepare(
        'INSERT INTO tiles (level, n, hashes) VALUES (?, ?, ?) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes',
      ),
      tile: one('SELECT hashes FROM tiles WHERE level = ? AND n = ?'),
      tiles: this.database.prepare('SELECT level, n, hashes FROM tiles WHERE level = ? AND n > ? ORDER BY n LIMIT ?'),
      edge: this.database.prepare('SELECT level, max(n) AS n, hashes FROM tiles GROUP BY level ORDER BY level'),
    };
  }

  get size(): number {
    return this.statements.size.get() as number;
  }

  /** Adds the leaves that come next; those that are there already are passed over. @throws IntegrityError at a gap */
  extend(leaves: readonly PlacedLeaf[]): void {
    const extend = this.database.transaction(() => {
      const { size } = this;
      const fresh = leaves.filter(({ position }) => position >= size);
      if (this.tree.size !== size) this.tree = new TileWriter(this.statements.edge.all() as Tile[]);
      const tree = this.tree.fork();
      for (const { position, leaf, stream, revision, place } of fresh) {
        const { at, id, index } = parseLeaf(leaf, position);
        if (position !== tree.size || index !== position) throw new IntegrityError(tree.size, 'its leaf is missing');
        this.statements.add.run(position, at, id, leaf, stream, revision, place);
        tree.append(leafHash(leaf));
      }
      for (const { level, n, hashes } of tree.touched()) this.statements.keepTile.run(level, n, hashes);
      return tree;
    });
    this.tree = extend.immediate();
    this.wake();
  }

  clear(): void {
    this.database.exec('BEGIN IMMEDIATE; DELETE FROM leaves; DELETE FROM tiles; COMMIT');
    this.tree = new TileWriter();
  }

  at(position: number): PlacedLeaf | null {
    return (this.statements.at.get(position) as PlacedLeaf | undefined) ?? null;
  }

  before(instant: string): PlacedLeaf | null {
    return (this.statements.before.get(instant) as PlacedLeaf | undefined) ?? null;
  }

  after(position: number, upTo: number, limit: number): readonly PlacedLeaf[] {
    return this.statements.after.all(position, upTo, limit) as PlacedLeaf[];
  }

  /** Leaves of a stream's events by their revisions. */
  ofStream(stream: string, from: number, to: number): ReadonlyMap<number, PlacedLeaf> {
    const found = this.statements.ofStream.all(stream, from, to) as PlacedLeaf[];
    return new Map(found.map((leaf) => [leaf.revision, leaf]));
  }

  /** -1 where the stream has no leaf. */
  lastRevision(stream: string): number {
    return this.statements.lastRevision.get(stream) as number;
  }

  knows(stream: string, id: string): boolean {
    return this.statements.knows.get(id, stream) !== undefined;
  }

  indexOf(id: string): number | null {
    return this.statements.indexOf.get(id) as number | null;
  }

  /** The stream whose name comes next; null after the last. */
  nextStream(after: string): string | null {
    return this.statements.nextStream.get(after) as string | null;
  }

  tile(level: number, n: number): Buffer | null {
    return (this.statements.tile.get(level, n) as Buffer | undefined) ?? null;
  }

  tiles(level: number, after: number, limit: number): readonly StoredTile[] {
    return this.statements.tiles.all(level, after, limit) as StoredTile[];
  }

  /** Resolves when leaves came since the last call of anyone here, when the signal aborts, or time is up. */
  change(withinMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
      if (signal?.aborted) done();
    });
  }

  close(): void {
    this.wake();
    this.database.close();
  }

  private wake(): void {
    for (const done of [...this.waiting]) done();
  }
}

export const pointOf = ({ position, leaf }: PlacedLeaf): LogPoint => ({
  position,
  recordedAt: parseLeaf(leaf, position).at,
});
