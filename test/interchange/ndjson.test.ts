import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { fileWith, importInto, Log } from './in-memory.js';

const lines = (...events: (object | string)[]): string =>
  events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');

const registered = (patientId: string) => ({
  patientId,
  type: 'PatientRegistered',
  occurredOn: '2007-02-20',
  data: { dateBasis: 'calendar' },
});
const died = (patientId: string) => ({ patientId, type: 'Died', occurredOn: '2010-04', data: {} });
const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

describe('a file of events, one a line', () => {
  it('records the events of each patient together, scattered as they stand', async () => {
    const log = new Log();
    const path = await fileWith('e.ndjson', lines(registered('p1'), registered('p2'), '', died('p1')));
    const report = await importInto(log, path, null);
    expect(report.counts).toMatchObject({ patients: 2, rows: 3, recorded: 3, rowsRejected: 0 });
    expect(log.calls).toBe(2);
  });

  it('brought again, longer and reordered, its members too, records only what is new', async () => {
    const log = new Log();
    await importInto(log, await fileWith('e.ndjson', lines(registered('p1'), died('p1'))), null);
    const { data, ...rest } = died('p1');
    const again = await importInto(
      log,
      await fileWith('longer.ndjson', lines({ data, ...rest }, registered('p1'), registered('p2'))),
      null,
    );
    expect(again.counts).toMatchObject({ recorded: 1, known: 2, changed: 0 });
  });

  it('that states the same event twice without an id means two, with an id one', async () => {
    const log = new Log();
    const marker = { ...died('p1'), type: 'FollowedUp', data: { status: 'alive' } };
    const path = await fileWith(
      'e.ndjson',
      lines(marker, marker, { ...died('p1'), id: ID }, { id: ID, ...died('p1') }),
    );
    expect((await importInto(log, path, null)).counts).toMatchObject({ rows: 4, recorded: 3 });
    expect((await importInto(log, path, null)).counts).toMatchObject({ recorded: 0, known: 3 });
  });

  it('gives an event without an id the same id whether or not one like it stands above with its own', async () => {
    const log = new Log();
    await importInto(log, await fileWith('e.ndjson', lines(died('p1'))), null);
    const path = await fileWith('e.ndjson', lines({ ...died('p1'), id: ID }, died('p1')));
    expect((await importInto(log, path, null)).counts).toMatchObject({ recorded: 1, known: 1 });
  });

  it('belongs to the patient that JSON names last, however the line is spelled', async () => {
    const log = new Log();
    const { patientId: _, ...event } = died('p1');
    const rest = JSON.stringify(event).slice(1);
    const path = await fileWith(
      'e.ndjson',
      lines(
        registered('p1'),
        registered('p2'),
        `{"patientId":"p2","patientId":"p1",${rest}`,
        `{"patientId":"p1","patient\\u0049d":"p2",${rest}`,
      ),
    );
    expect((await importInto(log, path, null)).counts).toMatchObject({ patients: 2, rows: 4, recorded: 4 });
    expect(log.calls).toBe(2);
  });

  it('from a replayed log gives anew what the system gives, and keeps when it was recorded as the source knew it', async () => {
    const log = new Log();
    const given = {
      position: 7,
      revision: 0,
      recordedBy: { subject: 'x', role: 'y', organisation: 'z' },
      correlationId: 'c',
      causationId: 'd',
    };
    const first = { ...registered('p1'), id: ID, version: 1, recordedAt: '2007-03-01T09:30:00.000Z', ...given };
    const second = {
      ...died('p1'),
      recordedAt: '2010-05-02T00:00:00.000Z',
      source: { system: 'registry', recordedOn: '2010-04' },
    };
    await importInto(log, await fileWith('e.ndjson', lines(first, second)), null);
    expect(log.events).toEqual([
      {
        id: ID,
        type: 'PatientRegistered',
        version: 1,
        occurredOn: '2007-02-20',
        data: { dateBasis: 'calendar' },
        source: { recordedOn: '2007-03-01' },
      },
      {
        id: expect.any(String),
        type: 'Died',
        version: 1,
        occurredOn: '2010-04',
        data: {},
        source: { system: 'registry', recordedOn: '2010-04' },
      },
    ]);
  });

  it.each<[string, object | string, object]>([
    [
      'is of an unknown type',
      { ...died('p1'), type: 'Dyed' },
      { code: 'unknown-event-type', column: '/type', value: '"Dyed"' },
    ],
    [
      'has an impossible date',
      { ...died('p1'), occurredOn: '2010-02-30' },
      { code: 'invalid-field', column: '/occurredOn', value: '"2010-02-30"' },
    ],
    [
      'names no patient',
      { ...died('p1'), patientId: undefined },
      { code: 'missing-patient', column: '/patientId', value: null },
    ],
    ['names what cannot be a patient', died('p 1'), { code: 'missing-patient', value: '"p 1"' }],
    ['is no object', '[1]', { code: 'not-json', column: null }],
    ['is cut off', '{"patientId": "p1", "type": "Di', { code: 'not-json', column: null }],
  ])('rejects a line that %s, by its number, and goes on', async (_, line, expected) => {
    const log = new Log();
    const report = await importInto(log, await fileWith('e.ndjson', lines(registered('p2'), line)), null);
    expect(report.problems).toEqual([expect.objectContaining({ file: 'e.ndjson', row: 2, ...expected })]);
    expect(report.counts).toMatchObject({ recorded: 1, rowsRejected: 1 });
  });

  it('rejects two lines of one id that state two things', async () => {
    const path = await fileWith(
      'e.ndjson',
      lines({ ...died('p1'), id: ID }, { ...died('p1'), id: ID, occurredOn: '2011' }),
    );
    expect((await importInto(new Log(), path, null)).problems).toEqual([
      expect.objectContaining({ code: 'repeated-id', row: 2, column: '/id' }),
    ]);
  });

  it('whose broken line can be told to be of a patient rejects that patient whole, is mended and imported', async () => {
    const log = new Log();
    const broken = '{"patientId": "p1", "type": "Died", "occurredOn": "2010", "data": {}';
    const path = await fileWith('e.ndjson', lines(registered('p1'), broken, registered('p2')));
    const report = await importInto(log, path, null);
    expect([...log.patients.keys()]).toEqual(['p2']);
    expect(report.rejectedFiles).toEqual([`${path}.rejected.ndjson`]);
    const rejected = (await readFile(report.rejectedFiles[0]!, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rejected).toEqual([
      {
        ...registered('p1'),
        _row: '1',
        _code: 'other-row',
        _column: '',
        _value: '',
        _remedy: expect.stringContaining('mend row 2'),
      },
      { _line: broken, _row: '2', _code: 'not-json', _column: '', _value: '', _remedy: expect.any(String) },
    ]);

    const again = await importInto(new Log(), report.rejectedFiles[0]!, null);
    expect(again.counts).toMatchObject({ patients: 1, rowsRejected: 2 });

    rejected[1]!['_line'] = `${broken}}`;
    await writeFile(report.rejectedFiles[0]!, lines(...rejected));
    expect((await importInto(log, report.rejectedFiles[0]!, null)).counts).toMatchObject({
      recorded: 2,
      rowsRejected: 0,
    });
    expect(log.of('Died')).toEqual([expect.objectContaining({ occurredOn: '2010', version: 1 })]);
  });
});
