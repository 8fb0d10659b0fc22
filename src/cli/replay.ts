import { setImmediate as breath } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RecordedEvent } from '../events/index.js';
import { Interrupted, UsageError } from './failure.js';
import { readFolder } from './folder.js';
import { command, dataDir } from './options.js';
import { abortOnInterrupt, printLine } from './output.js';

export const replay = (): Command =>
  command('replay', 'the event log as NDJSON', 'hepatrace replay --after 999 > events.ndjson', [dataDir()])
    .option('--after <position>', 'from after this position')
    .option('--up-to <position>', 'up to and with this position')
    .option('--identity', 'with sealed fields: identifiers, free text, source documents')
    .action(async (options: { dataDir?: string; after?: string; upTo?: string; identity?: boolean }) => {
      const after = positionOf('--after', options.after);
      const upTo = positionOf('--up-to', options.upTo);
      await readFolder(options.dataDir, async ({ store }) => {
        const range = {
          ...(after !== undefined && { after }),
          ...(upTo !== undefined && { upTo }),
          identity: options.identity ?? false,
        };
        const signal = abortOnInterrupt();
        for await (const batch of store.readAll(range)) {
          for (const event of batch) {
            if (signal.aborted) throw new Interrupted(goOn(event));
            await printLine(JSON.stringify(event));
          }
          // Reading is synchronous underneath: without a breath no Ctrl-C would be heard.
          await breath();
        }
      });
    });

const goOn = ({ position }: RecordedEvent): string =>
  position === null || position === 0
    ? 'no line is written; the same command starts anew'
    : `the lines so far are whole; the same command with --after ${position - 1} gives the others`;

function positionOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`${name} ${text} is no position: give a whole number from 0`);
}
