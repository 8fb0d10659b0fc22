import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../adapters/index.js';
import { documentsIn, rowsIn } from '../projections/index.js';
import type { FoldTask } from './fold-in-worker.js';

/** A part of the log, in a thread of its own: folds and derives, and sends what comes of it to the thread that asked. */
const { dataDir, keyFile, task } = workerData as { dataDir: string; keyFile: string; task: FoldTask };
const port = parentPort;
if (!port) throw new Error('this file is the start of a worker thread');

/** Messages that may wait to be taken: more would only fill memory. */
const AHEAD = 4;

const { store, close } = openForReading({ dataDir, keyFile });
try {
  let waiting = 0;
  for await (const part of task.rows ? rowsIn(store, task.range, task.rows) : documentsIn(store, task.range)) {
    port.postMessage(part);
    waiting += 1;
    while (waiting > AHEAD) {
      await once(port, 'message');
      waiting -= 1;
    }
  }
  port.postMessage(null);
} finally {
  await close();
}
port.close();
