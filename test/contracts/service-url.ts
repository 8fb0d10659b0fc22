import { writeSync } from 'node:fs';

/** The address of a database on the server of another address. */
export function databaseUrl(server: string, name: string): string {
  const [, before, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)[^?]*(\?.*)?$/.exec(server) ?? [];
  if (before === undefined) throw new Error('READ_MODELS_URL is no MongoDB address');
  return `${before}/${name}${query}`;
}

/**
 * Where a service runs that tests may use: any server of its kind, in a database of its own for each test. Null where the
 * variable is not set, which is said on stderr at once: Jest keeps to itself what a suite logs that runs no test.
 * @throws where HEPATRACE_EXPECT_SERVICES names it: there nothing may be skipped
 */
export function serviceUrl(variable: 'READ_MODELS_URL' | 'EVENT_STORE_URL'): string | null {
  const url = process.env[variable];
  if (url) return url;
  const why = `the tests on a real server, because ${variable} is not set`;
  if (process.env['HEPATRACE_EXPECT_SERVICES']?.split(/[ ,]+/).includes(variable)) throw new Error(`expected: ${why}`);
  writeSync(2, `skipped: ${why}\n`);
  return null;
}
