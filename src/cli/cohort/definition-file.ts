import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { typedParameters, type DefinitionProblem } from '../../cohorts/index.js';
import type { LogPoint } from '../../ports/index.js';
import { RefusedDefinitionError, type ChosenCohort, type Cohorts, type UsableDefinition } from '../../studies/index.js';
import { CheckFailed, UsageError } from '../failure.js';

/** Whether a cohort is given as a file, not by its name. */
export const isDefinitionFile = (cohort: string): boolean => cohort === '-' || /[./\\]/.test(cohort);

/** The text of a definition. @throws UsageError where there is no such file */
export async function definitionIn(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  return readFileSync(file, 'utf8');
}

/**
 * The definition in a file, with what it names in the log; what is wrong with it is printed, a problem a line.
 * @param texts values of its parameters
 * @throws CheckFailed where it cannot be used
 */
export async function readDefinitionFile(
  cohorts: Cohorts,
  file: string,
  asOf: LogPoint | null,
  texts: Readonly<Record<string, string>>,
): Promise<{ readonly text: string; readonly read: UsableDefinition }> {
  const text = await definitionIn(file);
  return showingProblems(file, async () => {
    const usual = await cohorts.read(text, asOf);
    if (Object.keys(texts).length === 0) return { text, read: usual };
    return { text, read: await cohorts.read(text, asOf, typedParameters(usual.definition, texts)) };
  });
}

/** The cohort of a file, or of a name in the log. */
export async function chooseCohort(
  cohorts: Cohorts,
  given: string,
  asOf: LogPoint | null,
  texts: Readonly<Record<string, string>>,
): Promise<ChosenCohort> {
  if (!isDefinitionFile(given)) return cohorts.choose(given, asOf, texts);
  const { read } = await readDefinitionFile(cohorts, given, asOf, texts);
  const { plan, sha256 } = read;
  return { name: plan.cohort, version: null, definition: { sha256, plan } };
}

/** @throws CheckFailed after printing the problems of a definition */
export async function showingProblems<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedDefinitionError)) throw error;
    const problems = error.problems as readonly (DefinitionProblem | (typeof error.problems)[number])[];
    process.stderr.write(`${problemsText(file, problems)}\n`);
    throw new CheckFailed();
  }
}

/** `cohort.yaml:5:44  unknown-field  …  /events/resection/where/organs`, aligned. */
export function problemsText(
  file: string,
  problems: readonly (Omit<DefinitionProblem, 'code' | 'line' | 'column'> & {
    readonly code: string;
    readonly line?: number;
    readonly column?: number;
  })[],
): string {
  const name = file === '-' ? 'standard input' : basename(file);
  const places = problems.map(({ line, column }) => (line === undefined ? name : `${name}:${line}:${column}`));
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
  const [place, code] = [width(places), width(problems.map((problem) => problem.code))];
  return problems
    .map(({ code: what, detail, remedy, pointer }, i) =>
      `${(places[i] ?? '').padEnd(place)}  ${what.padEnd(code)}  ${detail} ${remedy}${pointer === '' ? '' : `  ${pointer}`}`.trimEnd(),
    )
    .join('\n');
}
