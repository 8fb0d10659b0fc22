import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SetupError, type EventStore, type Keys } from '../ports/index.js';
import type { CopiedLog, WholeLog } from '../provenance/index.js';
import { readKeyFile } from './key-file.js';
import { KurrentEventStore } from './kurrentdb/event-store.js';
import { copyKeys } from './sqlite/copied-keys.js';
import { SqliteEventStore } from './sqlite/event-store.js';
import { FILES, WriterLock, requireLog } from './sqlite/folder.js';
import { SqliteKeys } from './sqlite/keys.js';

/** Where a log lies, and the folder that holds its keys: the same one, unless the log lies in a server. */
export interface Place {
  /** Null: in the folder. */
  readonly eventStoreUrl: string | null;
  readonly folder: string;
}

/** Two places opened for a copy, and held against everybody who would write to one of their folders. */
export interface CopyPlaces {
  readonly from: WholeLog & { readonly store: EventStore; readonly keys: Keys };
  readonly to: CopiedLog & { readonly keys: Keys };
  /** Puts the keys beside the copy, where that has a folder of its own. @throws SetupError where other keys are there */
  readonly takeKeys: () => void;
  readonly close: () => Promise<void>;
}

/** @throws FolderInUseError; SetupError `no-data`, `same-place`, `holds-something-else` */
export async function openForCopy(source: Place, target: Place, keyFile: string): Promise<CopyPlaces> {
  const isSame = (name: keyof Place): boolean => source[name] === target[name];
  if (isSame('eventStoreUrl') && (isSame('folder') || source.eventStoreUrl !== null))
    throw new SetupError('same-place', 'the log lies there already: name two places');
  if (source.eventStoreUrl === null) requireLog(source.folder);
  if (target.eventStoreUrl === null) requireOwn(target.folder);
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).toReversed()) await one();
  };
  try {
    for (const folder of new Set([source.folder, target.folder])) {
      const lock = WriterLock.take(folder);
      closers.push(() => lock.release());
    }
    const keysOf = ({ folder }: Place): Keys => {
      const keys = new SqliteKeys(folder, (mayMake) => readKeyFile(keyFile, folder, mayMake), true);
      closers.push(() => keys.close());
      return keys;
    };
    const kept = <Store extends EventStore>(store: Store): Store => {
      closers.push(() => store.close());
      return store;
    };
    /** Without a clock, so that no sequencer runs; with an index of its own, which is gone afterwards. */
    const inKurrent = (url: string, keys: Keys): KurrentEventStore => {
      const index = mkdtempSync(join(tmpdir(), 'hepatrace-copy-'));
      closers.push(() => rmSync(index, { recursive: true, force: true }));
      return kept(KurrentEventStore.at(url, keys, null, join(index, FILES.leafIndex)));
    };
    const [sourceKeys, targetKeys] = [keysOf(source), keysOf(target)];
    const from =
      source.eventStoreUrl === null
        ? kept(SqliteEventStore.forReading(source.folder, sourceKeys))
        : inKurrent(source.eventStoreUrl, sourceKeys);
    const to =
      target.eventStoreUrl === null
        ? kept(SqliteEventStore.forRestoring(target.folder, targetKeys))
        : inKurrent(target.eventStoreUrl, targetKeys);
    return {
      from: { stored: from.stored, signed: from.signed, store: from, keys: sourceKeys },
      to: { stored: to.stored, signed: to.signed, keys: targetKeys, restore: (places) => to.restore(places) },
      takeKeys: () => {
        if (!isSame('folder')) copyKeys(source.folder, target.folder);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A folder that is empty, or a data folder; what stands beside a log that is not there yet is not its own. */
function requireOwn(folder: string): void {
  if (!existsSync(folder)) return;
  const own = existsSync(join(folder, FILES.events)) ? Object.values(FILES) : [FILES.keys, FILES.lock];
  const other = readdirSync(folder).find((name) => !own.some((file) => name.startsWith(file)));
  if (other === undefined) return;
  throw new SetupError(
    'holds-something-else',
    `${resolve(folder)} holds ${other}: name an empty folder, or one that an earlier run of the same copy has filled`,
  );
}
