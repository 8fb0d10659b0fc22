import { InvalidArgumentError, Option, type Command } from 'commander';
import { ANALYSES, GROUPINGS, analysisOf, textOf, type Analysis } from '../analyses/index.js';
import { questionOf } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import type { Reading } from '../projections/index.js';
import { LIMITS } from '../statistics/index.js';
import {
  Cohorts,
  logUsed,
  membersOf,
  questionAbout,
  runStudy,
  type Origin,
  type Study,
  type StudyResult,
} from '../studies/index.js';
import { VERSION } from '../version.js';
import { chooseCohort } from './cohort/definition-file.js';
import { withParameters } from './cohort/options.js';
import { compareAsKnownAtSource, compareAsOf, compareKnowledge, type CompareOptions } from './compare-as-of.js';
import { comparedText } from './compare-as-of-text.js';
import { CheckFailed, UsageError } from './failure.js';
import { readFolder, type OpenFolder } from './folder.js';
import {
  asKnownAtSource,
  asOf,
  command,
  cutOff,
  dataDir,
  json,
  option,
  ruleSet,
  timeZero,
  type ReadOptions,
} from './options.js';
import { ProgressLine, interruptible, jsonText, print, printJson } from './output.js';
import { analyseOwn, isFile } from './own-analysis/index.js';
import { writeNewAnalysis } from './own-analysis/new-file.js';
import { checkText, resultIn, textsOf, verifyResult } from './verify-result.js';
import { named, parametersFrom, type GivenParameters } from './parameters.js';

interface AnalyseOptions extends ReadOptions, GivenParameters, CompareOptions {
  readonly cohort: string;
  readonly with: Readonly<Record<string, string>>;
  readonly groupBy?: string;
  readonly stratifyBy?: string;
  readonly new?: string;
  readonly verify?: string;
  readonly timeout: number;
  readonly memory: number;
}

export const analyse = (): Command =>
  command(
    'analyse',
    "a built-in analysis of a cohort, or a researcher's own",
    'hepatrace analyse pfs --rule-set as-recorded --time-zero registration',
    [
      new Option('--cohort <name|file>', 'its members: NAME, NAME@2, or the file of a definition').default('all'),
      withParameters(),
      new Option('--group-by <fact>', `one of ${GROUPINGS.join(', ')}`),
      new Option('--stratify-by <fact>', 'compare the groups within each value of this fact'),
      new Option('--limits <scale>', 'scale of the confidence limits (default: log-log)').choices(LIMITS),
      new Option('--parameter <name=value...>', 'of the analysis, for instance at=365,730')
        .argParser(named)
        .default({}, 'those of the analysis'),
      new Option('--new <name>', 'write NAME.ts, an analysis of your own that runs as it is'),
      new Option('--verify <result.json>', 'make that result anew from its manifest, and compare byte by byte'),
      new Option('--timeout <seconds>', 'that an own analysis may run').argParser(positive).default(60),
      new Option('--memory <megabytes>', 'that an own analysis may use').argParser(positive).default(512),
      ruleSet(),
      timeZero(),
      option(),
      asOf(),
      asKnownAtSource(),
      compareAsOf(),
      compareAsKnownAtSource(),
      cutOff(),
      json(),
      dataDir(),
    ],
  )
    .argument('[name]', `a file of your own (./gaps.ts), or ${listed(ANALYSES)}`)
    .action(async (name: string | undefined, options: AnalyseOptions) => {
      if (options.new !== undefined) {
        const file = writeNewAnalysis(options.new);
        print(`${file} is written. Run it: hepatrace analyse ./${file}`);
        return;
      }
      if (options.verify !== undefined) {
        await verify(options.verify, name, options);
        return;
      }
      if (name === undefined) throw new UsageError('name an analysis, or a file of your own');
      const analysis = isFile(name) ? null : analysisOf(name);
      refuseWrongRules(options);
      const answer = await interruptible(INTERRUPTED, (signal) =>
        readFolder(options.dataDir, async (folder) => {
          const comparison = await compareKnowledge(options, folder, async ({ moment, reading }) => {
            const data = dataOf(folder, reading, signal);
            const study = await studyOf(data, analysis, moment, options);
            if (analysis) return analyseBuiltIn(data, analysis, study, moment);
            return JSON.parse(await analyseFile(data, name, study, moment, { ...options, json: true })) as StudyResult;
          });
          if (comparison) return options.json ? jsonText(comparison) : comparedText(comparison);
          const data = dataOf(folder, folder.atSource(options.asKnownAtSource), signal);
          const moment = await folder.asOf(options.asOf);
          const study = await studyOf(data, analysis, moment, options);
          if (analysis === null) return analyseFile(data, name, study, moment, options);
          const result = await analyseBuiltIn(data, analysis, study, moment);
          return options.json ? jsonText(result) : textOf(analysis, result);
        }),
      );
      print(answer);
    });

const INTERRUPTED = 'no result is made; the same command starts anew';

/** What is wrong with the rules themselves is wrong usage, whatever is in the folder; a cohort may bring its own time zero. */
function refuseWrongRules({ cohort, timeZero: zero, ...rules }: AnalyseOptions): void {
  questionOf({ ...rules, timeZero: cohort === 'all' ? zero : 'registration' });
}

/** Makes a result anew: of a built-in analysis by its name, of a researcher's own from the file that is named. */
async function verify(file: string, name: string | undefined, options: AnalyseOptions): Promise<void> {
  const stated = await resultIn(file);
  const { analysis: made, codeSha256, asKnownAtSource: known } = stated.manifest.inputs;
  if (codeSha256 !== null && name === undefined)
    throw new UsageError(`${made.name} is an analysis of somebody's own: name its file before --verify`);
  const check = await readFolder(options.dataDir, async (folder) => {
    const data = dataOf(folder, folder.atSource(known ?? undefined));
    return verifyResult(stated, options.cohort, {
      momentOf: folder.asOf,
      cohortOf: (reference, moment, parameters) => chooseCohort(data.cohorts, reference, moment, parameters),
      run: async (study, moment, { parameters }) => {
        if (codeSha256 === null) return analyseBuiltIn(data, analysisOf(made.name), study, moment);
        const given = { ...options, json: true, parameter: textsOf(parameters) };
        return JSON.parse(await analyseFile(data, name ?? '', study, moment, given)) as StudyResult;
      },
    });
  });
  if (options.json) printJson(check);
  else print(checkText(check));
  if (check.difference || !check.intact) throw new CheckFailed();
}

const listed = (analyses: readonly Analysis[]): string =>
  analyses.map(({ name, about }) => `${name} (${about})`).join('; ');

/** Seconds or megabytes. */
function positive(text: string): number {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidArgumentError('Give a number above 0.');
}

/** What an analysis is asked of: an open folder, and the data as the reading knows them. */
interface Data {
  readonly reading: Reading;
  readonly cohorts: Cohorts;
  readonly origin: Origin;
  /** Aborts when it is not wanted any more. */
  readonly signal: AbortSignal;
}

export const dataOf = (
  { store, log }: Pick<OpenFolder, 'store' | 'log'>,
  reading: Reading,
  signal: AbortSignal = new AbortController().signal,
): Data => ({ reading, cohorts: new Cohorts(store), origin: { log: log.log, software: VERSION }, signal });

/** What is asked of which patients, as known then. */
async function studyOf(
  { cohorts }: Data,
  analysis: Pick<Analysis, 'parameters'> | null,
  moment: LogPoint | null,
  options: AnalyseOptions,
): Promise<Study> {
  const { cohort, groupBy, stratifyBy } = options;
  return {
    cohort: await chooseCohort(cohorts, cohort, moment, options.with),
    asked: options,
    groupBy,
    stratifyBy,
    parameters: analysis ? parametersFrom(analysis, options) : {},
  };
}

/** Runs a built-in analysis over its cohort. */
export async function analyseBuiltIn(
  data: Data,
  analysis: Analysis,
  study: Study,
  moment: LogPoint | null,
): Promise<StudyResult> {
  const line = new ProgressLine();
  try {
    const { reading, origin, signal } = data;
    return await runStudy(reading, analysis, study, moment, origin, { progress: line.events, signal });
  } finally {
    line.end();
  }
}

/** Runs a researcher's own analysis over its cohort; the result as it is printed. */
async function analyseFile(
  { reading, origin, signal }: Data,
  file: string,
  { cohort, asked, groupBy, stratifyBy }: Study,
  moment: LogPoint | null,
  options: AnalyseOptions,
): Promise<string> {
  const question = questionAbout(cohort, asked, false);
  return reading.timelines(moment, async (batches, asOf) => {
    const { knownAtSource: asKnownAtSource } = reading;
    const { software } = origin;
    const log = await logUsed(origin.log, asOf);
    const groups = { groupBy: groupBy ?? null, stratifyBy: stratifyBy ?? null };
    const own = { cohort, log, software, asOf, asKnownAtSource, question, ...groups };
    return analyseOwn(file, membersOf(batches, cohort, question.cutOff), own, { ...options, signal });
  });
}
