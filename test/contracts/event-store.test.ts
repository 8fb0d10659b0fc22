import { createSecretKey, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { clientsOf, type Client } from '../../src/adapters/kurrentdb/client.js';
import { KurrentEventStore } from '../../src/adapters/kurrentdb/event-store.js';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import type { Clock } from '../../src/ports/index.js';
import { KurrentDouble } from '../adapters/kurrentdb-double.js';
import { eventStoreContract, type StoreUnderTest } from './event-store.contract.js';
import { serviceUrl } from './service-url.js';

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

/** A log of a test's own in the server: its streams have names of their own. */
function kurrentLog(connect: () => Client, clock: Clock): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
  const options = { prefix: `test-${randomUUID()}-`, indexFile: join(folder, 'leaves.db'), sequencedMs: 20_000 };
  const open = (): KurrentEventStore => new KurrentEventStore(connect, keys, clock, options);
  let store = open();
  return Promise.resolve({
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    dispose: async () => {
      await store.close();
      await keys.close();
      rmSync(folder, { recursive: true });
    },
  });
}

eventStoreContract('KurrentDB, scripted double', 'durable', (clock) => kurrentLog(new KurrentDouble().connect, clock));

const url = serviceUrl('EVENT_STORE_URL');
eventStoreContract(
  'KurrentDB',
  'durable',
  (clock) => kurrentLog(clientsOf(url ?? ''), clock),
  url === null ? describe.skip : describe,
);
