import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { realDataFolder } from '../real-data.js';
import { CommandLine } from './command-line.js';

const folder = realDataFolder('asaur-pancreatic');
const describeReal = folder ? describe : describe.skip;

interface Analysis {
  readonly groups: {
    readonly n: number;
    readonly events: number;
    readonly median: { days: number; lower: number; upper: number };
  }[];
  readonly patients: {
    readonly patientId: string;
    readonly time: number;
    readonly status: string;
    readonly evidence: string[];
  }[];
  readonly excluded: unknown[];
}

describeReal('a phase II trial in pancreatic cancer, brought in by a mapping file', () => {
  const data = folder ?? '';
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine();
    const { status, stderr } = line.run([
      'import',
      join(data, 'pancreatic.csv'),
      '--mapping',
      'examples/pancreatic/mapping.yaml',
    ]);
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => line.dispose());

  const asRecorded = (name: string, ...more: string[]): Analysis =>
    line.json<Analysis>(['analyse', name, '--rule-set', 'as-recorded', '--time-zero', 'registration', ...more]);

  it("has the time and status of each of the 41 patients in the set's own second file", () => {
    const [header, ...rows] = readFileSync(join(data, 'pancreatic2.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.replaceAll('"', '').split(','));
    const column = (name: string): number => header!.indexOf(name);
    const stated = (name: 'pfs' | 'os') =>
      rows
        .map((row) => [Number(row[column(name)]), row[column('status')] === '1' ? 'event' : 'censored'])
        .toSorted(compare);
    for (const name of ['pfs', 'os'] as const) {
      const { patients, excluded } = asRecorded(name);
      expect(excluded).toEqual([]);
      expect(patients).toHaveLength(41);
      // Row by row: the mapping keeps the row number of the set in the patient id.
      const byRow = new Map(patients.map(({ patientId, time, status }) => [patientId, [time, status]]));
      rows.forEach((row) => expect(byRow.get(`pancreatic-${row[0]}`)).toEqual([Number(row[column(name)]), 'event']));
      expect(patients.map(({ time, status }) => [time, status]).toSorted(compare)).toEqual(stated(name));
    }
  });

  it("has the median and the limits of R's survfit (conf.type = log-log)", () => {
    // R 4.2.2, survival 3.5-3: survfit(Surv(pfs, status) ~ 1, conf.type = "log-log"): 119 (61, 157)
    expect(asRecorded('pfs').groups).toMatchObject([
      { n: 41, events: 41, median: { days: 119, lower: 61, upper: 157 } },
    ]);
  });

  it('answers a cut-off and an earlier moment: patients enrolled later vanish, later events are unseen', () => {
    const cut = asRecorded('pfs', '--cut-off', '2007-12-31');
    // 19 of the 41 were enrolled by the end of 2007 (pancreatic.csv, column onstudy).
    expect(cut.patients.length + cut.excluded.length).toBe(41);
    expect(cut.excluded).toHaveLength(22);
    const nothing = asRecorded('pfs', '--as-of', '0');
    expect(nothing.patients.length + nothing.excluded.length).toBe(1);
  });

  it('names only events that are on record as evidence', () => {
    const ids = new Set(
      line
        .run(['replay'])
        .stdout.trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as { id: string }).id),
    );
    for (const { evidence } of asRecorded('pfs').patients) {
      expect(evidence.length).toBeGreaterThan(0);
      for (const id of evidence) expect(ids.has(id)).toBe(true);
    }
  });

  it('records nothing twice when imported again', () => {
    const again = line.json<{ counts: { recorded: number; known: number } }>([
      'import',
      join(data, 'pancreatic.csv'),
      '--mapping',
      'examples/pancreatic/mapping.yaml',
    ]);
    expect(again.counts).toMatchObject({ recorded: 0, known: 149 });
  });
});

const compare = (a: readonly (number | string)[], b: readonly (number | string)[]): number =>
  Number(a[0]) - Number(b[0]);
