import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderInUseError, SetupError, StoreUnavailableError } from '../../ports/index.js';
import { openExclusively, type Database } from './database.js';

/** The files of an embedded data folder. */
export const FILES = {
  events: 'events.db',
  /** Beside a log that lies elsewhere: where in it each event stands. */
  leafIndex: 'leaf-index.db',
  readModels: 'read-models.db',
  keys: 'keys.db',
  lock: 'writer.lock',
  results: 'results',
} as const;

/** A data folder held for writing: one process at a time. The operating system frees it when the process ends. */
export class WriterLock {
  /** The driver closes a database that nobody refers to any more, and with it the lock would be gone. */
  private static readonly held = new Set<WriterLock>();

  private constructor(private readonly database: Database) {}

  /** @throws FolderInUseError when another process holds the folder */
  static take(folder: string): WriterLock {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const lock = new WriterLock(openExclusively(join(folder, FILES.lock)));
      WriterLock.held.add(lock);
      return lock;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError && error.code === 'busy')) throw error;
      throw new FolderInUseError(
        `another process writes to ${resolve(folder)}: stop it, or send it the events over HTTP, or name another folder with --data-dir`,
      );
    }
  }

  release(): void {
    this.database.close();
    WriterLock.held.delete(this);
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
