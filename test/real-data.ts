import { writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of a real data set under REAL_DATA_DIR; null where it is not set, which is said on stderr at once: Jest keeps
 * to itself what a suite logs that runs no test.
 */
export function realDataFolder(set: string): string | null {
  const root = process.env['REAL_DATA_DIR'];
  if (root) return join(root, set);
  writeSync(2, `skipped: the tests on ${set}, because REAL_DATA_DIR is not set\n`);
  return null;
}
