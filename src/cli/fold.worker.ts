import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../adapters/index.js';
import type { EventStore, StoredDocument } from '../ports/index.js';
import { documentsIn, rowsIn, type FoldRange, type Part } from '../projections/index.js';
import type { FoldTask } from './fold-in-worker.js';

/** A part of the log, in a thread of its own: folds and derives, and sends what comes of it to the thread that asked. */
const { task, ...places } = workerData as Parameters<typeof openForReading>[0] & { readonly task: FoldTask };
const port = parentPort;
if (!port) throw new Error('this file is the start of a worker thread');

/** Messages that may wait to be taken: more would only fill memory. */
const AHEAD = 4;

const { store, close } = openForReading(places);
try {
  let waiting = 0;
  for await (const part of task.rows ? rowsIn(store, task.range, task.rows) : textsIn(store, task.range)) {
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

/** Documents without their bodies: their texts say the same. */
async function* textsIn(store: EventStore, range: FoldRange): AsyncGenerator<Part<StoredDocument>> {
  for await (const part of documentsIn(store, range)) {
    yield { ...part, made: part.made.map((document) => ({ ...document, body: null })) };
  }
}
