import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

const SEEN = 'cohort: seen\nevents: { s: { event: FollowedUp, take: first } }\nindex: s\ninclude: [s]\n';
const OF_THEM = 'cohort: women-seen\nindex: registration\ninclude: [{ in: seen@1 }, { sex: female }]\n';
const PATIENT = [
  {
    patientId: 'p1',
    type: 'PatientRegistered',
    occurredOn: '2007-01-10',
    data: { dateBasis: 'calendar', sex: 'female' },
  },
  { patientId: 'p1', type: 'FollowedUp', occurredOn: '2008-01-10', data: { status: 'alive' } },
];

interface Listed {
  readonly cohorts: readonly {
    readonly name: string;
    readonly version: number;
    readonly sha256: string;
    reason: string;
  }[];
}
interface Imported {
  readonly counts: { readonly recorded: number; readonly known: number; readonly rowsRejected: number };
  readonly problems: readonly { readonly code: string; readonly row: number }[];
}

describe('a log replayed into another folder', () => {
  let line: CommandLine;
  let other: CommandLine;
  let log: string;
  beforeAll(() => {
    [line, other] = [new CommandLine(), new CommandLine()];
    expect(line.run(['import', '-'], PATIENT.map((event) => JSON.stringify(event)).join('\n')).status).toBe(0);
    for (const [text, reason] of [
      [SEEN, 'protocol 1'],
      [SEEN.replace('first', 'last'), 'amendment 2'],
      [OF_THEM, 'for the women'],
    ] as const) {
      const file = join(line.folder, 'cohort.yaml');
      writeFileSync(file, text);
      line.json(['cohort', 'define', file, '--reason', reason]);
    }
    log = line.run(['replay']).stdout;
    writeFileSync(join(other.folder, 'log.ndjson'), log);
  });
  afterAll(() => {
    line.dispose();
    other.dispose();
  });

  const cohortsOf = (of: CommandLine): unknown =>
    of
      .json<Listed>(['cohort', 'list'])
      .cohorts.map(({ name, version, sha256, reason }) => ({ name, version, sha256, reason }));
  /** What an import says, whatever it exits with. */
  const imported = (of: CommandLine, text: string): Imported =>
    JSON.parse(
      of.run(['import', '-', '--json', '--rejected', join(of.folder, 'rejected.ndjson')], text).stdout,
    ) as Imported;

  it('loses no definition: each has its version, its digest and its reason there, and its members', () => {
    expect(other.json<Imported>(['import', join(other.folder, 'log.ndjson')]).counts).toMatchObject({ recorded: 5 });
    expect(cohortsOf(other)).toEqual(cohortsOf(line));
    expect(cohortsOf(other)).toHaveLength(3);
    expect(other.json(['cohort', 'members', 'women-seen@1'])).toMatchObject({ patients: [{ patientId: 'p1' }] });
    // Safe to repeat.
    expect(other.json<Imported>(['import', join(other.folder, 'log.ndjson')]).counts).toMatchObject({
      recorded: 0,
      known: 5,
    });
  });

  it('takes no definition that is not what its digest says', () => {
    const another = new CommandLine();
    const { counts, problems } = imported(another, log.replace('"take":"first"', '"take":"2nd"'));
    // The second version would be the first, and the other cohort names the one that is not there.
    expect(problems.map(({ code }) => code)).toEqual([
      'altered-definition',
      'cohort-version-differs',
      'unknown-cohort',
    ]);
    expect(counts).toMatchObject({ recorded: 2, rowsRejected: 3 });
    expect(readFileSync(join(another.folder, 'rejected.ndjson'), 'utf8')).toMatch(/"take":"2nd".*altered-definition/);
    another.dispose();
  });

  it('takes none that is another version in a folder that has its own', () => {
    const another = new CommandLine();
    expect(another.run(['import', '-'], PATIENT.map((event) => JSON.stringify(event)).join('\n')).status).toBe(0);
    const file = join(another.folder, 'own.yaml');
    writeFileSync(file, SEEN.replace('first', '3rd'));
    another.json(['cohort', 'define', file, '--reason', 'our own']);
    expect(imported(another, log).problems.map(({ code }) => code)).toContain('cohort-version-differs');
    expect(another.json<Listed>(['cohort', 'list']).cohorts.find(({ name }) => name === 'seen')?.reason).toBe(
      'our own',
    );
    another.dispose();
  });
});
