import type { Command } from 'commander';
import { openForReading, openForWriting, type Adapters } from '../adapters/index.js';
import { loadConfig, type Config, type Overrides } from '../config.js';
import { FolderInUseError } from '../ports/index.js';
import { growthJson, proofJson, tlogProofText, vkeyOf } from '../provenance/index.js';
import { UsageError, failureOf } from './failure.js';
import { readFolder } from './folder.js';
import { command, dataDir, json } from './options.js';
import { print, printJson } from './output.js';

interface LogOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

export const log = (): Command => {
  const all = command(
    'log',
    'the transparency log: what is signed of it, and what can be proven',
    'hepatrace log checkpoint',
    [],
  );
  for (const make of [checkpoint, vkey, prove, consistency, thaw]) all.addCommand(make().exitOverride());
  return all;
};

const checkpoint = (): Command =>
  command('checkpoint', 'signs what is not signed yet and prints the signed note', 'hepatrace log checkpoint', [
    dataDir(),
  ]).action(async (options: LogOptions) => {
    const { note } = await openFolder(options, (adapters) => adapters.log.newCheckpoint());
    print(note);
  });

const vkey = (): Command =>
  command('vkey', 'the key that checkpoints are verified with', 'hepatrace log vkey', [dataDir()]).action(
    async (options: LogOptions) => print(await openFolder(options, ({ store, keys }) => vkeyOf(store, keys))),
  );

const prove = (): Command =>
  command('prove', 'that an event is in the log (c2sp.org/tlog-proof@v1)', 'hepatrace log prove EVENT > e.tlog-proof', [
    json(),
    dataDir(),
  ])
    .argument('<event>', 'id of the event')
    .option('--size <n>', 'of the checkpoint to prove against (default: the last one)')
    .action(async (event: string, options: LogOptions & { size?: string }) => {
      const size = options.size === undefined ? undefined : sizeOf(options.size);
      const proof = await openFolder(options, (adapters) => adapters.log.inclusion(event, size));
      if (options.json) printJson(proofJson(proof));
      else print(tlogProofText(proof));
    });

const consistency = (): Command =>
  command('consistency', 'that the log of TO events goes on from that of FROM', 'hepatrace log consistency 120 200', [
    dataDir(),
  ])
    .argument('<from>', 'number of events of the smaller log')
    .argument('[to]', 'number of events of the larger one (default: as many as the last checkpoint covers)')
    .action(async (from: string, to: string | undefined, options: LogOptions) => {
      const sizes = [sizeOf(from), to === undefined ? undefined : sizeOf(to)] as const;
      printJson(growthJson(await openFolder(options, (adapters) => adapters.log.consistency(...sizes))));
    });

const thaw = (): Command =>
  command(
    'thaw',
    'lets a frozen log go on as it is, under a new origin whose first entry says why',
    'hepatrace log thaw --reason "disk lost, backup of 1 March restored"',
    [dataDir()],
  )
    .requiredOption('--reason <text>', 'why; anyone who checks the log reads it, so name no patient')
    .action(async (options: LogOptions & { reason: string }) => {
      if (options.reason.trim() === '') throw new UsageError('--reason is empty: say why the log may go on');
      const config = loadConfig(options);
      const { checkpointer, close, store, keys } = openForWriting(config);
      try {
        const signed = await checkpointer.thaw(options.reason, config.localUser);
        print(signed?.note ?? '');
        process.stderr.write(`from here on the log is verified with ${await vkeyOf(store, keys)}\n`);
      } finally {
        await close();
      }
    });

/** Holds the folder where nobody else does, so that what is not signed yet can be; beside a service it only reads. */
async function openFolder<T>({ dataDir }: Overrides, use: (adapters: Adapters) => Promise<T>): Promise<T> {
  const config = loadConfig({ dataDir });
  const adapters = openAtLeastForReading(config);
  try {
    return await use(adapters);
  } finally {
    await adapters.close();
  }
}

/**
 * Signs a log to its end, where it was signed before and nobody else writes to it: who reads a copy makes no key. What keeps
 * it from that is told, and is for whoever reads no failure.
 */
export async function signToItsEnd(dataDir: string | undefined): Promise<void> {
  if (!(await readFolder(dataDir, (folder) => folder.log.log.lastCheckpoint()))) return;
  try {
    await openFolder({ dataDir }, (adapters) => adapters.log.newCheckpoint());
  } catch (error) {
    process.stderr.write(`not signed: ${failureOf(error).message}\n`);
  }
}

function openAtLeastForReading(config: Config): Adapters {
  const reading = openForReading(config);
  try {
    const writing = openForWriting(config);
    void reading.close();
    return writing;
  } catch (error) {
    if (error instanceof FolderInUseError) return reading;
    void reading.close();
    throw error;
  }
}

function sizeOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`${JSON.stringify(text)} is no size of a log: give a whole number`);
}
