import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { LAST_WORDS, type Allowance, type LastWords } from './messages.js';

/**
 * Ends the process when an analysis has run for too long or has grown too large, and says where it was. In a thread of its
 * own: a loop without an end leaves no other moment, and V8 ends the whole process, not a thread, where a table outgrows it.
 */
const { memory, may } = workerData as { readonly memory: Int32Array; readonly may: Allowance };
const EVERY_MS = 20;
const MEGABYTE = 2 ** 20;

const before = process.memoryUsage.rss();
let ran = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  if (memory[0] !== 0) ran += now - last;
  last = now;
  if (ran > may.seconds * 1000) end('time-limit', `stopped after ${may.seconds} s`);
  else if (process.memoryUsage.rss() - before > may.megabytes * MEGABYTE) {
    end('memory-limit', `stopped at ${may.megabytes} MB`);
  }
}, EVERY_MS);

function end(code: LastWords['code'], detail: string): void {
  const words: LastWords = { code, detail, frame: [...memory] };
  writeSync(LAST_WORDS, JSON.stringify(words));
  process.kill(process.pid, 'SIGKILL');
}
