import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SetupError } from '../ports/index.js';

/**
 * The key-encryption key from a file of its own, made at first need. It never lies in the data folder, whose backups would
 * then hold the key beside what it protects, and nobody but its owner may read it.
 * @param mayMake false once keys are wrapped under it: a new one would open none of them
 * @throws SetupError when the file is in the data folder, readable by others, gone, or no key
 */
export function readKeyFile(file: string, dataFolder: string, mayMake: boolean): KeyObject {
  if (liesIn(dataFolder, file)) {
    throw new SetupError(
      'key-in-data-folder',
      `the key file ${file} lies in the data folder: set HEPATRACE_KEY_FILE to a place outside ${dataFolder}`,
    );
  }
  if (!existsSync(file)) {
    if (!mayMake) {
      throw new SetupError(
        'no-key',
        `the key file ${file} is not there, and ${dataFolder} holds keys that only it opens: set HEPATRACE_KEY_FILE to it, or restore it from its backup`,
      );
    }
    makeKeyFile(file);
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new SetupError('key-readable-by-others', `the key file ${file} can be read by others: chmod 600 ${file}`);
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32)
    throw new SetupError('not-a-key', `${file} holds no key of 32 bytes in base64: restore it from its backup`);
  return createSecretKey(key);
}

/** On disk, name and all, before anything is sealed under it: lost in a power cut it would take every key along. */
function makeKeyFile(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  if (process.platform === 'win32') return;
  const entry = openSync(folder, 'r');
  fsyncSync(entry);
  closeSync(entry);
}

export function liesIn(folder: string, file: string): boolean {
  const way = relative(realPath(resolve(folder)), realPath(resolve(file)));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path with its links followed, as far as it exists. */
const realPath = (path: string): string =>
  existsSync(path) || path === dirname(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));
