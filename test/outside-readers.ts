import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { DuckDBInstance, type Json } from '@duckdb/node-api';

/** Runs a program with a script on its standard input; what it prints, as JSON. */
export type Reader = <T>(script: string, ...args: readonly string[]) => T;

/** R with its survival package; null where there is none, which is said on stderr. */
export const r = (): Reader | null =>
  readerOf('R and its package survival', 'Rscript', ['--vanilla', '-'], 'suppressMessages(library(survival))');

/** Rows as DuckDB gives them; integers of 64 bits, dates and instants as text. */
export type Rows = readonly Readonly<Record<string, Json>>[];

/** Carries out statements one after the other, and gives the rows of each; a text may hold several, of which the last counts. */
export async function duckdb(
  variables: Readonly<Record<string, string>>,
  ...statements: readonly string[]
): Promise<readonly Rows[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    for (const [name, value] of Object.entries(variables))
      await connection.run(`SET VARIABLE ${name} = '${value.replaceAll("'", "''")}'`);
    const answers: Rows[] = [];
    for (const sql of statements) answers.push((await connection.runAndReadAll(sql)).getRowObjectsJson());
    return answers;
  } finally {
    connection.closeSync();
  }
}

/** @param load what every script begins with, and fails where the package is not there */
function readerOf(what: string, program: string, before: readonly string[], load: string): Reader | null {
  const run = (script: string, args: readonly string[]) =>
    spawnSync(program, [...before, ...args], { input: `${load}\n${script}`, encoding: 'utf8' });
  if (run('', []).status !== 0) {
    writeSync(2, `skipped: the tests that read with ${what}, which are not here\n`);
    return null;
  }
  return <T>(script: string, ...args: readonly string[]): T => {
    const { status, stdout, stderr } = run(script, args);
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as T;
  };
}
