import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import type { FoldRange, Part } from '../projections/index.js';

/**
 * A part of a rebuild that is made in a thread of its own.
 * @throws whatever the thread ends with
 */
export async function* foldInWorker({ dataDir, keyFile }: Config, range: FoldRange): AsyncGenerator<Part> {
  const worker = new Worker(new URL('./fold.worker.js', import.meta.url), { workerData: { dataDir, keyFile, range } });
  try {
    for await (const [part] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[Part | null]>) {
      if (part === null) return;
      yield part;
      worker.postMessage('written');
    }
    throw new Error('the thread ended before its part was done');
  } finally {
    await worker.terminate();
  }
}
