import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../adapters/index.js';
import { judgeTile, type Judged } from '../provenance/index.js';
import type { JudgingTask } from './judging-threads.js';

/** Judges tiles of the log in a thread of its own, with a connection of its own, until it is ended. */
const port = parentPort;
if (!port) throw new Error('this file is the start of a worker thread');
const { storedLog } = openForReading(workerData as Parameters<typeof openForReading>[0]);

port.on('message', (task: JudgingTask) => {
  void (task === null ? storedLog.damage() : judged(task)).then((answer) => port.postMessage(answer));
});

async function judged({ first, tiles }: NonNullable<JudgingTask>): Promise<readonly Judged[]> {
  const answer: Judged[] = [];
  for (let n = first; n < first + tiles && answer.at(-1) !== 'nothing'; n += 1)
    answer.push(await judgeTile(storedLog, n));
  return answer;
}
