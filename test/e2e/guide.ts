import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { storesOf } from './stores.js';

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** One fenced block of a guide: a file where it has a name, else commands (`sh`) or what the last ones print (`text`). */
interface Block {
  /** The heading, of the second rank, under which it stands. */
  readonly section: string;
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

/** A guide that is carried out as it is written, in a folder of its own. */
export class Guide {
  readonly blocks: readonly Block[];
  readonly folder = mkdtempSync(join(tmpdir(), 'hepatrace-guide-'));
  /** Settings beside those that every command has. */
  readonly environment: Record<string, string> = {};

  /**
   * @param page below docs/, without its ending
   * @param languages of the blocks that count, besides `sh` and `text`
   */
  constructor(page: string, ...languages: readonly string[]) {
    const parts = new RegExp(
      `^## (.+)$|^\`\`\`(${[...languages, 'sh', 'text'].join('|')}) ?(\\S*)\\n([\\s\\S]*?)^\`\`\`$`,
      'gm',
    );
    let section = '';
    this.blocks = [...readFileSync(fileOf(`docs/${page}.md`), 'utf8').matchAll(parts)].flatMap(
      ([, heading, language = '', name = '', text = '']) => {
        section = heading ?? section;
        return heading === undefined ? [{ section, language, name, text }] : [];
      },
    );
  }

  /**
   * Writes each file, runs each command, and expects of each line that stands below that it was printed.
   * @param section only what stands under this heading
   */
  carryOut(section?: string): void {
    const blocks = this.blocks.filter((block) => section === undefined || block.section === section);
    expect(blocks).not.toEqual([]);
    let printed = '';
    for (const { language, name, text } of blocks) {
      if (name !== '') writeFileSync(join(this.folder, name), text);
      else if (language === 'sh') printed = this.run(text);
      else for (const line of text.trimEnd().split('\n')) expect(printed.split('\n')).toContain(line);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private run(commands: string): string {
    const shell = `hepatrace() { "${process.execPath}" "${fileOf('dist/cli.js')}" "$@"; }\n${commands}`;
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      HEPATRACE_KEY_FILE: join(this.folder, 'keys', 'key'),
      ...storesOf(this.folder),
      ...this.environment,
    };
    const { stdout, stderr } = spawnSync('bash', ['-c', shell], { cwd: this.folder, env, encoding: 'utf8' });
    return stdout + stderr;
  }
}
