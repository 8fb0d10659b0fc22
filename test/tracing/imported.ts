import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openForWriting, type WritableAdapters } from '../../src/adapters/index.js';
import { loadConfig } from '../../src/config.js';
import { fileAt, importFiles, readMapping } from '../../src/interchange/index.js';
import { Reading } from '../../src/projections/index.js';
import { Recording, recordFacts } from '../../src/recording/index.js';
import type { TraceSources } from '../../src/tracing/index.js';
import { dataFolderOf, environmentOf, removeFolder, temporaryFolder } from '../e2e/server.js';

/** A data folder of its own with what was imported into it, open for traces. */
export interface Imported extends TraceSources {
  readonly adapters: WritableAdapters;
  readonly patientIds: readonly string[];
  readonly remove: () => Promise<void>;
}

/** @param mapping file; null: the files are events, a line each */
export async function imported(paths: readonly string[], mapping: string | null): Promise<Imported> {
  const folder = temporaryFolder();
  const config = loadConfig({ dataDir: dataFolderOf(folder) }, environmentOf(folder));
  const adapters = openForWriting(config);
  const { store, keys, models, clock, log } = adapters;
  const recording = new Recording(store, clock);
  const caller = { ...config.localUser, requestId: 'test' };
  const seen = new Set<string>();
  await importFiles({
    files: paths.map((path) => fileAt(path)),
    mapping: mapping === null ? null : readMapping(readFileSync(mapping, 'utf8'), 'mapping.yaml'),
    secret: await keys.secret('hepatrace/import/v1'),
    rejected: join(folder, 'rejected'),
    signal: new AbortController().signal,
    record: (patientId, drafts) => {
      seen.add(patientId);
      return recordFacts(store, recording, { patientId, drafts, caller });
    },
  });
  return {
    ...{ adapters, log, version: 'test', patientIds: [...seen].toSorted() },
    reading: new Reading(store, models, null),
    remove: async () => {
      await adapters.close();
      removeFolder(folder);
    },
  };
}
