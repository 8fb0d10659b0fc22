import { describe, expect, it } from '@jest/globals';
import { fileWith, importInto, Log } from './in-memory.js';
import { counts, GOOD, HEADER, MAPPING, table } from './trial.js';

describe('a table of patients', () => {
  it('states for each row a registration and, where a date stands, a progression', async () => {
    const log = new Log();
    const report = await importInto(log, await fileWith('trial.csv', table(...GOOD)), MAPPING);
    expect(report.counts).toEqual({ ...counts, patients: 2, rows: 2, recorded: 3 });
    expect(report.rejectedFiles).toEqual([]);
    const source = { system: 'registry', document: { id: 'trial.csv' } };
    expect([...log.patients.get('trial-P1')!.values()]).toEqual([
      {
        id: expect.any(String),
        type: 'PatientRegistered',
        version: 1,
        occurredOn: '2006-02-09',
        data: { dateBasis: 'calendar', sex: 'female', age: 61 },
        source,
      },
      {
        id: expect.any(String),
        type: 'ProgressionDocumented',
        version: 1,
        occurredOn: '2006-08-02',
        data: { basis: 'not-stated', sites: ['liver', 'lung'] },
        source,
      },
    ]);
    expect([...log.patients.get('trial-P2')!.values()].map(({ data }) => data)).toEqual([
      { dateBasis: 'calendar', sex: 'male' },
    ]);
  });

  it('gives the ids that HMAC-SHA-256 gives, marked as version 8', async () => {
    const log = new Log();
    await importInto(log, await fileWith('trial.csv', table(...GOOD)), MAPPING);
    // printf '%s' '["event","trial","P2","PatientRegistered",null,[],0]' |
    //   openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '07%.0s' $(seq 32))   then nibble 13 = 8, nibble 17 = 8 to b
    expect([...log.patients.get('trial-P2')!.keys()]).toEqual(['43e9b52b-3f92-8943-b83d-9935c1e88379']);
  });

  it('brought a second time, records nothing', async () => {
    const log = new Log();
    const path = await fileWith('trial.csv', table(...GOOD));
    await importInto(log, path, MAPPING);
    const again = await importInto(log, path, MAPPING);
    expect(again.counts).toEqual({ ...counts, patients: 2, rows: 2, known: 3 });
  });

  it('brought longer, reordered and under another name, records only what is new', async () => {
    const log = new Log();
    await importInto(log, await fileWith('trial.csv', table(...GOOD)), MAPPING);
    const longer = await fileWith(
      'trial-2007.csv',
      table('P3,1/5/2007,F,70,NA,NA', GOOD[1]!, GOOD[0]!, 'P1,2/9/2006,F,61,11/2006,liver'),
    );
    const report = await importInto(log, longer, MAPPING);
    expect(report.counts).toEqual({ ...counts, patients: 3, rows: 4, recorded: 2, known: 3 });
  });

  it('that repeats a row means it: the same progression twice is two, and still two at the next import', async () => {
    const log = new Log();
    const path = await fileWith('trial.csv', table(GOOD[0]!, GOOD[0]!));
    expect((await importInto(log, path, MAPPING)).counts).toMatchObject({ recorded: 3 });
    expect((await importInto(log, path, MAPPING)).counts).toMatchObject({ recorded: 0, known: 3 });
  });

  it('that states a registration otherwise than before is reported with the correction, and not recorded', async () => {
    const log = new Log();
    await importInto(log, await fileWith('trial.csv', table(...GOOD)), MAPPING);
    const report = await importInto(
      log,
      await fileWith('trial.csv', table(GOOD[0]!, 'P2,12/17/2005,M,NA,NA,NA')),
      MAPPING,
    );
    expect(report.counts).toMatchObject({ recorded: 0, known: 2, changed: 1, rowsRejected: 0 });
    const [id] = log.patients.get('trial-P2')!.keys();
    expect(report.changed).toEqual([
      {
        patientId: 'trial-P2',
        id,
        detail: 'PatientRegistered differs',
        correction: {
          patientId: 'trial-P2',
          type: 'EventCorrected',
          data: { eventId: id, occurredOn: '2005-12-17', data: { dateBasis: 'calendar', sex: 'male' } },
          reason: { code: 'source-amended' },
        },
      },
    ]);
  });

  it('takes the rows of a patient together, wherever they stand, and hands him over once', async () => {
    const log = new Log();
    await importInto(
      log,
      await fileWith('trial.csv', table(GOOD[0]!, GOOD[1]!, 'P1,2/9/2006,F,61,9/2/2006,lung')),
      MAPPING,
    );
    expect(log.calls).toBe(2);
    expect(log.patients.get('trial-P1')!.size).toBe(3);
  });

  it('survives a byte order mark, CRLF and bare LF, quoted line breaks and blank rows, and counts rows as a spreadsheet does', async () => {
    const log = new Log();
    const text = `\u{feff}${HEADER.replace('sites', '"sites"')}\r\nP1,2/9/2006,F,61,8/2/2006,"liver;\r\nlung"\n\r\nP2,x,M,NA,NA,NA\r\n`;
    const report = await importInto(log, await fileWith('trial.csv', text), MAPPING);
    expect(log.of('ProgressionDocumented').map(({ data }) => data['sites'])).toEqual([['liver', 'lung']]);
    expect(report.problems).toEqual([
      expect.objectContaining({ row: 4, column: 'enrolled', value: 'x', file: 'trial.csv' }),
    ]);
  });

  it('with names of columns further down, tabs and bare quotes is read as the mapping says', async () => {
    const log = new Log();
    const mapping = `
name: tcga
source: { system: tcga }
file: { delimiter: "\\t", quote: none, headerRow: 2, skipAfterHeader: 2, missing: ['[Not Available]'], decimal: ',' }
patient: { column: id }
events:
  - type: PatientRegistered
    occurredOn: { const: '+0' }
    data: { dateBasis: relative, anchor: diagnosis, study: { column: study } }
  - type: DiagnosisMade
    when: [{ column: size, present: true }, { column: kind, in: [met, 2] }]
    occurredOn: { days: day, missing: unknown }
    data:
      kind: liver-metastasis
      largestLesion: { column: size, times: 100 }
      tnm.t: { column: t }
      tnm.m: M1
      biomarkers.0.marker: KRAS
      biomarkers.0.result: { column: kras }
      biomarkers.2.marker: { column: marker, map: { b: BRAF-V600E }, otherwise: other }
      biomarkers.2.result: { column: result }
`;
    const rows = [
      ['#Title'],
      ['id', 'study', 'day', 'size', 'kind', 't', 'kras', 'marker', 'result'],
      ['ID', 'STUDY', 'DAY', 'SIZE', 'KIND', 'T', 'KRAS', 'MARKER', 'RESULT'],
      ['CDE_ID:1', '', '', '', '', '', '', '', ''],
      ['A', 'the "first"', '123.0', '4,1', 'met', '[Not Available]', '', 'x', 'mutated'],
      ['A', 'the "first"', '[Not Available]', '1', '2', 'T3', 'wild-type', '', ''],
      ['A', 'the "first"', '-5', '1', 'primary', '', '', '', ''],
    ];
    const report = await importInto(
      log,
      await fileWith('t.tsv', rows.map((row) => row.join('\t')).join('\n')),
      mapping,
    );
    expect(report.problems).toEqual([]);
    expect(log.of('PatientRegistered')[0]).toMatchObject({ occurredOn: '+0', data: { study: 'the "first"' } });
    // 4.1 cm = 41 mm = 410 tenths; a part of which no column has a value is left out with its constants.
    expect(log.of('DiagnosisMade').map(({ occurredOn, data }) => [occurredOn, data])).toEqual([
      ['+123', { kind: 'liver-metastasis', largestLesion: 410, biomarkers: [{ marker: 'other', result: 'mutated' }] }],
      [
        'unknown',
        {
          kind: 'liver-metastasis',
          largestLesion: 100,
          tnm: { t: 'T3', m: 'M1' },
          biomarkers: [{ marker: 'KRAS', result: 'wild-type' }],
        },
      ],
    ]);
    expect([...log.patients.keys()][0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/);
  });

  it('with a row that by its mapping states no event counts it, and rejects nothing', async () => {
    const only = MAPPING.replace(/ {2}- type: PatientRegistered[\s\S]*?(?= {2}- type: Prog)/, '');
    const report = await importInto(new Log(), await fileWith('trial.csv', table(...GOOD)), only);
    expect(report.counts).toEqual({ ...counts, patients: 2, rows: 2, rowsWithoutEvent: 1, recorded: 1 });
  });

  it('keeps the acknowledged codes in every event and counts them', async () => {
    const log = new Log();
    const report = await importInto(
      log,
      await fileWith('trial.csv', table(...GOOD)),
      `${MAPPING}acknowledge: [after-death]\n`,
    );
    expect(report.acknowledged).toEqual({ 'after-death': 3 });
    expect(log.events.every(({ acknowledge }) => acknowledge?.[0] === 'after-death')).toBe(true);
  });
});
