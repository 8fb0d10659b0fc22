import { Option, type Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import type { Building } from '../ports/index.js';
import { rebuild as rebuildModels } from '../projections/index.js';
import { Interrupted } from './failure.js';
import { command, dataDir, json, threads, threadsOf } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';
import { documentsSideBySide } from './side-by-side.js';

export const rebuild = (): Command =>
  command('rebuild', 'the read models anew beside the old ones, then switched; interruptible', 'hepatrace rebuild', [
    json(),
    dataDir(),
    threads('each with patients of its own'),
    new Option('--fresh', 'from the first event, also where an interrupted rebuild could go on'),
  ]).action(async (options: { dataDir?: string; json?: boolean; threads?: string; fresh?: boolean }) => {
    const config = loadConfig(options);
    const of = threadsOf(options.threads);
    const { store, models, close } = openForWriting(config);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const started = performance.now();
    let resumedAt = 0;
    try {
      const checkpoint = await rebuildModels(store, models, {
        signal,
        parts: documentsSideBySide(config, store, of),
        progress: line.events,
        fresh: options.fresh ?? false,
        resuming: (building) => {
          resumedAt = eventsOf(building);
          process.stderr.write(`${resumingText(building)}\n`);
        },
      });
      line.end();
      const seconds = (performance.now() - started) / 1000;
      const result = {
        events: (checkpoint?.position ?? -1) + 1,
        position: checkpoint?.position ?? null,
        resumedAt,
        seconds: Math.round(seconds * 1000) / 1000,
        // maxRSS is in kilobytes, on every system.
        peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
      };
      if (options.json) printJson(result);
      else print(`read models rebuilt from ${result.events} events in ${seconds.toFixed(1)} s`);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Interrupted('the read models are as they were; hepatrace rebuild goes on from here');
    } finally {
      await close();
    }
  });

const eventsOf = ({ parts }: Building): number => parts.reduce((sum, { events }) => sum + events, 0);

function resumingText(building: Building): string {
  const patients = building.parts.flatMap(({ patientId }) => patientId ?? []);
  const of = building.goal.position + 1;
  return `resuming an interrupted rebuild: ${eventsOf(building)} of ${of} events are done, to patient ${patients.join(', ') || '-'}`;
}
