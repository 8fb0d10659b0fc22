import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../adapters/index.js';
import { partOf, type FoldRange } from '../projections/index.js';

/** A part of a rebuild, in a thread of its own: folds and derives, and sends the documents to the thread that writes. */
const { dataDir, keyFile, range } = workerData as { dataDir: string; keyFile: string; range: FoldRange };
const port = parentPort;
if (!port) throw new Error('this file is the start of a worker thread');

/** Messages that may wait to be written: more would only fill memory. */
const AHEAD = 4;

const adapters = openForReading({ dataDir, keyFile });
try {
  let unanswered = 0;
  for await (const { documents, events } of partOf(adapters.store, range)) {
    // The bodies stay here: their text says the same.
    port.postMessage({ events, documents: documents.map((document) => ({ ...document, body: null })) });
    unanswered += 1;
    while (unanswered > AHEAD) {
      await once(port, 'message');
      unanswered -= 1;
    }
  }
  port.postMessage(null);
} finally {
  await adapters.close();
}
port.close();
