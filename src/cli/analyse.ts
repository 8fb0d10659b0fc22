import { createHash } from 'node:crypto';
import { Option, type Command } from 'commander';
import {
  ANALYSES,
  GROUPINGS,
  analysisOf,
  runAnalysis,
  textOf,
  type Analysis,
  type Member,
  type ResultOf,
} from '../analyses/index.js';
import { derive, questionOf, type Question } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import type { Reading } from '../projections/index.js';
import { LIMITS, type Limits } from '../statistics/index.js';
import { CheckFailed } from './failure.js';
import { readFolder } from './folder.js';
import { asOf, command, cutOff, dataDir, json, ruleSet, timeZero, type ReadOptions } from './options.js';
import { print, printJson } from './output.js';

interface AnalyseOptions extends ReadOptions {
  readonly cohort: string;
  readonly groupBy?: string;
  readonly stratifyBy?: string;
  readonly limits?: Limits;
  readonly parameter: Readonly<Record<string, unknown>>;
}

export const analyse = (): Command =>
  command(
    'analyse',
    'a built-in analysis of a cohort',
    'hepatrace analyse pfs --rule-set as-recorded --time-zero registration',
    [
      new Option('--cohort <name>', 'cohort').default('all'),
      new Option('--group-by <fact>', `one of ${GROUPINGS.join(', ')}`),
      new Option('--stratify-by <fact>', 'compare the groups within each value of this fact'),
      new Option('--limits <scale>', 'scale of the confidence limits (default: log-log)').choices(LIMITS),
      new Option('--parameter <name=value...>', 'of the analysis, for instance at=365,730')
        .argParser(named)
        .default({}, 'those of the analysis'),
      ruleSet(),
      timeZero(),
      asOf(),
      cutOff(),
      json(),
      dataDir(),
    ],
  )
    .argument('<name>', ANALYSES.map(({ name, about }) => `${name} (${about})`).join('; '))
    .action(async (name: string, options: AnalyseOptions) => {
      const analysis = analysisOf(name);
      const question = questionOf(options);
      if (options.cohort !== 'all') {
        process.stderr.write(
          `hepatrace: there is no cohort ${options.cohort}: the one cohort so far is "all", every registered patient\n`,
        );
        throw new CheckFailed();
      }
      await readFolder(options.dataDir, async ({ reading, asOf: momentOf }) => {
        const result = await analyseAll(reading, analysis, question, await momentOf(options.asOf), options);
        if (options.json) printJson(result);
        else print(textOf(analysis, result));
      });
    });

/** `name=value`, gathered: numbers and comma-separated lists of numbers are read as such. */
function named(text: string, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [name = '', ...rest] = text.split('=');
  return { ...given, [name]: valueOf(rest.join('=')) };
}

function valueOf(text: string): unknown {
  const numbers = text.split(',').map(Number);
  if (text.trim() === '' || numbers.some(Number.isNaN)) return text;
  return text.includes(',') ? numbers.filter((_, i) => text.split(',')[i]?.trim() !== '') : numbers[0];
}

/** Runs an analysis over every registered patient. */
export async function analyseAll(
  reading: Reading,
  analysis: Analysis,
  question: Question,
  moment: LogPoint | null,
  { groupBy, stratifyBy, limits, parameter = {} }: Partial<AnalyseOptions> = {},
): Promise<ResultOf<object, object>> {
  const members: Member[] = [];
  const asOf = await reading.timelines(moment, async (batches, point) => {
    for await (const batch of batches) {
      for (const timeline of batch) {
        // A patient whose registration was retracted is in no cohort.
        const registered = timeline.entries.some(
          ({ type, status }) => type === 'PatientRegistered' && status !== 'retracted',
        );
        if (registered) members.push({ timeline, outcomes: derive(timeline, question) });
      }
    }
    return point;
  });
  return runAnalysis(analysis, members, {
    cohort: { name: 'all', version: 1 },
    question,
    asOf,
    groupBy: groupBy ?? null,
    stratifyBy: stratifyBy ?? null,
    parameters: { ...parameter, ...(limits && 'limits' in analysis.parameters && { limits }) },
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  });
}
