import type { Clock, EventStore, Keys, ReadModels, StoredLog } from '../ports/index.js';
import type { Config } from '../config.js';
import { readKeyFile } from './key-file.js';
import { SqliteEventStore } from './sqlite/event-store.js';
import { WriterLock, requireLog } from './sqlite/folder.js';
import { SqliteKeys } from './sqlite/keys.js';
import { SqliteReadModels } from './sqlite/read-models.js';
import { SystemClock } from './system-clock.js';

export { MeasuredEventStore } from './measured-event-store.js';

/** What config names, opened. */
export interface Adapters {
  readonly store: EventStore;
  readonly storedLog: StoredLog;
  /** Null where they were never built; the log itself answers then. */
  readonly models: ReadModels | null;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

export interface WritableAdapters extends Adapters {
  readonly models: ReadModels;
}

/**
 * Opens the data folder for the one process that writes to it; makes it when it is not there.
 * @throws FolderInUseError, SetupError
 */
export function openForWriting({ dataDir, keyFile }: Pick<Config, 'dataDir' | 'keyFile'>): WritableAdapters {
  const lock = WriterLock.take(dataDir);
  try {
    const clock = new SystemClock();
    const keys = new SqliteKeys(dataDir, (mayMake) => readKeyFile(keyFile, dataDir, mayMake));
    const store = SqliteEventStore.forWriting(dataDir, keys, clock);
    try {
      const models = SqliteReadModels.forWriting(dataDir);
      return { store, storedLog: store.stored, models, keys, clock, close: closer(store, models, keys, lock) };
    } catch (error) {
      void closer(store, null, keys)();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens the data folder beside whoever writes to it.
 * @throws SetupError when there is no log
 */
export function openForReading({ dataDir, keyFile }: Pick<Config, 'dataDir' | 'keyFile'>): Adapters {
  requireLog(dataDir);
  const keys = new SqliteKeys(dataDir, (mayMake) => readKeyFile(keyFile, dataDir, mayMake), true);
  const store = SqliteEventStore.forReading(dataDir, keys);
  const models = SqliteReadModels.forReading(dataDir);
  return { store, storedLog: store.stored, models, keys, clock: new SystemClock(), close: closer(store, models, keys) };
}

function closer(store: EventStore, models: ReadModels | null, keys: Keys, lock?: WriterLock): () => Promise<void> {
  return async () => {
    await store.close();
    await models?.close();
    await keys.close();
    lock?.release();
  };
}
