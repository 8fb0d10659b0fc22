import { describe, expect, it } from '@jest/globals';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileWith, importInto, Log } from './in-memory.js';
import { GOOD, HEADER, MAPPING, refusal, table } from './trial.js';

describe('the file of the rejected', () => {
  const BAD = 'P1,2/30/2006,"F",61,8/2/2006,"liver;lung"';
  const MORE = 'P1,2/9/2006,F,61,9/2/2006,lung';

  it('has all rows of the patient with the reasons, is mended and imported as it is, and then is gone', async () => {
    const log = new Log();
    const path = await fileWith('trial.csv', table(BAD, GOOD[1]!, MORE.replace('2/9', '2/10')));
    const first = await importInto(log, path, MAPPING);
    const rejected = `${path}.rejected.csv`;
    expect(first.rejectedFiles).toEqual([rejected]);
    const lines = (await readFile(rejected, 'utf8')).trimEnd().split('\n');
    expect(lines).toEqual([
      `_row,_code,_column,_value,_remedy,${HEADER}`,
      expect.stringMatching(/^2,impossible-date,enrolled,2\/30\/2006,.*P1,2\/30\/2006,F,61,8\/2\/2006,liver;lung$/),
      expect.stringMatching(/^4,other-row,,,Nothing is wrong here: mend row 2 of the same patient\.,P1,/),
    ]);
    expect((await stat(rejected)).mode & 0o077).toBe(0);

    await writeFile(rejected, lines.join('\n').replaceAll(/2\/(30|10)\/2006/g, '2/9/2006'));
    const mended = await importInto(log, rejected, MAPPING);
    expect(mended.counts).toMatchObject({ patients: 1, rowsRejected: 0, recorded: 3 });

    await writeFile(path, table(BAD.replace('2/30', '2/9'), GOOD[1]!, MORE));
    const whole = await importInto(log, path, MAPPING);
    expect(whole.counts).toMatchObject({ recorded: 0, known: 4, changed: 0 });
    await expect(stat(rejected)).rejects.toThrow('ENOENT');
  });

  it('that is rejected again does not pile up its columns', async () => {
    const path = await fileWith('trial.csv', table(BAD));
    await importInto(new Log(), path, MAPPING);
    const again = await importInto(new Log(), `${path}.rejected.csv`, MAPPING);
    expect((await readFile(again.rejectedFiles[0]!, 'utf8')).split('\n')[0]).toBe(
      `_row,_code,_column,_value,_remedy,${HEADER}`,
    );
  });

  it('keeps the rows above the data, so that the same mapping reads it', async () => {
    const mapping = MAPPING.replace('file: {', 'file: { headerRow: 2, skipAfterHeader: 1,');
    const path = await fileWith('trial.csv', `#title\n${HEADER}\nCDE,,,,,\n${BAD}\n`);
    const [rejected] = (await importInto(new Log(), path, mapping)).rejectedFiles;
    await writeFile(rejected!, (await readFile(rejected!, 'utf8')).replace('P1,2/30', 'P1,2/9'));
    expect((await importInto(new Log(), rejected!, mapping)).counts).toMatchObject({
      recorded: 2,
      rowsRejected: 0,
    });
  });

  it('goes where it is told to', async () => {
    const path = await fileWith('trial.csv', table(BAD));
    const rejected = `${dirname(path)}/elsewhere.csv`;
    expect((await importInto(new Log(), path, MAPPING, { rejected })).rejectedFiles).toEqual([rejected]);
  });

  it('is never the input, nor a file that holds something else', async () => {
    const path = await fileWith('trial.csv', table(...GOOD));
    expect(await refusal(importInto(new Log(), path, MAPPING, { rejected: path }))).toMatchObject({
      code: 'rejected-is-input',
    });
    await writeFile(`${path}.rejected.csv`, 'my own notes');
    expect(await refusal(importInto(new Log(), path, MAPPING))).toMatchObject({
      code: 'rejected-exists',
      remedy: expect.stringContaining('--rejected FILE'),
    });
    expect(await readFile(`${path}.rejected.csv`, 'utf8')).toBe('my own notes');
  });

  it('that cannot be written stops the import only where there is something to write', async () => {
    const nowhere = { rejected: '/dev/null/rejected.csv' };
    const good = await importInto(new Log(), await fileWith('trial.csv', table(...GOOD)), MAPPING, nowhere);
    expect(good.counts.recorded).toBe(3);
    const bad = importInto(new Log(), await fileWith('trial.csv', table(BAD)), MAPPING, nowhere);
    expect(await refusal(bad)).toMatchObject({
      code: 'rejected-not-writable',
      remedy: expect.stringContaining('--rejected FILE'),
    });
  });
});
