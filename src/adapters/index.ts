import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, EventStore, Keys, ReadModels, Results, StoredLog } from '../ports/index.js';
import type { Config } from '../config.js';
import { Checkpointer, TransparencyLog } from '../provenance/index.js';
import { openAnchors } from './anchors/index.js';
import { CheckpointedEventStore } from './checkpointed-event-store.js';
import { readKeyFile } from './key-file.js';
import { ResultFolder } from './result-folder.js';
import { KurrentEventStore } from './kurrentdb/event-store.js';
import { Connection } from './mongodb/connection.js';
import { MongoReadModels } from './mongodb/read-models.js';
import { SqliteEventStore } from './sqlite/event-store.js';
import { FILES, WriterLock, requireLog } from './sqlite/folder.js';
import { SqliteKeys } from './sqlite/keys.js';
import { SqliteReadModels } from './sqlite/read-models.js';
import { SystemClock } from './system-clock.js';

export { openForCopy, type Place } from './copy-places.js';
export { MeasuredEventStore } from './measured-event-store.js';

/** What config names, opened. */
export interface Adapters {
  readonly store: EventStore;
  readonly storedLog: StoredLog;
  /** The log as it is proven. */
  readonly log: TransparencyLog;
  /** Null where they were never built; the log itself answers then. */
  readonly models: ReadModels | null;
  readonly keys: Keys;
  /** Results of analyses that were kept. */
  readonly results: Results;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

export interface WritableAdapters extends Adapters {
  readonly models: ReadModels;
  /** Signs the log as it grows, until it is closed. */
  readonly checkpointer: Checkpointer;
}

/** What of the settings opens a folder. */
type Places = Pick<Config, 'dataDir' | 'keyFile'> &
  Partial<Pick<Config, 'anchors' | 'eventStoreUrl' | 'readModelsUrl'>>;

/**
 * Opens the data folder for the one process that writes to it; makes it when it is not there.
 * @throws FolderInUseError, SetupError
 */
export function openForWriting(settings: Places): WritableAdapters {
  const { dataDir, keyFile, eventStoreUrl = null, readModelsUrl = null, anchors = [] } = settings;
  const places = openAnchors(anchors, dataDir);
  const lock = WriterLock.take(dataDir);
  try {
    const clock = new SystemClock();
    const keys = new SqliteKeys(dataDir, (mayMake) => readKeyFile(keyFile, dataDir, mayMake));
    const store = inKurrent(eventStoreUrl, dataDir, keys, clock) ?? SqliteEventStore.forWriting(dataDir, keys, clock);
    try {
      const models = distributed(readModelsUrl, clock) ?? SqliteReadModels.forWriting(dataDir);
      const checkpointer = new Checkpointer(store, store.signed, keys, clock, places);
      const close = closer(store, models, keys, lock);
      return {
        store: new CheckpointedEventStore(store, checkpointer),
        storedLog: store.stored,
        log: new TransparencyLog(store.signed, () => checkpointer.checkpoint()),
        models,
        checkpointer,
        keys,
        results: resultsIn(dataDir),
        clock,
        close: async () => {
          await checkpointer.close();
          await close();
        },
      };
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
export function openForReading(settings: Places): Adapters {
  const { dataDir, keyFile, eventStoreUrl = null, readModelsUrl = null } = settings;
  if (eventStoreUrl === null) requireLog(dataDir);
  const keys = new SqliteKeys(dataDir, (mayMake) => readKeyFile(keyFile, dataDir, mayMake), true);
  const store = inKurrent(eventStoreUrl, dataDir, keys, null) ?? SqliteEventStore.forReading(dataDir, keys);
  const clock = new SystemClock();
  const models = distributed(readModelsUrl, clock) ?? SqliteReadModels.forReading(dataDir);
  const log = new TransparencyLog(store.signed);
  const close = closer(store, models, keys);
  return { store, storedLog: store.stored, log, models, keys, results: resultsIn(dataDir), clock, close };
}

const resultsIn = (dataDir: string): Results => new ResultFolder(join(dataDir, FILES.results));

/** @param clock null for reading */
function inKurrent(url: string | null, dataDir: string, keys: Keys, clock: Clock | null): KurrentEventStore | null {
  if (url === null) return null;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return KurrentEventStore.at(url, keys, clock, join(dataDir, FILES.leafIndex));
}

const distributed = (url: string | null, clock: Clock): ReadModels | null =>
  url === null ? null : new MongoReadModels(new Connection(url), clock);

function closer(store: EventStore, models: ReadModels | null, keys: Keys, lock?: WriterLock): () => Promise<void> {
  return async () => {
    await store.close();
    await models?.close();
    await keys.close();
    lock?.release();
  };
}
