import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fileAt, importFiles, readMapping } from '../../src/interchange/index.js';
import type { ImportedDraft, ImportReport, RecordPatient } from '../../src/interchange/index.js';

export const SECRET = Buffer.alloc(32, 7);

/** A log in memory that keeps the contract of RecordPatient: known ids are left out, other content is a change. */
export class Log {
  readonly patients = new Map<string, Map<string, ImportedDraft>>();
  calls = 0;

  readonly record: RecordPatient = async (patientId, drafts) => {
    this.calls++;
    await Promise.resolve();
    const stream = this.patients.get(patientId) ?? new Map<string, ImportedDraft>();
    const changed = drafts
      .filter(({ id }) => stream.has(id))
      .filter((draft) => !isDeepStrictEqual(stream.get(draft.id), draft));
    if (changed.length > 0) return { changed: changed.map(({ id, type }) => ({ id, detail: `${type} differs` })) };
    const fresh = drafts.filter(({ id }) => !stream.has(id));
    for (const draft of fresh) stream.set(draft.id, draft);
    this.patients.set(patientId, stream);
    return { recorded: fresh.length, known: drafts.length - fresh.length };
  };

  get events(): ImportedDraft[] {
    return [...this.patients.values()].flatMap((stream) => [...stream.values()]);
  }

  of(type: string): ImportedDraft[] {
    return this.events.filter((event) => event.type === type);
  }
}

/** A new folder with files in it; their paths by name. */
export async function filesWith<Name extends string>(
  texts: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'hepatrace-import-'));
  const paths = Object.entries<string>(texts).map(([name, text]) => [name, join(folder, name), text] as const);
  for (const [, path, text] of paths) await writeFile(path, text);
  return Object.fromEntries(paths.map(([name, path]) => [name, path])) as Record<Name, string>;
}

/** A new folder with a file in it; its path. */
export async function fileWith(name: string, text: string | Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'hepatrace-import-')), name);
  await writeFile(path, text);
  return path;
}

export interface Options {
  readonly record?: RecordPatient;
  readonly rejected?: string;
  readonly signal?: AbortSignal;
}

/** Imports the files at the paths together under a mapping, or one as a file of events. */
export function importInto(
  log: Log,
  paths: string | readonly string[],
  mapping: string | null,
  options: Options = {},
): Promise<ImportReport> {
  return importFiles({
    files: [paths].flat().map(fileAt),
    mapping: mapping === null ? null : readMapping(mapping, 'm.yaml'),
    secret: SECRET,
    record: options.record ?? log.record,
    signal: options.signal ?? new AbortController().signal,
    ...(options.rejected === undefined ? {} : { rejected: options.rejected }),
  });
}
