import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { duckdb } from '../outside-readers.js';
import { CommandLine } from './command-line.js';

interface Pfs {
  readonly groups: readonly {
    readonly n: number;
    readonly events: number;
    readonly median: { readonly days: number };
  }[];
  readonly patients: readonly { readonly patientId: string; readonly time: number; readonly status: string }[];
}

const COHORTS = [
  {
    who: '60 patients of the demo',
    from: ['examples/demo-cohort/events.ndjson'],
    timeZero: 'metastasis',
    median: 510,
  },
  {
    who: '929 patients of a trial of adjuvant chemotherapy for colon cancer',
    from: ['examples/colon/colon.csv', '--mapping', 'examples/colon/mapping.yaml'],
    timeZero: 'registration',
    median: 1589,
  },
];

describe.each(COHORTS)('$who, exported as an event log', ({ from, timeZero, median }) => {
  const line = new CommandLine();
  afterAll(() => line.dispose());

  it("have in examples/duckdb/pfs.sql the service's own PFS, patient by patient, and its median", async () => {
    line.json(['import', ...from]);
    line.json(['export', '--format', 'events-parquet', '--to', join(line.folder, 'log')]);
    const own = line.json<Pfs>(['analyse', 'pfs', '--rule-set', 'as-recorded', '--time-zero', timeZero]);
    const [curve, patients] = await duckdb(
      { log: join(line.folder, 'log/events.parquet'), time_zero: timeZero },
      readFileSync('examples/duckdb/pfs.sql', 'utf8'),
      'FROM pfs ORDER BY patient_id',
    );
    expect(patients?.map(({ patient_id, days, status }) => [patient_id, Number(days), status])).toEqual(
      own.patients.map(({ patientId, time, status }) => [patientId, time, status]),
    );
    const [all] = own.groups;
    expect(all?.median.days).toBe(median);
    expect(curve).toEqual([{ n: String(all?.n), events: String(all?.events), median }]);
  });
});
