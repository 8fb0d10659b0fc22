import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { SetupError } from '../ports/index.js';

/**
 * The key-encryption key from a file of its own, made at first need. It never lies in the data folder, whose backups would
 * then hold the key beside what it protects, and nobody but its owner may read it.
 * @throws SetupError when the file is in the data folder, readable by others, or no key
 */
export function readKeyFile(file: string, dataFolder: string): KeyObject {
  const inside = relative(resolve(dataFolder), resolve(file));
  if (!inside.startsWith('..') && inside !== resolve(file)) {
    throw new SetupError(
      'key-in-data-folder',
      `the key file ${file} lies in the data folder: set HEPATRACE_KEY_FILE to a place outside ${dataFolder}`,
    );
  }
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new SetupError('key-readable-by-others', `the key file ${file} can be read by others: chmod 600 ${file}`);
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32)
    throw new SetupError('not-a-key', `${file} holds no key of 32 bytes in base64: restore it from its backup`);
  return createSecretKey(key);
}
