import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { JsonObject, RecordedEvent } from '../../../src/events/index.js';
import { lines, patientIds } from '../../analyses/demo-cohort.js';

import { cycle, died, metastasis, outcomesOf, registered, type Line } from '../../outcomes/history.js';
import { exported, logOf } from './exported.js';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly source: string;
}
const fieldsOf = (folder: string, file: string): readonly Field[] =>
  (
    JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
      resources: { path: string; schema: { fields: Field[] } }[];
    }
  ).resources.find(({ path }) => path === file)!.schema.fields;

/** Paths of what is neither a list nor an object; the texts of reasons are left to the codes. */
const leavesOf = (value: unknown, path: string): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${path}.${name}`))
    : Array.isArray(value) || path.endsWith('.text')
      ? []
      : [path];

/** The demo cohort as the log would hold it. */
const demo = lines.map((line, position): RecordedEvent => ({
  ...line,
  ...{ version: 1, position, recordedAt: '2011-07-01T00:00:00.000Z' },
  recordedBy: { subject: 'test', role: 'importer', organisation: 'test' },
  revision: lines.slice(0, position).filter(({ patientId }) => patientId === line.patientId).length,
}));

describe('the table of patients', () => {
  const treated: readonly Line[] = [registered('2007-01-10'), metastasis('2007-02-01'), cycle('2007-03-02')];

  it('has a column for every value of the endpoints, each with its description', async () => {
    const { folder, rows } = await exported('csv', demo);
    const fields = fieldsOf(folder, 'patients.csv');
    const told = new Set(fields.map(({ source }) => source));
    // Null where this patient has nothing: an object there in another patient is spread there.
    const missing = leavesOf(outcomesOf(treated).endpoints, 'endpoints').filter((path) => !told.has(path));
    expect(missing).toEqual(['endpoints.responses.baseline', 'endpoints.pathologicalResponse.regression']);
    expect(fields.every(({ description }) => description.length > 5)).toBe(true);
    const table = rows('patients.csv');
    expect(table.map(({ patient_id }) => patient_id)).toEqual(patientIds);
    expect(Object.keys(table[0]!)).toEqual(fields.map(({ name }) => name));
    // Somebody of the cohort has a value in each column of the times.
    const filled = (name: string): number => table.filter((row) => row[name] !== '').length;
    expect(filled('pfs_days')).toBe(60);
    expect(filled('responses_baseline_sum')).toBeGreaterThan(0);
  });

  it('says of each patient what the outcomes say', async () => {
    const { rows } = await exported('csv', logOf({ p1: [...treated, died('2008-03-02')] }));
    // 2 March 2007 to 2 March 2008: 366 days, over 29 February.
    expect(rows('patients.csv')).toMatchObject([
      {
        ...{ patient_id: 'p1', synthetic: 'false', date_basis: 'calendar', sex: '' },
        ...{ os_status: 'event', os_days: '366', os_months: '12.02', os_start: '2007-03-02', os_date: '2008-03-02' },
        ...{
          os_start_day: '',
          os_reason_code: 'death',
          os_imputed: 'false',
          dfs_status: 'not-evaluable',
          dfs_days: '',
        },
        ...{ best_response_confirmed_date: '', surgery_counts_second_stage_done: '0', as_of: '3' },
      },
    ]);
  });

  it('has days and no dates for a patient with relative days', async () => {
    const { rows } = await exported(
      'csv',
      logOf({ p1: [registered('+0', 'relative'), metastasis('-3'), cycle('+0'), died('+100')] }),
    );
    expect(rows('patients.csv')).toMatchObject([
      { date_basis: 'relative', anchor: 'diagnosis', os_start: '', os_start_day: '0', os_date: '', os_date_day: '100' },
    ]);
  });

  it('leaves out whom it is told to, and counts them', async () => {
    const { rows, manifest } = await exported(
      'csv',
      logOf({ p1: treated, p2: treated }),
      {},
      { leftOut: { p1: 'consent-withdrawn' } },
    );
    expect(rows('patients.csv').map(({ patient_id }) => patient_id)).toEqual(['p2']);
    expect(new Set(rows('endpoints.csv').map(({ patient_id }) => patient_id))).toEqual(new Set(['p2']));
    expect(manifest).toMatchObject({ patients: 1, leftOut: { 'consent-withdrawn': 1 } });
  });

  it('quotes a text with a comma, a quote or a line break, so that it comes back whole', async () => {
    const study = 'A "first", and\nonly';
    const data: JsonObject = { dateBasis: 'calendar', study };
    const { rows, folder } = await exported(
      'csv',
      logOf({ p1: [['2007-01-10', 'PatientRegistered', data], ...treated.slice(1)] }),
    );
    expect(rows('patients.csv')).toMatchObject([{ study }]);
    const bytes = readFileSync(join(folder, 'patients.csv'));
    expect([...bytes.subarray(0, 10)]).toEqual([...Buffer.from('patient_id')]);
    expect(bytes.includes('\r')).toBe(false);
  });
});

describe('the table of times', () => {
  it('has a row a patient and time, with the events that its days come from', async () => {
    const history = [registered('2007-01-10'), metastasis('2007-02-01'), cycle('2007-03-02'), died('2008-03-02')];
    const { rows } = await exported('csv', logOf({ p1: history }));
    const table = rows('endpoints.csv');
    expect(table.map(({ endpoint }) => endpoint)).toEqual([
      ...['pfs', 'os', 'dfs', 'ttp', 'ttf', 'conversionOrProgression'],
      ...['responseDuration.unconfirmed', 'responseDuration.confirmed'],
    ]);
    expect(table[1]).toMatchObject({
      ...{ endpoint: 'os', time_days: '366', event: '1', event_label: 'death', censor_reason: '' },
      ...{ time_zero_date: '2007-03-02', time_zero_event_id: 'cycle@2007-03-02' },
      ...{ end_date: '2008-03-02', end_event_id: 'died@2008-03-02', imputed: 'false', as_of: '3' },
    });
    expect(table[2]).toMatchObject({
      ...{ endpoint: 'dfs', status: 'not-evaluable', time_days: '', event: '', end_event_id: '' },
      ...{ not_evaluable_reason: 'no-r0-resection', censor_reason: '' },
    });
  });

  it('names the same rules by the same id, and others by another', async () => {
    const history = logOf({ p1: [registered('2007-01-10'), cycle('2007-03-02')] });
    const id = async (asked: object): Promise<string> => (await exported('csv', history, asked)).manifest.rules.id;
    expect(await id({})).toBe(await id({ ruleSet: 'fda-2007-table-a' }));
    expect(await id({ options: { mortalityDays: 30 } })).not.toBe(await id({}));
  });
});
