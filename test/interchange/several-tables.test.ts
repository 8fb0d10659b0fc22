import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesWith, importInto, Log } from './in-memory.js';
import { refusal } from './trial.js';

/** Enrolment in one table, forms in another, the relapses that a form reports in a third. */
const MAPPING = `
name: registry
source: { system: registry }
file: { dates: [YYYY-M-D, YYYY-M-00], missing: ['?'], recordedOn: { column: received } }
patient: { column: id, id: 'reg-{id}' }
files:
  - match: enrolled.csv
    events:
      - { type: PatientRegistered, occurredOn: { column: date }, key: [], data: { dateBasis: calendar } }
  - match: forms-*.csv
    skipAfterHeader: 1
    events:
      - { type: FollowedUp, occurredOn: { column: seen }, key: [seen], data: { status: alive } }
  - match: relapses.csv
    patient: subject
    recordedOn: { column: form.received }
    joins: { form: { file: 'forms-*.csv', on: form }, person: { file: enrolled.csv } }
    events:
      - when: [{ column: person.sex, notIn: [x] }]
        type: ProgressionDocumented
        occurredOn: { column: day, missing: unknown }
        key: [day]
        repeated: last
        data: { basis: { column: basis, map: { CT: imaging }, missing: not-stated } }
`;
const ENROLLED = 'id,date,sex,received\nA,2008-1-2,f,2008-1-9\nB,2008-02-03,x,2008-2-5\n';
const FORMS = 'id,form,seen,received\n#,#,#,#\nA,F1,2008-6-1,2008-6-00\nA,F2,2008-12-1,2008-12-4\n';
const RELAPSES = 'subject,form,day,basis\nA,F2,2008-5-20,?\nA,F1,2008-5-20,?\nB,F9,2009-1-1,CT\n';
const given = () => filesWith({ 'enrolled.csv': ENROLLED, 'forms-2008.csv': FORMS, 'relapses.csv': RELAPSES });

describe('a patient who is told of in several tables', () => {
  it('is recorded whole and once, whatever the order of the files', async () => {
    const files = await filesWith({
      'enrolled.csv': ENROLLED,
      'forms-2008.csv': FORMS,
      'forms-2009.csv': 'id,form,seen,received\n#,#,#,#\nA,F3,2009-6-1,2009-6-2\n',
      'relapses.csv': RELAPSES,
    });
    const [one, other] = [new Log(), new Log()];
    const report = await importInto(one, Object.values(files), MAPPING);
    expect(report.problems).toEqual([]);
    expect(report.counts).toMatchObject({ patients: 2, rows: 8, recorded: 6, rowsWithoutEvent: 1 });
    expect(one.calls).toBe(2);
    await importInto(other, Object.values(files).toReversed(), MAPPING);
    expect(other.patients.get('reg-A')).toEqual(one.patients.get('reg-A'));
    expect([...other.patients.get('reg-A')!.keys()]).toEqual([...one.patients.get('reg-A')!.keys()]);
    expect((await importInto(one, Object.values(files), MAPPING)).counts).toMatchObject({ recorded: 0, known: 6 });
  });

  it('relapsed once, however many forms report it, and the source knew it when the first of them was received', async () => {
    const log = new Log();
    await importInto(log, Object.values(await given()), MAPPING);
    // F1 was received some day of June, F2 in December: known for certain at the end of June.
    expect(log.of('ProgressionDocumented')).toEqual([
      expect.objectContaining({
        occurredOn: '2008-05-20',
        source: { system: 'registry', document: { id: 'relapses.csv' }, recordedOn: '2008-06' },
      }),
    ]);
    expect(log.of('PatientRegistered')[1]).toMatchObject({ source: { recordedOn: '2008-02-05' } });
    // Of several files it is not kept in which one a contact stands: it may move.
    expect(log.of('FollowedUp')[0]!.source).toEqual({ system: 'registry', recordedOn: '2008-06' });
  });

  it('relapsed on a day that no form reports, and when the source knew it stays open', async () => {
    const log = new Log();
    const files = await given();
    await writeFile(files['forms-2008.csv'], FORMS.replace('F1', '?'));
    await writeFile(files['relapses.csv'], RELAPSES.replaceAll(/F[12]/g, '?'));
    await importInto(log, Object.values(files), MAPPING);
    expect(log.of('ProgressionDocumented')[0]!.source).toEqual({
      system: 'registry',
      document: { id: 'relapses.csv' },
    });
  });

  it('whose later form says on what the relapse was found has what the later form says', async () => {
    const log = new Log();
    const files = await given();
    await writeFile(files['relapses.csv'], RELAPSES.replace('F2,2008-5-20,?', 'F2,2008-5-20,CT'));
    await importInto(log, Object.values(files), MAPPING);
    expect(log.of('ProgressionDocumented')).toMatchObject([
      { data: { basis: 'imaging' }, source: { recordedOn: '2008-12-04' } },
    ]);

    // Without the word that the last report holds, two contents under one key are nobody's choice.
    const strict = MAPPING.replace('        repeated: last\n', '');
    const { problems } = await importInto(new Log(), Object.values(files), strict);
    expect(problems).toMatchObject([
      { code: 'repeated-key', file: 'relapses.csv', row: 3, detail: expect.stringMatching(/^row 2 has the same key/) },
    ]);
  });

  it('and of whom a longer file tells something else later is reported as changed at the source', async () => {
    const log = new Log();
    const files = await given();
    await importInto(log, Object.values(files), MAPPING);
    await writeFile(files['forms-2008.csv'], `${FORMS}A,F3,2009-6-1,2009-6-2\n`);
    const longer = await importInto(log, Object.values(files), MAPPING);
    expect(longer.counts).toMatchObject({ recorded: 1, known: 5, changed: 0 });
    await writeFile(files['relapses.csv'], `${RELAPSES}A,F3,2008-5-20,CT\n`);
    expect((await importInto(log, Object.values(files), MAPPING)).changed).toMatchObject([
      { patientId: 'reg-A', correction: { data: { data: { basis: 'imaging' } } } },
    ]);
  });

  it('is left out of all tables where one row is wrong; the files are mended and imported together', async () => {
    const log = new Log();
    const files = await given();
    await writeFile(files['forms-2008.csv'], FORMS.replace('2008-6-1', '2008-6-31'));
    const report = await importInto(log, Object.values(files), MAPPING);
    expect(report.counts).toMatchObject({ patientsRejected: 1, rowsRejected: 5, recorded: 1 });
    expect(report.problems).toMatchObject([
      { code: 'impossible-date', file: 'forms-2008.csv', row: 3, column: 'seen', value: '2008-6-31' },
    ]);
    const [enrolled, forms, relapses] = report.rejectedFiles;
    expect(await readFile(enrolled!, 'utf8')).toMatch(/^2,other-row,.*mend row 3 of forms-2008\.csv of the same/m);
    // The third row of another file is not the one that is wrong.
    expect(await readFile(relapses!, 'utf8')).toMatch(/^3,other-row,.*mend row 3 of forms-2008\.csv/m);
    expect(await readFile(relapses!, 'utf8')).not.toMatch(/B,F9/);

    const mended = (await readFile(forms!, 'utf8')).replace('A,F1,2008-6-31', 'A,F1,2008-6-1');
    await writeFile(forms!, mended);
    const again = await importInto(log, report.rejectedFiles, MAPPING);
    expect(again.counts).toMatchObject({ patients: 1, recorded: 4, rowsRejected: 0 });
    expect((await importInto(log, Object.values(await given()), MAPPING)).counts).toMatchObject({
      known: 5,
      changed: 0,
    });
  });

  it('is left out into a folder that is named for the rejected', async () => {
    const files = await given();
    const { elsewhere } = await filesWith({ elsewhere: '' });
    await writeFile(files['forms-2008.csv'], FORMS.replace('2008-6-1', '2008-6-31'));
    const rejected = dirname(elsewhere);
    const report = await importInto(new Log(), Object.values(files), MAPPING, { rejected });
    expect(report.rejectedFiles).toEqual(
      ['enrolled.csv', 'forms-2008.csv', 'relapses.csv'].map((name) => join(rejected, `${name}.rejected.csv`)),
    );
  });

  it('has two forms of one name, and the row that belongs to both is refused', async () => {
    const files = await given();
    await writeFile(files['forms-2008.csv'], FORMS.replace('F2', 'F1'));
    expect((await importInto(new Log(), Object.values(files), MAPPING)).problems).toMatchObject([
      {
        code: 'ambiguous-join',
        file: 'relapses.csv',
        row: 3,
        column: 'form',
        value: 'F1',
        detail: 'forms-2008.csv, row 3 and forms-2008.csv, row 4 both belong to this row',
      },
    ]);
  });
});

describe('the files given to one import', () => {
  it('are all that the mapping names: without one, patients would be recorded in part', async () => {
    const { 'enrolled.csv': enrolled, 'relapses.csv': relapses } = await given();
    expect(await refusal(importInto(new Log(), [enrolled, relapses], MAPPING))).toMatchObject({
      code: 'missing-file',
      place: 'forms-*.csv',
    });
  });

  it('are no other than it names, and each is given once', async () => {
    const files = await given();
    const { 'notes.csv': notes } = await filesWith({ 'notes.csv': '' });
    const all = Object.values(files);
    expect(await refusal(importInto(new Log(), [...all, notes], MAPPING))).toMatchObject({
      code: 'unexpected-file',
      place: 'notes.csv',
      remedy: 'There are: enrolled.csv, forms-*.csv, relapses.csv.',
    });
    expect(await refusal(importInto(new Log(), [...all, all[0]!], MAPPING))).toMatchObject({
      code: 'repeated-file',
      place: 'enrolled.csv',
    });
    const both = MAPPING.replace('match: enrolled.csv', "match: '*.csv'").replace(
      'file: enrolled.csv',
      "file: '*.csv'",
    );
    expect(await refusal(importInto(new Log(), all, both))).toMatchObject({ code: 'ambiguous-file' });
  });

  it('have the columns that others read from them', async () => {
    const files = await given();
    await writeFile(files['forms-2008.csv'], FORMS.replace('form,', 'no,'));
    expect(await refusal(importInto(new Log(), Object.values(files), MAPPING))).toMatchObject({
      code: 'missing-column',
      place: 'forms-2008.csv, row 1',
      detail: expect.stringContaining('"form"'),
    });
  });
});
