import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ResultFolder } from '../../src/adapters/result-folder.js';

const ID = '0123456789abcdef0123456789abcdef';
const folder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'hepatrace-results-')), 'results');

describe('A result of an analysis', () => {
  it('is kept under its id, and given back byte for byte by another process', async () => {
    const place = await folder();
    expect(await new ResultFolder(place).keep(ID, '{"n":60}')).toBe(true);
    expect(await new ResultFolder(place).find(ID)).toBe('{"n":60}');
    expect(await readdir(place)).toEqual([`${ID}.json`]);
  });

  it('stays as it is when it is kept again, by several at once', async () => {
    const results = new ResultFolder(await folder());
    const kept = await Promise.all(['a', 'b', 'c'].map((text) => results.keep(ID, text)));
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await results.keep(ID, 'd')).toBe(false);
    expect(await results.find(ID)).toBe(['a', 'b', 'c'][kept.indexOf(true)]);
  });

  it('is looked for nowhere else: an id that leads out of the folder finds nothing', async () => {
    const results = new ResultFolder(await folder());
    expect(await results.find(ID)).toBeNull();
    expect(await results.find('../../etc/passwd')).toBeNull();
    await expect(results.keep('../out', '{}')).rejects.toThrow(RangeError);
  });
});
