import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { storesOf } from './stores.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli.js');

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place of its own for a command line: data folder, key file, and nothing of the user's. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'hepatrace-cli-'));
  readonly dataDir = join(this.folder, 'data');
  /** Settings beside those that every run has. */
  readonly environment: Record<string, string> = {};

  /** @param stores `embedded` for what is about the files of a data folder: they lie in it whatever the suite runs over */
  constructor(private readonly stores: 'of the suite' | 'embedded' = 'of the suite') {
    if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first (npm test does)');
  }

  /** Runs the built command as a user would, in the root of the checkout. */
  run(args: readonly string[], input?: string): Answer {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: root,
      env: this.env(args),
      encoding: 'utf8',
      maxBuffer: 1e8,
      ...(input !== undefined && { input }),
    });
    return { status, stdout, stderr };
  }

  /** Starts it, for whoever does something while it runs. */
  start(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(process.execPath, [cli, ...args], {
      cwd: root,
      env: this.env(args),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private env(args: readonly string[]): Record<string, string> {
    const named = args.indexOf('--data-dir');
    const dataDir = named < 0 ? this.dataDir : (args[named + 1] ?? '');
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      HEPATRACE_DATA_DIR: this.dataDir,
      HEPATRACE_KEY_FILE: join(this.folder, 'keys', 'key'),
      ...(this.stores === 'of the suite' && storesOf(dataDir)),
      ...this.environment,
    };
  }

  /** Runs it and reads its JSON; fails with what it said when it failed. */
  json<T>(args: readonly string[]): T {
    const { status, stdout, stderr } = this.run([...args, '--json']);
    if (status !== 0) throw new Error(`hepatrace ${args.join(' ')} exited ${status}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
