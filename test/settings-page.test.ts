import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../src/config.js';

const ROW = /^\| `([A-Z_]+)` +\| (?:-|`([^`]+)`) +\|/gm;
const settings = new Map(
  [...readFileSync('docs/operations/settings.md', 'utf8').matchAll(ROW)].map(
    ([, name = '', usual]) => [name, usual] as const,
  ),
);

describe('The page of settings', () => {
  it('has every setting that the program reads, and no other', () => {
    const read = readFileSync('src/config.ts', 'utf8').matchAll(/env\['([A-Z_]+)'\]/g);
    expect([...settings.keys()].toSorted()).toEqual([...new Set([...read].map(([, name = '']) => name))].toSorted());
  });

  it('gives their defaults: set to them, the program is as if nothing were set', () => {
    const given = [...settings].flatMap(([name, usual]) =>
      usual === undefined ? [] : [[name, usual.replace('~', homedir())]],
    );
    expect(loadConfig({}, Object.fromEntries(given) as NodeJS.ProcessEnv)).toEqual(loadConfig({}, {}));
    expect(settings.get('HEPATRACE_KEY_FILE')?.replace('~', homedir())).toBe(join(homedir(), '.hepatrace', 'key'));
  });

  it('gives a default for all but those that are unset at first', () => {
    const unset = [...settings].flatMap(([name, usual]) => (usual === undefined ? name : []));
    expect(unset).toEqual(['PUBLISHED_ON_LOOPBACK', 'EVENT_STORE_URL', 'READ_MODELS_URL', 'ANCHORS']);
  });

  it.each([
    ['PORT', '65536', /from 0 to 65535/],
    ['BODY_LIMIT', '1023', /from 1024 to 100000000/],
    ['BATCH_LIMIT', '100001', /from 1 to 100000/],
    ['LOG_LEVEL', 'all', /fatal, error, warn, info, debug, silent/],
  ])('names what %s may be, as the refusal of another value does', (name, wrong, allowed) => {
    expect(() => loadConfig({}, { [name]: wrong })).toThrow(allowed);
    const row = readFileSync('docs/operations/settings.md', 'utf8')
      .split('\n')
      .find((one) => one.includes(`\`${name}\``));
    for (const word of String(allowed).match(/\d+|[a-z]{4,}/g) ?? [])
      expect(row).toContain(word === 'from' ? '' : word);
  });
});
