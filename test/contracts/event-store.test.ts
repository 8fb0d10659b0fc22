import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import { eventStoreContract } from './event-store.contract.js';

eventStoreContract('memory', 'in-memory', (clock) => {
  const store = new MemoryEventStore(clock);
  return Promise.resolve({ store, dispose: () => store.close() });
});

eventStoreContract('SQLite', 'durable', (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  const kek = createSecretKey(Buffer.alloc(32, 7));
  const open = (): { store: SqliteEventStore; keys: SqliteKeys } => {
    const keys = new SqliteKeys(folder, () => kek);
    return { keys, store: SqliteEventStore.forWriting(folder, keys, clock) };
  };
  let { store, keys } = open();
  return Promise.resolve({
    store,
    reopen: async () => {
      await store.close();
      await keys.close();
      ({ store, keys } = open());
      return store;
    },
    dispose: async () => {
      await store.close();
      await keys.close();
      rmSync(folder, { recursive: true });
    },
  });
});
