import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { openForCopy, type Place } from '../adapters/index.js';
import { isEventStoreUrl, loadConfig, type Config } from '../config.js';
import { TransparencyLog, copyLog, type Copied } from '../provenance/index.js';
import { CheckFailed, UsageError } from './failure.js';
import { command, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';
import { keyCheckOf, storyOf } from './verify-against.js';

interface CopyOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

export const copy = (): Command =>
  command(
    'copy',
    'a log into another store, every byte, position and instant; verified on both sides; goes on where it was broken off',
    'hepatrace copy ./data kurrentdb://localhost:2113?tls=false',
    [
      json(),
      new Option(
        '--data-dir <dir>',
        'keys of a log in KurrentDB (default: the folder it is copied from, else $HEPATRACE_DATA_DIR or ./data)',
      ),
    ],
  )
    .argument('<from>', 'data folder, or kurrentdb://…; stop what writes to it')
    .argument('<to>', 'data folder, or kurrentdb://…; empty, or filled by the same copy before')
    .action(async (from: string, to: string, options: CopyOptions) => {
      const config = loadConfig(options);
      const [source, target] = placesOf(from, to, options.dataDir === undefined ? null : config.dataDir, config);
      const line = new ProgressLine();
      const signal = abortOnInterrupt();
      const places = await openForCopy(source, target, config.keyFile);
      try {
        const log = new TransparencyLog(places.from.signed);
        const { story } = await storyOf({ ...places.from, config, log }, undefined, undefined);
        const { hasKey } = await keyCheckOf(places.from.keys);
        const copied = await copyLog(places.from, places.to, {
          story,
          hasKey,
          signal,
          takeKeys: places.takeKeys,
          progress: (step, events) => line.show(() => `${events} events ${step}`),
        });
        line.end();
        const keysIn = source.folder === target.folder ? 'where they were' : target.folder;
        if (options.json) printJson({ ...copied, keys: target.folder });
        else print(copiedText(copied, keysIn));
        process.stderr.write(ONE_OF_THEM);
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write('interrupted: the same command goes on from here\n');
        throw new CheckFailed();
      } finally {
        await places.close();
      }
    });

/**
 * The keys of a log in KurrentDB lie in a data folder: the one named, else that of the other place where it is copied from
 * there, else the usual one.
 */
function placesOf(from: string, to: string, named: string | null, { dataDir: usual }: Config): readonly [Place, Place] {
  const [fromUrl, toUrl] = [urlOf(from), urlOf(to)];
  const fromFolder = resolve(fromUrl === null ? from : (named ?? usual));
  const toFolder = resolve(toUrl === null ? to : (named ?? fromFolder));
  return [
    { eventStoreUrl: fromUrl, folder: fromFolder },
    { eventStoreUrl: toUrl, folder: toFolder },
  ];
}

/** Null for a folder. The value is never repeated: it may hold a password. */
function urlOf(place: string): string | null {
  if (!place.includes('://')) return place === '' ? refused('a place is empty') : null;
  return isEventStoreUrl(place) ? place : refused('no log lies at such an address');
}

const refused = (why: string): never => {
  throw new UsageError(`${why}: give a data folder, or kurrentdb://host:2113?tls=false`);
};

const copiedText = ({ events, copied, root, checkpoints }: Copied, keysIn: string): string =>
  [
    `events       ${events}, ${copied} of them copied now`,
    `contents     ${events} hashed anew on both sides, all as their leaves say`,
    `root         ${root}, the same on both sides`,
    `checkpoints  ${checkpoints}`,
    `data keys    ${keysIn}, and the log's signing key with them; the key file that opens them stays yours`,
    'not copied   read models (built again from the log) and kept results',
  ].join('\n');

const ONE_OF_THEM =
  'From here on let one of the two be written to, and only that: both go by one name and one key, so two that grow apart\n' +
  'are two stories of one log, and whoever keeps its checkpoints refuses the second.\n';
