import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(file('docs/guides/from-a-spreadsheet-to-a-pfs-curve.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(csv|yaml|sh|text) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', name = '', text = '']) => ({ language, name, text }),
);

describe('the guide from a spreadsheet to a PFS curve', () => {
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

  it('has the files, the commands and the output that it promises', () => {
    expect(blocks.filter(({ name }) => name !== '').map(({ name }) => name)).toEqual([
      'patients.csv',
      'follow-up.csv',
      'mapping.yaml',
    ]);
    const commands = blocks.filter(({ language }) => language === 'sh');
    const outputs = blocks.filter(({ language }) => language === 'text');
    expect([commands.length, outputs.length]).toEqual([4, 4]);
  });
});
