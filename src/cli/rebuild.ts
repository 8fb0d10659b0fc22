import { Option, type Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import { rebuild as rebuildModels } from '../projections/index.js';
import { CheckFailed, UsageError } from './failure.js';
import { command, dataDir, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';
import { documentsSideBySide } from './side-by-side.js';

const MOST_THREADS = 16;

export const rebuild = (): Command =>
  command('rebuild', 'the read models anew beside the old ones, then switched; interruptible', 'hepatrace rebuild', [
    json(),
    dataDir(),
    new Option('--threads <n>', 'side by side, each with patients of its own (default: by the size of the log)'),
  ]).action(async (options: { dataDir?: string; json?: boolean; threads?: string }) => {
    const config = loadConfig(options);
    const threads = threadsOf(options.threads);
    const { store, models, close } = openForWriting(config);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const started = performance.now();
    try {
      const checkpoint = await rebuildModels(store, models, {
        signal,
        parts: documentsSideBySide(config, store, threads),
        progress: line.events,
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
