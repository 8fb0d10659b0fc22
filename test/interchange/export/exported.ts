import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { RecordedEvent } from '../../../src/events/index.js';
import {
  exportTo,
  type ExportFormat,
  type ExportManifest,
  type ExportRequest,
} from '../../../src/interchange/index.js';
import { derive, questionOf, type Asked } from '../../../src/outcomes/index.js';
import { emptyTimeline, evolve } from '../../../src/timeline/index.js';
import { recorded, type Line } from '../../outcomes/history.js';

/** The log of several patients, one after the other. */
export const logOf = (histories: Readonly<Record<string, readonly Line[]>>): readonly RecordedEvent[] =>
  Object.entries(histories)
    .flatMap(([patientId, lines]) => recorded(patientId, lines))
    .map((event, position) => ({ ...event, position }));

export interface Exported {
  readonly folder: string;
  readonly manifest: ExportManifest;
  /** A table as csv-parse reads it. */
  readonly rows: (file: string) => readonly Readonly<Record<string, string>>[];
}

export const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'hepatrace-export-')), 'out');

/** Exports a log from memory into a new folder. */
export async function exported(
  format: ExportFormat,
  events: readonly RecordedEvent[],
  asked: Asked = {},
  more: Partial<ExportRequest> & { readonly leftOut?: Readonly<Record<string, string>> } = {},
): Promise<Exported> {
  const { leftOut = {}, folder = newFolder(), ...request } = more;
  const question = questionOf(asked);
  const ids = [...new Set(events.flatMap(({ patientId }) => patientId ?? []))].toSorted();
  const batch = ids.map((id) => {
    const timeline = events.filter(({ patientId }) => patientId === id).reduce(evolve, emptyTimeline(id));
    return { timeline, outcomes: derive(timeline, question), leftOut: leftOut[id] ?? null };
  });
  const manifest = await exportTo({
    ...{ format, folder, question, software: 'hepatrace test', signal: new AbortController().signal },
    ...{ cohort: { name: 'all', version: 1, sha256: null }, groupBy: null, withoutCurves: null, guardFormulas: false },
    asOf: { position: events.length - 1, recordedAt: '2024-01-01T00:00:00.000Z' },
    patients: once(batch),
    events: once(events),
    ...request,
  });
  const rows: Exported['rows'] = (file) => parse(readFileSync(join(folder, file)), { columns: true });
  return { folder, manifest, rows };
}

export async function* once<T>(batch: T): AsyncGenerator<T> {
  await Promise.resolve();
  yield batch;
}

/** The log in batches of a size that no row group is a multiple of. */
export async function* batchesOf<T>(items: readonly T[], size = 777): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield await Promise.resolve(items.slice(from, from + size));
}
