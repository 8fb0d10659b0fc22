import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ExportRefusedError } from '../../../src/interchange/index.js';
import { cycle, died, metastasis, registered } from '../../outcomes/history.js';
import { exported, logOf, newFolder } from './exported.js';

const log = logOf({ p1: [registered('2007-01-10'), cycle('2007-03-02')], p2: [registered('2007-01-10')] });
const later = logOf({
  p1: [registered('2007-01-10'), metastasis('2007-02-01'), cycle('2007-03-02'), died('2008-01-01')],
});

/** What the folder holds, by name. */
const contents = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );

describe('the folder of an export', () => {
  it.each(['csv', 'parquet', 'adtte', 'events-parquet', 'ndjson'] as const)(
    'has the same bytes whenever the same patients are exported as %s',
    async (format) => {
      const [one, other] = [await exported(format, log), await exported(format, log)];
      expect(contents(one.folder)).toEqual(contents(other.folder));
    },
  );

  it('has the data dictionary, and a manifest with rows, bytes and digest of each file', async () => {
    const { folder, manifest } = await exported('csv', log);
    expect(readdirSync(folder).toSorted()).toEqual([
      ...['endpoints.csv', 'km.csv', 'manifest.json', 'patients.csv', 'schema.json'],
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest.files.map(({ path, rows }) => [path, rows])).toEqual([
      ['patients.csv', 2],
      ['endpoints.csv', 16],
      // Neither has a time: of no metastasis nothing can be counted.
      ['km.csv', 0],
    ]);
    for (const { path, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(folder, path));
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
    }
  });

  it('is for its owner alone: patients stand in it', async () => {
    const { folder } = await exported('csv', log);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('takes the place of an earlier export of the same format, whole', async () => {
    const { folder } = await exported('csv', log);
    const { rows } = await exported('csv', later, {}, { folder });
    expect(rows('patients.csv').map(({ patient_id, os_status }) => [patient_id, os_status])).toEqual([['p1', 'event']]);
    expect(readdirSync(dirname(folder))).toEqual(['out']);
  });

  it('may lie there empty', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    await exported('adtte', log, {}, { folder });
    expect(existsSync(join(folder, 'adtte.csv'))).toBe(true);
  });

  it('is not touched where it holds something else, or an export of another format', async () => {
    const { folder } = await exported('csv', log);
    writeFileSync(join(folder, 'my-notes.txt'), 'mine');
    const before = contents(folder);
    await expect(exported('csv', later, {}, { folder })).rejects.toThrow(ExportRefusedError);
    expect(contents(folder)).toEqual(before);

    const other = (await exported('csv', log)).folder;
    await expect(exported('adtte', log, {}, { folder: other })).rejects.toThrow(
      /holds something else .* as adtte\. Name another folder with --to/,
    );
  });

  it('cannot be a file', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'mine');
    await expect(exported('csv', log, {}, { folder })).rejects.toMatchObject({ code: 'export-folder-unusable' });
    expect(readFileSync(folder, 'utf8')).toBe('mine');
  });

  it('is as it was, and nothing lies beside it, when the export is interrupted or the log cannot be read', async () => {
    const { folder } = await exported('ndjson', log);
    const before = contents(folder);
    const abort = new AbortController();
    const interrupted = exported('ndjson', later, {}, { folder, signal: abort.signal, progress: () => abort.abort() });
    await expect(interrupted).rejects.toThrow(/aborted/);
    const unreadable = (async function* () {
      yield await Promise.resolve(later.slice(0, 1));
      throw new Error('integrity-failure');
    })();
    await expect(exported('ndjson', later, {}, { folder, events: unreadable })).rejects.toThrow('integrity-failure');
    expect(contents(folder)).toEqual(before);
    expect(readdirSync(dirname(folder))).toEqual(['out']);
  });
});
