import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

export interface DataFolder {
  readonly dataDir: string;
  readonly keyFile: string;
}

const made: string[] = [];
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Names for a data folder and a key file beside it, neither of them made yet; removed after the tests of the file. */
export function dataFolder(): DataFolder {
  const root = mkdtempSync(join(tmpdir(), 'hepatrace-folder-'));
  made.push(root);
  return { dataDir: join(root, 'data'), keyFile: join(root, 'keys', 'key') };
}

/** Writes a key file of its owner alone. */
export function writeKey(file: string, text = randomBytes(32).toString('base64')): string {
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const APPENDER = fileURLToPath(new URL('append-until-killed.mjs', import.meta.url));

/** A process of its own that appends to the folder, once it has acknowledged its first events. */
export async function startAppender({ dataDir, keyFile }: DataFolder): Promise<{
  /** Kills it with SIGKILL and gives the lines `position id` that it printed whole. */
  kill: () => Promise<readonly string[]>;
}> {
  const child = spawn(process.execPath, [APPENDER, dataDir, keyFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const closed = once(child, 'close');
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await Promise.race([once(child.stdout, 'data'), closed]);
  if (chunks.length === 0) throw new Error('the appender ended before it had appended anything');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
      return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
    },
  };
}
