import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderInUseError, SetupError } from '../../ports/index.js';
import { openDatabase, storeError, type Database } from './database.js';

/** The files of an embedded data folder. */
export const FILES = {
  events: 'events.db',
  readModels: 'read-models.db',
  keys: 'keys.db',
  lock: 'writer.lock',
} as const;

/** A data folder held for writing: one process at a time. The operating system frees it when the process ends. */
export class WriterLock {
  private constructor(private readonly database: Database) {}

  /** @throws FolderInUseError when another process holds the folder */
  static take(folder: string): WriterLock {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = openDatabase(join(folder, FILES.lock), { derived: true });
    try {
      database.pragma('busy_timeout = 0');
      database.pragma('journal_mode = DELETE');
      database.exec('BEGIN EXCLUSIVE');
      return new WriterLock(database);
    } catch (error) {
      database.close();
      if ((storeError(error) as { code?: string }).code !== 'busy') throw error;
      throw new FolderInUseError(
        `another process writes to ${resolve(folder)}: stop it, or send it the events over HTTP, or name another folder with --data-dir`,
      );
    }
  }

  release(): void {
    this.database.close();
  }
}

/** @throws SetupError when the folder holds no log to read */
export function requireLog(folder: string): void {
  if (existsSync(join(folder, FILES.events))) return;
  throw new SetupError(
    'no-data',
    `${resolve(folder)} holds no hepatrace log: name its folder with --data-dir, or import something first`,
  );
}
