import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

  constructor() {
    if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first (npm test does)');
  }

  /** Runs the built command as a user would, in the root of the checkout. */
  run(args: readonly string[], input?: string): Answer {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      HEPATRACE_DATA_DIR: this.dataDir,
      HEPATRACE_KEY_FILE: join(this.folder, 'keys', 'key'),
      ...this.environment,
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
      maxBuffer: 1e8,
      ...(input !== undefined && { input }),
    });
    return { status, stdout, stderr };
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
