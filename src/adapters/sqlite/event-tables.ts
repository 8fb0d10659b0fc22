import { CohortDefined, PatientsMerged, PatientsUnmerged } from '../../events/index.js';
import { IntegrityError, SetupError } from '../../ports/index.js';
import { TileWriter, type Tile } from '../../provenance/index.js';
import type { Database, Statement } from './database.js';

/**
 * Position is the leaf's index as the writer gives it. The columns beside the bytes are for queries; `verify` holds them
 * equal to the header. Triggers refuse to change what is written: a mistake in our own code must not be able to either.
 */
const TABLES = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    patient_id TEXT,
    recorded_at TEXT NOT NULL,
    header TEXT NOT NULL,
    header_salt BLOB NOT NULL,
    clinical BLOB,
    identity BLOB,
    content_salt BLOB NOT NULL,
    UNIQUE (stream, revision),
    UNIQUE (stream, id)
  ) STRICT;
  CREATE TABLE leaves (position INTEGER PRIMARY KEY, leaf TEXT NOT NULL) STRICT;
  CREATE TABLE tiles (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
  CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
  CREATE TRIGGER leaves_are_kept BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'leaves are never deleted'); END;
  CREATE TRIGGER leaves_stay BEFORE UPDATE ON leaves BEGIN SELECT RAISE(ABORT, 'leaves are never changed'); END;
  CREATE TRIGGER tiles_are_kept BEFORE DELETE ON tiles BEGIN SELECT RAISE(ABORT, 'tiles are never deleted'); END;
  CREATE TRIGGER tiles_grow BEFORE UPDATE ON tiles
    WHEN substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes OR length(OLD.hashes) >= 8192
    BEGIN SELECT RAISE(ABORT, 'a tile only grows'); END;
`;

/** Types that are few in a log of any size, and are looked for in the whole of it. */
export const SELDOM: readonly string[] = [CohortDefined.name, PatientsMerged.name, PatientsUnmerged.name];

/** A condition that says so, for the index to be found by it. */
export const IS_SELDOM = `type IN (${SELDOM.map((name) => `'${name}'`).join(', ')})`;

const INDEX = `CREATE INDEX IF NOT EXISTS seldom ON events (type) WHERE ${IS_SELDOM}`;

/** Version of the tables; kept in the file. */
const LAYOUT = 1;

/** The statements that write a place of the log: its event, its leaf, the tiles above. */
export const insertsInto = (database: Database): Readonly<Record<'event' | 'leaf' | 'tile', Statement>> => ({
  event: database.prepare(
    'INSERT INTO events (position, stream, revision, id, type, patient_id, recorded_at, header, header_salt, clinical, identity, content_salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  leaf: database.prepare('INSERT INTO leaves (position, leaf) VALUES (?, ?)'),
  tile: database.prepare(
    'INSERT INTO tiles (level, n, hashes) VALUES (?, ?, ?) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes',
  ),
});

/** The tree as far as it has grown. @throws IntegrityError where the log ends elsewhere: going on would cover up what is gone */
export function treeOf(database: Database): TileWriter {
  const tree = new TileWriter(
    database.prepare('SELECT level, max(n) AS n, hashes FROM tiles GROUP BY level ORDER BY level').all() as Tile[],
  );
  for (const table of ['leaves', 'events']) {
    const end = database.prepare(`SELECT ifnull(max(position), -1) FROM ${table}`).pluck().get() as number;
    if (end !== tree.size - 1)
      throw new IntegrityError(end, `the log ends here, but its tiles hold ${tree.size} hashes: run verify`);
  }
  return tree;
}

/** Makes the tables in an empty file. @throws SetupError for a file of a newer version */
export function prepareEventTables(database: Database, file: string): void {
  const isNew = layoutOf(database, file) < LAYOUT;
  database.transaction(() => {
    if (isNew) {
      database.exec(TABLES);
      database.pragma(`user_version = ${LAYOUT}`);
    }
    // Files of earlier versions have none.
    database.exec(INDEX);
  })();
}

/** @throws SetupError for a file without tables, or of a newer version */
export function requireEventTables(database: Database, file: string): void {
  if (layoutOf(database, file) === LAYOUT) return;
  throw new SetupError('no-data', `${file} holds no hepatrace log: import something first`);
}

function layoutOf(database: Database, file: string): number {
  const layout = Number(database.pragma('user_version', { simple: true }));
  if (layout <= LAYOUT) return layout;
  throw new SetupError(
    'newer-data',
    `${file} was written by a newer hepatrace (layout ${layout}, this one knows ${LAYOUT}): upgrade hepatrace`,
  );
}
