import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Inputs, Result } from '../analyses/index.js';
import { DISEASE_FREE, type Asked } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { NOTHING_KNOWN } from '../projections/index.js';
import { checkResult, readResult, type ResultCheck, type Study } from '../studies/index.js';
import type { ChosenCohort } from '../studies/index.js';
import { UsageError } from './failure.js';

/** What makes a result anew: its inputs, found again. */
export interface Anew {
  readonly momentOf: (asOf: string) => Promise<LogPoint | null>;
  /** A cohort by its version in the log, or by the file that the caller names. */
  readonly cohortOf: (
    reference: string,
    moment: LogPoint | null,
    parameters: Readonly<Record<string, string>>,
  ) => Promise<ChosenCohort>;
  readonly run: (study: Study, moment: LogPoint | null, inputs: Inputs) => Promise<Result>;
}

/** The result in a file, or on standard input. @throws UsageError where there is no such file */
export async function resultIn(file: string): Promise<Result> {
  if (file !== '-' && !existsSync(file)) throw new UsageError(`there is no file ${file}`);
  return readResult(file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8'));
}

/** Makes a result anew from the inputs in its manifest, and compares the two byte by byte. */
export async function verifyResult(stated: Result, cohortFile: string, anew: Anew): Promise<ResultCheck> {
  const { inputs } = stated.manifest;
  const { cohort, ruleSet, timeZero, options, cutOff, groupBy, stratifyBy, parameters } = inputs;
  const moment = inputs.asOf === null ? NOTHING_KNOWN : await anew.momentOf(String(inputs.asOf));
  const asked: Asked = {
    ruleSet,
    // Disease-free survival has its own, whichever is asked for.
    timeZero: timeZero === DISEASE_FREE ? (ruleSet === 'as-recorded' ? 'registration' : undefined) : timeZero,
    cutOff,
    options: { ...options },
  };
  const named =
    cohort.version === null ? cohortFile : cohort.name === 'all' ? 'all' : `${cohort.name}@${cohort.version}`;
  if (cohort.version === null && cohortFile === 'all') {
    throw new UsageError(`the result is of ${cohort.name}, a definition in a file: name that with --cohort FILE`);
  }
  const study: Study = {
    cohort: await anew.cohortOf(named, moment, textsOf(cohort.parameters ?? {})),
    asked,
    groupBy: groupBy ?? undefined,
    stratifyBy: stratifyBy ?? undefined,
    parameters,
  };
  return checkResult(stated, await anew.run(study, moment, inputs));
}

/** Values as a command line gives them. */
export const textsOf = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, textOf(value)] as const])),
  );

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);

/** What the check found, in a line or two. */
export function checkText({ id, difference, intact, software }: ResultCheck): string {
  const versions =
    software.stated === software.now
      ? `hepatrace ${software.now}`
      : `made by hepatrace ${software.stated}, checked by ${software.now}`;
  const altered = intact ? [] : ['  the file is not what its own manifest says: it was changed after it was made'];
  if (!difference) return [`result ${id}: the same, byte by byte (${versions})`, ...altered].join('\n');
  const { pointer, stated, found } = difference;
  return [
    `result ${id} differs (${versions})`,
    `  at ${pointer}`,
    `  stated ${stated ?? 'nothing'}`,
    `  found  ${found ?? 'nothing'}`,
    ...altered,
  ].join('\n');
}
