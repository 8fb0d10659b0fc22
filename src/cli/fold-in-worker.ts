import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import type { RowAsked } from '../outcomes/index.js';
import type { FoldRange, Part } from '../projections/index.js';

/** What a thread makes of its patients: the documents of the read models, or the rows asked for. */
export interface FoldTask {
  readonly range: FoldRange;
  readonly rows: RowAsked | null;
}

/** Threads of all that is asked at a time; who comes then waits until one is done. */
const MOST_AT_ONCE = 16;
let free = MOST_AT_ONCE;
const waiting: (() => void)[] = [];

/**
 * A part of the log that is folded in a thread of its own.
 * @throws whatever the thread ends with
 */
export async function* foldInWorker<Made>(
  { dataDir, keyFile, eventStoreUrl }: Config,
  task: FoldTask,
): AsyncGenerator<Part<Made>> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  const worker = new Worker(new URL('./fold.worker.js', import.meta.url), {
    workerData: { dataDir, keyFile, eventStoreUrl, task },
  });
  try {
    for await (const [part] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[Part<Made> | null]>) {
      if (part === null) return;
      yield part;
      worker.postMessage('taken');
    }
    throw new Error('the thread ended before its part was done');
  } finally {
    await worker.terminate();
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
