import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SignedCheckpoint } from '../../ports/index.js';
import { FileAnchor } from './file.js';

const run = promisify(execFile);
const LONGEST_MS = 60_000;

/** The working tree of a git repository: one commit a checkpoint, pushed where its branch follows another. */
export class GitAnchor extends FileAnchor {
  constructor(repository: string) {
    super(repository, `git:${repository}`);
  }

  override async lastNotes(): Promise<readonly string[]> {
    await this.git('rev-parse', '--git-dir');
    return super.lastNotes();
  }

  override async keep(checkpoint: SignedCheckpoint, tileOf: (n: number) => Promise<Buffer | null>): Promise<void> {
    const { origin, size } = checkpoint;
    await super.keep(checkpoint, tileOf);
    await this.git('add', '--all', '--', origin);
    const changed = await this.git('diff', '--cached', '--name-only', '--', origin);
    if (changed !== '') {
      const who = ['-c', 'user.name=hepatrace', '-c', 'user.email=hepatrace@localhost', '-c', 'commit.gpgsign=false'];
      await this.git(
        ...who,
        'commit',
        '--quiet',
        '--no-verify',
        '--message',
        `${origin}: ${size} events`,
        '--',
        origin,
      );
    }
    const followed = await this.git('for-each-ref', '--format=%(upstream)', await this.git('symbolic-ref', 'HEAD'));
    if (followed !== '') await this.git('push', '--quiet');
  }

  private async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', this.folder, ...args], { timeout: LONGEST_MS });
    return stdout.trim();
  }
}
