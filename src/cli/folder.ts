import { openForReading, openForWriting, type Adapters, type WritableAdapters } from '../adapters/index.js';
import { loadConfig, type Config, type Overrides } from '../config.js';
import type { LogPoint } from '../ports/index.js';
import { Projector, Reading, resolveAsOf, resolveKnownAtSource } from '../projections/index.js';
import { Recording } from '../recording/index.js';
import { rowsSideBySide } from './side-by-side.js';

/** A data folder open for questions, beside whoever writes to it. */
export interface OpenFolder extends Adapters {
  readonly config: Config;
  readonly reading: Reading;
  /** What `--as-of` means; null without it. */
  readonly asOf: (text: string | undefined) => Promise<LogPoint | null>;
  /** The reading of what `--as-known-at-source` means; of everything without it. */
  readonly atSource: (text: string | undefined) => Reading;
}

export async function readFolder<T>(dataDir: string | undefined, use: (folder: OpenFolder) => Promise<T>): Promise<T> {
  const config = loadConfig({ dataDir });
  const adapters = openForReading(config);
  const { store, models, clock } = adapters;
  const reading = new Reading(store, models, null, rowsSideBySide(config, store));
  try {
    return await use({
      ...adapters,
      config,
      reading,
      atSource: (text) => reading.asKnownAtSource(text === undefined ? null : resolveKnownAtSource(text, clock.now())),
      asOf: async (text) => (text === undefined ? null : resolveAsOf(text, store, clock.now())),
    });
  } finally {
    await adapters.close();
  }
}

/** A data folder held for writing, its projector running. */
export interface HeldFolder extends WritableAdapters {
  readonly config: Config;
  readonly recording: Recording;
  readonly reading: Reading;
  readonly projector: Projector;
}

export async function writeFolder<T>(
  dataDir: string | undefined,
  use: (folder: HeldFolder) => Promise<T>,
  embedded?: Overrides['embedded'],
): Promise<T> {
  const config = loadConfig({ dataDir, embedded });
  const adapters = openForWriting(config);
  const { store, models, clock } = adapters;
  const projector = new Projector(store, models, (why) => {
    process.stderr.write(`the read models stopped: ${why instanceof Error ? why.message : String(why)}\n`);
  });
  try {
    await projector.start();
    const reading = new Reading(store, models, (position) => projector.reached(position));
    return await use({ ...adapters, config, recording: new Recording(store, clock), reading, projector });
  } finally {
    await projector.close();
    await adapters.close();
  }
}
