import { SetupError } from '../../ports/index.js';
import type { Database } from './database.js';

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

/** Version of the tables; kept in the file. */
const LAYOUT = 1;

/** Makes the tables in an empty file. @throws SetupError for a file of a newer version */
export function prepareEventTables(database: Database, file: string): void {
  if (layoutOf(database, file) === LAYOUT) return;
  database.transaction(() => {
    database.exec(TABLES);
    database.pragma(`user_version = ${LAYOUT}`);
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
