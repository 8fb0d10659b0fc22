import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

const MAPPING = `
name: licensed
licence: CC BY 4.0
source: { system: trial-7, citation: 'A 2020' }
patient: { column: id, id: 't-{id}' }
events:
  - { type: PatientRegistered, occurredOn: { column: entered }, data: { dateBasis: calendar } }
  - { type: FollowedUp, occurredOn: { column: seen }, data: { status: alive } }
`;
const TABLE = 'id,entered,seen\n1,2020-01-01,2021-01-01\n2,2020-02-01,2021-03-01\n';
const OTHER = {
  patientId: 'other',
  type: 'PatientRegistered',
  occurredOn: '2020-01-01',
  data: { dateBasis: 'calendar' },
};
const LICENCES = [{ system: 'trial-7', licence: 'CC BY 4.0', patients: 2 }];
const COHORT = 'cohort: seen\nevents: { s: { event: FollowedUp, take: first } }\nindex: s\ninclude: [s]\n';
const RULES = ['--rule-set', 'as-recorded', '--time-zero', 'registration'];

describe('the licence that a mapping names', () => {
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine();
    for (const [name, text] of Object.entries({ 'm.yaml': MAPPING, 't.csv': TABLE, 'seen.yaml': COHORT }))
      writeFileSync(join(line.folder, name), text);
    line.json(['import', join(line.folder, 't.csv'), '--mapping', join(line.folder, 'm.yaml')]);
    expect(line.run(['import', '-'], JSON.stringify(OTHER)).status).toBe(0);
  });
  afterAll(() => line.dispose());

  const licencesOf = (...args: readonly string[]): unknown =>
    line.json<{ manifest: { dataLicences: unknown } }>(['analyse', ...args]).manifest.dataLicences;

  it('stands in every event of the import, and comes along into another folder', () => {
    const lines = line.run(['replay']).stdout;
    const sources = lines
      .trim()
      .split('\n')
      .map((text) => (JSON.parse(text) as { source?: { licence?: string } }).source);
    expect(sources.map((source) => source?.licence)).toEqual([...Array<string>(4).fill('CC BY 4.0'), undefined]);
    const another = new CommandLine();
    expect(another.run(['import', '-'], lines).status).toBe(0);
    expect(another.json<{ manifest: object }>(['analyse', 'os', ...RULES]).manifest).toMatchObject({
      dataLicences: LICENCES,
    });
    another.dispose();
  });

  it('is listed by every result over these patients: kept, replayed, of a cohort, of an own analysis', () => {
    expect(licencesOf('os')).toEqual(LICENCES);
    expect(licencesOf('os', ...RULES)).toEqual(LICENCES);
    expect(licencesOf('os', '--as-of', '1')).toEqual([{ ...LICENCES[0], patients: 1 }]);
    expect(licencesOf('os', '--cohort', join(line.folder, 'seen.yaml'))).toEqual(LICENCES);
    expect(licencesOf('examples/analyses/imaging-gaps.ts', ...RULES)).toEqual(LICENCES);
  });

  it('stands in the manifest and the data dictionary of every export', () => {
    for (const format of ['csv', 'adtte', 'ndjson']) {
      const to = join(line.folder, format);
      line.json(['export', '--format', format, '--to', to, ...RULES]);
      const read = (name: string): unknown => JSON.parse(readFileSync(join(to, name), 'utf8'));
      expect(read('manifest.json')).toMatchObject({ dataLicences: LICENCES });
      expect(read('schema.json')).toMatchObject({
        licenses: [{ name: 'CC BY 4.0', title: 'CC BY 4.0: trial-7' }],
      });
    }
  });
});
