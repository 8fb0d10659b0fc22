import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import { partOf, rebuild as rebuildModels } from '../projections/index.js';
import { CheckFailed, UsageError } from './failure.js';
import { foldInWorker } from './fold-in-worker.js';
import { command, dataDir, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';

/** A thread takes 0.4 s of processor time to start: with fewer events than that it costs more than it brings. */
const WORTH_A_THREAD = 200_000;
/** One thread writes for all: more than these would wait for it. */
const MOST_BY_DEFAULT = 4;
const MOST_THREADS = 16;

export const rebuild = (): Command =>
  command('rebuild', 'the read models anew beside the old ones, then switched; interruptible', 'hepatrace rebuild', [
    json(),
    dataDir(),
    new Option('--threads <n>', 'side by side, each with patients of its own (default: by the size of the log)'),
  ]).action(async (options: { dataDir?: string; json?: boolean; threads?: string }) => {
    const config = loadConfig(options);
    const wanted = threadsOf(options.threads);
    const { store, models, close } = openForWriting(config);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const started = performance.now();
    try {
      const checkpoint = await rebuildModels(store, models, {
        signal,
        // Others first, as they take a while to start; this thread folds its own part, and writes for all.
        parts: (upTo) => {
          const of = wanted ?? (upTo < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_BY_DEFAULT));
          const others = Array.from({ length: of - 1 }, (_, index) => ({ index: index + 1, of }));
          return [
            ...others.map((shard) => foldInWorker(config, { upTo, shard })),
            partOf(store, { upTo, shard: { index: 0, of } }),
          ];
        },
        progress: ({ events, of }) => {
          line.show(() => {
            const rate = events / ((performance.now() - started) / 1000);
            return `${events} of ${of} events, ${Math.round(rate)}/s, ${Math.ceil((of - events) / rate)} s left`;
          });
        },
      });
      line.end();
      const seconds = (performance.now() - started) / 1000;
      const result = {
        events: (checkpoint?.position ?? -1) + 1,
        position: checkpoint?.position ?? null,
        seconds: Math.round(seconds * 1000) / 1000,
        // maxRSS is in kilobytes, on every system.
        peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
      };
      if (options.json) printJson(result);
      else print(`read models rebuilt from ${result.events} events in ${seconds.toFixed(1)} s`);
    } catch (error) {
      if (!signal.aborted) throw error;
      process.stderr.write('interrupted: the read models are as they were\n');
      throw new CheckFailed();
    } finally {
      await close();
    }
  });

function threadsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new UsageError(`--threads ${text} is no number of threads: give a whole number from 1 to ${MOST_THREADS}`);
}
