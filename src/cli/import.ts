import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { fileAt, fileFrom, importFile, readMapping, type ImportReport, type Mapping } from '../interchange/index.js';
import { recordFacts } from '../recording/index.js';
import { CheckFailed, UsageError } from './failure.js';
import { writeFolder, type HeldFolder } from './folder.js';
import { command, dataDir, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';

interface ImportOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly mapping?: string;
  readonly format: 'events';
  readonly rejected?: string;
}

export const importCommand = (): Command =>
  command(
    'import',
    'bulk import of event files, or of tables through a mapping; safe to repeat',
    'hepatrace import patients.csv --mapping mapping.yaml',
    [
      new Option('--mapping <file>', 'mapping file (YAML) that says what the columns mean'),
      new Option('--format <format>', 'without a mapping: events, one JSON object a line')
        .choices(['events'])
        .default('events'),
      new Option('--rejected <file>', 'where rejected rows go (default: beside the input)'),
      json(),
      dataDir(),
    ],
  )
    .argument('<files...>', 'files to import; - reads standard input')
    .action(async (files: string[], options: ImportOptions) => {
      const missing = [...files, options.mapping ?? '-'].find((file) => file !== '-' && !existsSync(file));
      if (missing !== undefined) throw new UsageError(`there is no file ${missing}`);
      if (options.rejected !== undefined && files.length > 1)
        throw new UsageError('--rejected takes one file: import the files one by one');
      const mapping =
        options.mapping === undefined
          ? null
          : readMapping(readFileSync(options.mapping, 'utf8'), basename(options.mapping));
      const signal = abortOnInterrupt();
      await writeFolder(options.dataDir, async (folder) => {
        const reports: (ImportReport & { file: string })[] = [];
        for (const file of files) {
          const report = await importInto(folder, file, {
            mapping,
            signal,
            ...(options.rejected !== undefined && { rejected: options.rejected }),
          });
          reports.push({ file, ...report });
          if (!options.json) print(importText(file, report));
          if (signal.aborted) break;
        }
        if (options.json) printJson(reports.length === 1 ? reports[0] : reports);
        const failed = reports.some(
          ({ counts, interrupted }) => interrupted || counts.rowsRejected > 0 || counts.changed > 0,
        );
        if (failed) throw new CheckFailed();
      });
    });

/** Imports one file into an open folder, and waits until its read models know it. */
export async function importInto(
  { store, keys, recording, config, projector }: HeldFolder,
  path: string,
  { mapping, signal, rejected }: { mapping: Mapping | null; signal: AbortSignal; rejected?: string },
): Promise<ImportReport> {
  const line = new ProgressLine();
  const caller = { ...config.localUser, requestId: randomUUID() };
  const report = await importFile({
    file: path === '-' ? await fileFrom(process.stdin, 'standard input') : fileAt(path),
    mapping,
    secret: await keys.secret('hepatrace/import/v1'),
    signal,
    ...(rejected !== undefined && { rejected }),
    record: (patientId, drafts) => recordFacts(store, recording, { patientId, drafts, caller }),
    progress: ({ patients, recorded, known, rowsRejected }) => {
      line.show(
        () =>
          `${basename(path)}: ${patients} patients, ${recorded} events recorded, ${known} known already, ${rowsRejected} rows rejected`,
      );
    },
  });
  const head = await store.head();
  if (head) await projector.reached(head.position);
  line.end();
  return report;
}

function importText(
  file: string,
  { counts, changed, acknowledged, problems, rejectedFile, interrupted }: ImportReport,
): string {
  const { patients, patientsRejected, rows, rowsRejected, rowsWithoutEvent, recorded, known } = counts;
  return [
    `${basename(file)}: ${rows} rows of ${patients} patients`,
    `  ${recorded} events recorded, ${known} known already`,
    ...(rowsWithoutEvent > 0 ? [`  ${rowsWithoutEvent} rows state no event`] : []),
    ...Object.entries(acknowledged).map(([code, count]) => `  ${count} events carry the acknowledgement ${code}`),
    ...(rowsRejected > 0
      ? [`  ${rowsRejected} rows of ${patientsRejected} patients rejected: mend ${rejectedFile} and import it`]
      : []),
    ...problems.map(
      ({ row, column, detail, remedy }) =>
        `    row ${row}${column === null ? '' : `, ${column}`}: ${detail}. ${remedy}`,
    ),
    ...changed.map(
      ({ patientId, detail, correction }) =>
        `  changed at the source: ${patientId}: ${detail}. To record it: ${JSON.stringify(correction)}`,
    ),
    ...(interrupted ? ['  interrupted: import the file again, what is recorded is not recorded twice'] : []),
  ].join('\n');
}
