import { closeSync, existsSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { IntegrityError, SetupError, StoreUnavailableError } from '../../ports/index.js';

export type Database = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

// better-sqlite3 12 aborts on Node >= 24.19 and 13 crashes on Node 20: each runs where it is sound.
const require = createRequire(import.meta.url);
const Driver = require(
  Number(process.versions['napi']) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3',
) as typeof BetterSqlite3;

/** Earlier versions can lose committed pages when a WAL is reset while a reader starts (fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const;

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Overwrite deleted content with zeros (keys). */
  readonly secureDelete?: boolean;
  /** Derived data may lose its last seconds in a power cut: it is built again. */
  readonly derived?: boolean;
}

/**
 * Opens a database with the settings that every file of ours has, and reads them back.
 * @throws SetupError when SQLite does not take a setting; IntegrityError when the file is no database
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const { readOnly = false } = options;
  // Made for its owner alone; the files that SQLite puts beside it are made like it.
  if (!readOnly && !existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const database = new Driver(file, { readonly: readOnly, fileMustExist: readOnly });
  try {
    applySettings(database, file, options);
    return database;
  } catch (error) {
    database.close();
    throw storeError(error);
  }
}

/**
 * A file that is held as long as it is open; the operating system lets go of it when the process ends, however it ends.
 * @throws StoreUnavailableError `busy` when it is held already
 */
export function openExclusively(file: string): Database {
  const database = new Driver(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw storeError(error);
  }
}

function applySettings(
  database: Database,
  file: string,
  { readOnly = false, secureDelete = false, derived = false }: OpenOptions,
): void {
  database.pragma('busy_timeout = 5000');
  database.pragma('trusted_schema = OFF');
  // 64 MiB of pages: the index over random ids touches pages everywhere.
  database.pragma('cache_size = -65536');
  database.pragma('cell_size_check = ON');
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  if (isOlder(version, OLDEST_SQLITE))
    throw new SetupError('sqlite-too-old', `SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}`);
  if (readOnly) return;
  database.pragma('journal_mode = WAL');
  // Pages go back into the file every 16 MiB instead of every 4.
  database.pragma('wal_autocheckpoint = 4096');
  database.pragma(`synchronous = ${derived ? 'NORMAL' : 'FULL'}`);
  if (secureDelete) database.pragma('secure_delete = ON');
  const journal = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if (journal !== 'wal' || synchronous !== (derived ? 1 : 2)) {
    throw new SetupError(
      'sqlite-settings',
      `SQLite did not take its settings on ${file}: ${String(journal)}, ${String(synchronous)}`,
    );
  }
}

function isOlder(version: string, oldest: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

/** The error of a driver call in the words of the port. */
export function storeError(error: unknown): unknown {
  const code = String((error as { code?: unknown } | null | undefined)?.code);
  if (!code.startsWith('SQLITE_')) return error;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new IntegrityError(null, `the database file is damaged (${code})`);
  const kind = code.startsWith('SQLITE_FULL')
    ? 'storage-full'
    : code.startsWith('SQLITE_BUSY')
      ? 'busy'
      : 'store-unavailable';
  return new StoreUnavailableError(kind, `the event store answered ${code}`, { cause: error });
}
