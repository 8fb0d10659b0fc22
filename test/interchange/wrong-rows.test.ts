import { describe, expect, it } from '@jest/globals';
import { importFiles, readMapping } from '../../src/interchange/index.js';
import { fileWith, importInto, Log, SECRET } from './in-memory.js';
import { GOOD, HEADER, MAPPING, refusal, table } from './trial.js';

describe('a patient whose row is wrong', () => {
  it.each<[string, string, object]>([
    [
      'spells a date otherwise',
      'P1,2006-02-09,F,61,NA,NA',
      { code: 'unreadable-date', column: 'enrolled', value: '2006-02-09' },
    ],
    ['was enrolled on 30 February', 'P1,2/30/2006,F,61,NA,NA', { code: 'impossible-date', column: 'enrolled' }],
    [
      'has no date of enrolment',
      'P1,NA,F,61,NA,NA',
      { code: 'missing-field', column: 'enrolled', value: 'NA', remedy: expect.stringContaining('missing: unknown') },
    ],
    [
      'has a word that is not mapped',
      'P1,2/9/2006,f,61,NA,NA',
      { code: 'unmapped-word', column: 'sex', value: 'f', remedy: expect.stringContaining('Did you mean "F"?') },
    ],
    ['has an age that is no number', 'P1,2/9/2006,F,old,NA,NA', { code: 'not-a-number', column: 'age', value: 'old' }],
    ['is older than anyone', 'P1,2/9/2006,F,161,NA,NA', { code: 'invalid-field', column: 'age', value: '161' }],
    [
      'progresses at no known site',
      'P1,2/9/2006,F,61,8/2/2006,skin',
      { code: 'invalid-field', column: 'sites', value: 'skin' },
    ],
    [
      'has a cell too many',
      'P1,2/9/2006,F,61,NA,NA,x',
      { code: 'cell-count', column: null, detail: 'the row has 7 cells, the header 6' },
    ],
    ['is not named', 'NA,2/9/2006,F,61,NA,NA', { code: 'missing-patient', column: 'id' }],
    [
      'is named by what cannot be an id',
      'P 1,2/9/2006,F,61,NA,NA',
      { code: 'invalid-patient-id', column: 'id', value: 'P 1' },
    ],
  ])('and who %s is rejected at that row and column, and the others are recorded', async (_, row, expected) => {
    const log = new Log();
    const report = await importInto(log, await fileWith('trial.csv', table(row, GOOD[1]!)), MAPPING);
    expect(report.problems).toEqual([expect.objectContaining({ file: 'trial.csv', row: 2, ...expected })]);
    expect(report.problems[0]!.remedy).not.toBe('');
    expect([...log.patients.keys()]).toEqual(['trial-P2']);
    expect(report.counts).toMatchObject({ rowsRejected: 1, recorded: 1 });
  });

  it('and of whom a day is no whole number is rejected', async () => {
    const mapping = `name: m\nsource: { system: s }\npatient: { column: id }\nevents:\n  - type: Died\n    occurredOn: { days: day }\n`;
    const report = await importInto(new Log(), await fileWith('d.csv', 'id,day\n1,12.5\n'), mapping);
    expect(report.problems).toEqual([
      expect.objectContaining({ code: 'not-a-day', row: 2, column: 'day', value: '12.5' }),
    ]);
  });

  it('and whose two rows say under one key two things is rejected', async () => {
    const report = await importInto(
      new Log(),
      await fileWith('trial.csv', table(GOOD[0]!, 'P1,2/10/2006,F,61,NA,NA')),
      MAPPING,
    );
    expect(report.problems).toEqual([expect.objectContaining({ code: 'repeated-key', row: 3 })]);
    expect(report.counts).toMatchObject({ patientsRejected: 1, rowsRejected: 2, recorded: 0 });
  });

  it('and whom the recording refuses is rejected at the row and column of that event', async () => {
    const refused = [{ code: 'after-death', pointer: '/1/data/sites', detail: 'd', remedy: 'r' }];
    const path = await fileWith('trial.csv', table(GOOD[0]!));
    const report = await importInto(new Log(), path, MAPPING, { record: async () => ({ refused }) });
    expect(report.problems).toEqual([
      {
        code: 'after-death',
        file: 'trial.csv',
        row: 2,
        column: 'sites',
        value: 'liver;lung',
        detail: 'd',
        remedy: 'r',
      },
    ]);
  });
});

describe('a table that cannot be read', () => {
  it.each<[string, string | Buffer, object]>([
    [
      'lacks a column',
      table().replace('enrolled', 'enroled'),
      { code: 'missing-column', place: 'trial.csv, row 1', remedy: expect.stringContaining('Did you mean "enroled"?') },
    ],
    ['has a name twice', `${HEADER},age\n`, { code: 'repeated-column', detail: '2 columns are called "age"' }],
    ['is empty', '', { code: 'no-header', remedy: expect.stringContaining('file.headerRow') }],
    [
      'opens a quote and never closes it',
      table(GOOD[1]!, '"P1,2/9/2006,F,61,NA,NA'),
      { code: 'malformed-table', place: 'trial.csv, row 3' },
    ],
    [
      'is not UTF-8',
      Buffer.from(`${HEADER},h\xf4pital\n`, 'latin1'),
      { code: 'not-utf-8', remedy: expect.stringContaining('UTF-8') },
    ],
  ])('and %s is refused before anything is recorded', async (_, text, expected) => {
    const log = new Log();
    expect(await refusal(importInto(log, await fileWith('trial.csv', text), MAPPING))).toMatchObject(expected);
    expect(log.calls).toBe(0);
  });

  it('and does not exist is refused', async () => {
    expect(await refusal(importInto(new Log(), '/nowhere/trial.csv', MAPPING))).toMatchObject({
      code: 'unreadable-file',
      place: 'trial.csv',
    });
  });

  it('and is written to while it is read is refused, and nobody is recorded by halves', async () => {
    const log = new Log();
    let readings = 0;
    const file = {
      name: 'trial.csv',
      path: null,
      async *open() {
        readings++;
        yield Buffer.from(table(...GOOD, ...(readings > 1 ? [GOOD[0]!] : [])));
      },
    };
    const signal = new AbortController().signal;
    const mapping = readMapping(MAPPING, 'm.yaml');
    const run = importFiles({ files: [file], mapping, secret: SECRET, record: log.record, signal });
    expect(await refusal(run)).toMatchObject({ code: 'file-changed' });
  });
});
