import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../../src/events/index.js';

describe('The pages on events and errors', () => {
  const written = mkdtempSync(join(tmpdir(), 'hepatrace-docs-'));
  afterAll(() => rmSync(written, { recursive: true }));
  beforeAll(() => {
    if (!existsSync('dist/events/index.js'))
      throw new Error('dist is missing: run npm run build first (npm test does)');
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-docs.mjs', written], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
  const pages = (folder: string): Record<string, string> =>
    Object.fromEntries(
      ['errors.md', ...readdirSync(join(folder, 'events')).map((name) => `events/${name}`)]
        .toSorted()
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );

  it('are committed as the catalogue and the rules have them: npm run docs', () => {
    expect(pages('docs')).toEqual(pages(written));
  });

  it('have one for each type of event and nothing else', () => {
    expect(Object.keys(pages('docs'))).toEqual(
      ['errors.md', 'events/README.md', ...EVENT_TYPES.map(({ name }) => `events/${name}.md`)].toSorted(),
    );
  });

  it('link to nothing that is not there', () => {
    const all = pages('docs');
    const broken = Object.entries(all).flatMap(([name, text]) =>
      [...text.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([, path = '', anchor]) => {
        const target = join('docs', name, '..', path === '' ? `../${name}` : path);
        if (!existsSync(target)) return [`${name}: ${path}`];
        if (anchor === undefined) return [];
        const content = readFileSync(target, 'utf8');
        const titles = [...content.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
          title.toLowerCase().replaceAll(' ', '-'),
        );
        return titles.includes(anchor) || content.includes(`id="${anchor}"`) ? [] : [`${name}: ${path}#${anchor}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});
