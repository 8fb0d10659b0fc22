import type { Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import { partOf, rebuild as rebuildModels } from '../projections/index.js';
import { CheckFailed } from './failure.js';
import { foldInWorker } from './fold-in-worker.js';
import { command, dataDir, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';

export const rebuild = (): Command =>
  command('rebuild', 'the read models anew beside the old ones, then switched; interruptible', 'hepatrace rebuild', [
    json(),
    dataDir(),
  ]).action(async (options: { dataDir?: string; json?: boolean }) => {
    const config = loadConfig(options);
    const { store, models, close } = openForWriting(config);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const started = performance.now();
    try {
      const checkpoint = await rebuildModels(store, models, {
        signal,
        // Half of the patients in a thread of their own; this one folds the others, and writes for both.
        parts: (upTo) => [
          partOf(store, { upTo, shard: { index: 0, of: 2 } }),
          foldInWorker(config, { upTo, shard: { index: 1, of: 2 } }),
        ],
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
