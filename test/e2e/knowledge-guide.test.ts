import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(file('docs/guides/what-did-we-know-in-march.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(ndjson|sh|text) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', name = '', text = '']) => ({ language, name, text }),
);

describe('the guide to what was known in March', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-guide-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (commands: string): string => {
    const shell = `hepatrace() { "${process.execPath}" "${file('dist/cli.js')}" "$@"; }\n${commands}`;
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, HEPATRACE_KEY_FILE: join(folder, 'keys', 'key') };
    const { stdout, stderr } = spawnSync('bash', ['-c', shell], { cwd: folder, env, encoding: 'utf8' });
    return stdout + stderr;
  };

  it('works as it is written: each command prints what stands below it', () => {
    let printed = '';
    for (const { language, name, text } of blocks) {
      if (name !== '') writeFileSync(join(folder, name), text);
      else if (language === 'sh') printed = run(text);
      else for (const line of text.trimEnd().split('\n')) expect(printed.split('\n')).toContain(line);
    }
  });

  it('has the file, the commands and the output that it promises', () => {
    const commands = ['sh', 'text'];
    expect(blocks.map(({ language, name }) => name || language)).toEqual([
      ...[...commands, ...commands, ...commands, ...commands],
      'learnt.ndjson',
      ...[...commands, ...commands, ...commands],
    ]);
  });
});
