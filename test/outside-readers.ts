import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';

/** Runs a program with a script on its standard input; what it prints, as JSON. */
export type Reader = <T>(script: string, ...args: readonly string[]) => T;

/** R with its survival package; null where there is none, which is said on stderr. */
export const r = (): Reader | null =>
  readerOf('R and its package survival', 'Rscript', ['--vanilla', '-'], 'suppressMessages(library(survival))');

/** Python with DuckDB ($PYTHON, or python3 on the path); null where there is none, which is said on stderr. */
export const duckdb = (): Reader | null =>
  readerOf('Python and its package duckdb', process.env['PYTHON'] ?? 'python3', ['-'], 'import duckdb');

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
