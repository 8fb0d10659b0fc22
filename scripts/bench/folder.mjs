import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '../../dist/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../dist/adapters/sqlite/keys.js';
import { SystemClock } from '../../dist/adapters/system-clock.js';

/** A temporary data folder, removed afterwards. */
export async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An event store of its own in that folder. */
export async function withStore(folder, use) {
  const keys = new SqliteKeys(folder, () => createSecretKey(Buffer.alloc(32, 7)));
  const store = SqliteEventStore.forWriting(folder, keys, new SystemClock());
  try {
    return await use(store);
  } finally {
    await store.close();
    await keys.close();
  }
}

/** Things a second, and the seconds. */
export async function rate(count, run) {
  const started = performance.now();
  await run();
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: count / seconds, seconds };
}

/** The middle of an odd number of figures. */
export const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
