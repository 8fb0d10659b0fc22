import { Option, type Command } from 'commander';
import { EXPORT_FORMATS, exportTo, type ExportFormat, type ExportManifest } from '../interchange/index.js';
import { FIXED_FACTS, questionOf, type FixedFact } from '../outcomes/index.js';
import { Cohorts } from '../studies/index.js';
import { VERSION } from '../version.js';
import { chooseCohort } from './cohort/definition-file.js';
import { candidates, selectionOf } from './export-patients.js';
import { Interrupted, UsageError } from './failure.js';
import { readFolder } from './folder.js';
import { signToItsEnd } from './log.js';
import { asOf, command, cutOff, dataDir, json, option, ruleSet, timeZero, type ReadOptions } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';

interface ExportOptions extends ReadOptions {
  readonly format: ExportFormat;
  readonly to: string;
  readonly cohort: string;
  readonly groupBy?: FixedFact;
  readonly spreadsheet?: boolean;
}

export const exportCommand = (): Command =>
  command(
    'export',
    'patients, times and the event log for R, Python and SAS, each with its data dictionary',
    'hepatrace export --format csv --to crlm-2026-07',
    [
      new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory(),
      new Option(
        '--to <dir>',
        'folder to be made; an earlier export of the same format there is replaced',
      ).makeOptionMandatory(),
      new Option('--cohort <name|file>', 'its members: NAME, NAME@2, or the file of a definition').default('all'),
      new Option('--group-by <fact>', 'a Kaplan-Meier curve for each of its values').choices(FIXED_FACTS),
      new Option('--spreadsheet', 'in CSV, an apostrophe before texts that a spreadsheet would take for a formula'),
      ruleSet(),
      timeZero(),
      option(),
      asOf(),
      cutOff(),
      json(),
      dataDir(),
    ],
  ).action(async (options: ExportOptions) => {
    const { format, to } = options;
    const question = questionOf(options);
    const ofLog = format === 'events-parquet' || format === 'ndjson';
    if (ofLog && options.cutOff !== undefined) {
      throw new UsageError('the event log has no clinical cut-off: leave --cut-off out, or bound it with --as-of');
    }
    if (options.groupBy !== undefined && format !== 'csv' && format !== 'parquet')
      throw new UsageError(`--group-by is for the curves of csv and parquet: ${format} has none`);
    if (options.spreadsheet && format !== 'csv' && format !== 'adtte')
      throw new UsageError(`--spreadsheet is for csv and adtte: no spreadsheet takes ${format} for formulas`);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const started = performance.now();
    const rate = (done: number): number => Math.round(done / ((performance.now() - started) / 1000));
    // What leaves the house can be held against what is signed.
    await signToItsEnd(options.dataDir);
    try {
      const manifest = await readFolder(options.dataDir, async ({ reading, store, asOf: momentOf }) => {
        const asked = await momentOf(options.asOf);
        const selection = selectionOf(await chooseCohort(new Cohorts(store), options.cohort, asked, {}), question);
        return reading.timelines(asked, (batches, moment) =>
          exportTo({
            ...{ format, folder: to, software: `hepatrace ${VERSION}`, question, signal, asOf: moment },
            ...{ cohort: selection.cohort, withoutCurves: selection.withoutCurves },
            ...{ groupBy: options.groupBy ?? null, guardFormulas: options.spreadsheet ?? false },
            patients: candidates(batches, question, selection),
            events: store.readAll({ upTo: moment?.position ?? -1 }),
            progress: ({ patients, events }) =>
              line.show(() =>
                events > 0 ? `${events} events, ${rate(events)}/s` : `${patients} patients, ${rate(patients)}/s`,
              ),
          }),
        );
      });
      line.end();
      if (options.json) printJson(manifest);
      else print(manifestText(to, manifest));
    } catch (error) {
      line.end();
      if (!signal.aborted) throw error;
      throw new Interrupted(`nothing is written to ${to}`);
    }
  });

function manifestText(
  folder: string,
  { patients, synthetic, asOf: moment, leftOut, withoutCurves, files }: ExportManifest,
): string {
  const out = Object.entries(leftOut).map(([code, count]) => `${count} ${code}`);
  return [
    `${patients} patients as of position ${moment.position ?? '-'} in ${folder}`,
    ...(synthetic > 0 ? [`  SYNTHETIC: ${synthetic} of ${patients}, no such person exists`] : []),
    ...(out.length > 0 ? [`  left out: ${out.join(', ')}`] : []),
    ...(withoutCurves ? [`  no curves: ${withoutCurves.detail} ${withoutCurves.remedy}`] : []),
    ...files.map(({ path, rows, bytes }) => `  ${path.padEnd(18)} ${rows} rows, ${bytes} bytes`),
    '  schema.json        what each column means',
    '  manifest.json      what was asked, and the digest of each file',
  ].join('\n');
}
