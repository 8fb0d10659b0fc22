import { createHash } from 'node:crypto';
import { Option, type Command } from 'commander';
import { ANALYSES, GROUPINGS, analysisOf, type Member, type Result } from '../analyses/index.js';
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
  readonly limits: Limits;
}

export const analyse = (): Command =>
  command(
    'analyse',
    'a built-in analysis of a cohort',
    'hepatrace analyse pfs --rule-set as-recorded --time-zero registration',
    [
      new Option('--cohort <name>', 'cohort').default('all'),
      new Option('--group-by <fact>', `one of ${GROUPINGS.join(', ')}`),
      new Option('--limits <scale>', 'scale of the confidence limits').choices(LIMITS).default('log-log'),
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
        else print(analysis.text(result));
      });
    });

/** Runs an analysis over every registered patient. */
export async function analyseAll<R extends Result>(
  reading: Reading,
  analysis: { run(members: readonly Member[], context: Parameters<(typeof ANALYSES)[number]['run']>[1]): R },
  question: Question,
  moment: LogPoint | null,
  { groupBy, limits }: { readonly groupBy?: string; readonly limits: Limits },
): Promise<R> {
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
  return analysis.run(members, {
    cohort: { name: 'all', version: 1 },
    question,
    asOf,
    groupBy: groupBy ?? null,
    limits,
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  });
}
