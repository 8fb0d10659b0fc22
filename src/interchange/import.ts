import { basename, join, resolve } from 'node:path';
import { importRun, type ImportReport, type ImportRun } from './import-run.js';
import type { Mapping } from './mapping.js';
import { openEvents } from './ndjson.js';
import { ImportRefusedError } from './problem.js';
import { RejectedFile } from './rejected-file.js';
import type { SourceFile } from './source-file.js';
import { openRows } from './table-source.js';

export interface ImportFiles extends Pick<ImportRun, 'record' | 'define' | 'concurrency' | 'progress' | 'signal'> {
  /** Several tables of one mapping, whose rows are joined on the patient; of events one file. */
  readonly files: readonly SourceFile[];
  /** Null: a file of events, one a line. */
  readonly mapping: Mapping | null;
  /** 32 bytes, for the ids of imported rows. */
  readonly secret: Buffer;
  /** Where rejected rows go: a file, for several inputs a folder; absent: beside each input. */
  readonly rejected?: string;
}

/**
 * Imports files that together say what there is of each patient.
 * @throws ImportRefusedError when the files cannot be imported as a whole, or rejected rows cannot be written
 */
export async function importFiles(given: ImportFiles): Promise<ImportReport> {
  const { files, mapping, secret, rejected, signal, ...rest } = given;
  const [first] = files;
  if (!first || (!mapping && files.length > 1))
    throw new RangeError(`one file of events is imported, not ${files.length}`);
  const { patients, sources } = mapping
    ? await openRows(files, mapping, secret, signal)
    : await openEvents(first, secret, signal);
  const rejects = await Promise.all(
    sources.map(async ({ file, layout }) => {
      const beside = file.path === null ? null : `${file.path}.rejected.${layout.extension}`;
      const path =
        rejected === undefined ? beside : files.length === 1 ? rejected : join(rejected, basename(beside ?? file.name));
      if (path !== null && files.some((input) => input.path !== null && resolve(input.path) === resolve(path))) {
        throw rejectedIsInput(path);
      }
      return { name: file.name, to: await RejectedFile.at(path, layout) };
    }),
  );
  let complete = false;
  try {
    const report = await importRun({
      ...rest,
      signal,
      source: patients,
      // Every file, even for no row of its own: the files of the rejected are imported together like the first ones.
      async reject(rows, problems) {
        for (const { name, to } of rejects) {
          await to.add(
            rows.filter(({ file }) => file === name),
            problems,
          );
        }
      },
    });
    complete = !report.interrupted;
    return { ...report, rejectedFiles: rejects.flatMap(({ to }) => to.written ?? []) };
  } finally {
    for (const { to } of rejects) await to.close(complete);
  }
}

const rejectedIsInput = (place: string): ImportRefusedError =>
  new ImportRefusedError([
    {
      code: 'rejected-is-input',
      place,
      detail: 'rejected rows would overwrite the input',
      remedy: 'Give --rejected another file.',
    },
  ]);
