import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { fileAt, fileFrom, importFiles, readMapping, type ImportReport, type Mapping } from '../interchange/index.js';
import { recordFacts } from '../recording/index.js';
import { Cohorts, defineAsStated } from '../studies/index.js';
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
      new Option(
        '--rejected <file>',
        'where rejected rows go, with several tables a folder (default: beside the input)',
      ),
      json(),
      dataDir(),
    ],
  )
    .argument('<files...>', 'files to import, with a mapping those of all its tables; - reads standard input')
    .action(async (files: string[], options: ImportOptions) => {
      const missing = [...files, options.mapping ?? '-'].find((file) => file !== '-' && !existsSync(file));
      if (missing !== undefined) throw new UsageError(`there is no file ${missing}`);
      const table = options.mapping === undefined && files.find((file) => /\.(csv|tsv|txt)$/i.test(file));
      if (table) {
        throw new UsageError(
          `${table} is a table: say with --mapping what its columns mean (see examples/ in the repository)`,
        );
      }
      if (options.rejected !== undefined && files.length > 1 && options.mapping === undefined)
        throw new UsageError('--rejected takes one file: import the files one by one');
      const mapping =
        options.mapping === undefined
          ? null
          : readMapping(readFileSync(options.mapping, 'utf8'), basename(options.mapping));
      const signal = abortOnInterrupt();
      await writeFolder(options.dataDir, async (folder) => {
        const reports: (ImportReport & { file: string })[] = [];
        // Tables of one mapping say together what there is of a patient; files of events are complete by themselves.
        for (const together of mapping ? [files] : files.map((file) => [file])) {
          const report = await importInto(folder, together, {
            mapping,
            signal,
            ...(options.rejected !== undefined && { rejected: options.rejected }),
          });
          reports.push({ file: together.join(', '), ...report });
          if (!options.json) print(importText(together.map((path) => basename(path)).join(', '), report));
          if (signal.aborted) break;
        }
        if (options.json) printJson(reports.length === 1 ? reports[0] : reports);
        const failed = reports.some(
          ({ counts, interrupted }) => interrupted || counts.rowsRejected > 0 || counts.changed > 0,
        );
        if (failed) throw new CheckFailed();
      });
    });

/** Imports files together into an open folder, and waits until its read models know them. */
export async function importInto(
  { store, keys, clock, recording, config, projector }: HeldFolder,
  paths: readonly string[],
  { mapping, signal, rejected }: { mapping: Mapping | null; signal: AbortSignal; rejected?: string },
): Promise<ImportReport> {
  const line = new ProgressLine();
  const caller = { ...config.localUser, requestId: randomUUID() };
  const cohorts = new Cohorts(store);
  const files = await Promise.all(
    paths.map(async (path) => (path === '-' ? fileFrom(process.stdin, 'standard input') : fileAt(path))),
  );
  const name = files.length === 1 ? files[0]?.name : `${files.length} files`;
  const report = await importFiles({
    files,
    mapping,
    secret: await keys.secret('hepatrace/import/v1'),
    signal,
    ...(rejected !== undefined && { rejected }),
    record: (patientId, drafts) => recordFacts(store, recording, { patientId, drafts, caller }),
    define: (stated) => defineAsStated(cohorts, stated, { clock, caller }),
    progress: ({ patients, recorded, known, rowsRejected }) => {
      line.show(
        () =>
          `${name}: ${patients} patients, ${recorded} events recorded, ${known} known already, ${rowsRejected} rows rejected`,
      );
    },
  });
  const head = await store.head();
  if (head) await projector.reached(head.position);
  line.end();
  return report;
}

function importText(
  files: string,
  { counts, changed, acknowledged, problems, rejectedFiles, interrupted }: ImportReport,
): string {
  const { patients, patientsRejected, rows, rowsRejected, rowsWithoutEvent, recorded, known } = counts;
  return [
    `${files}: ${rows} rows of ${patients} patients`,
    `  ${recorded} events recorded, ${known} known already`,
    ...(rowsWithoutEvent > 0 ? [`  ${rowsWithoutEvent} rows state no event`] : []),
    ...Object.entries(acknowledged).map(([code, count]) => `  ${count} events carry the acknowledgement ${code}`),
    ...(rowsRejected > 0
      ? [
          `  ${rowsRejected} rows of ${patientsRejected} patients rejected: mend ${rejectedFiles.join(' ')} and import ${rejectedFiles.length === 1 ? 'it' : 'them together'}`,
        ]
      : []),
    ...problems.map(
      ({ file, row, column, value, detail, remedy }) =>
        `    ${file}, row ${row}${column === null ? '' : `, ${column}`}${value === null ? '' : ` ${JSON.stringify(value)}`}: ${detail}. ${remedy}`,
    ),
    ...changed.map(
      ({ patientId, detail, correction }) =>
        `  changed at the source: ${patientId}: ${detail}. To record it: ${JSON.stringify(correction)}`,
    ),
    ...(interrupted ? ['  interrupted: import the files again, what is recorded is not recorded twice'] : []),
  ].join('\n');
}
