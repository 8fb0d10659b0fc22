import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

const COMMANDS = [
  'serve',
  'demo',
  'import',
  'timeline',
  'outcomes',
  'analyse',
  'statistics',
  'export',
  'replay',
  'rebuild',
  'verify',
  'openapi',
];
const registration = {
  patientId: 'p1',
  type: 'PatientRegistered',
  occurredOn: '2007-01-10',
  data: { dateBasis: 'calendar' },
};
const lines = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('the command line', () => {
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine();
  });
  afterAll(() => line.dispose());

  it.each(COMMANDS)('explains %s with an example', (name) => {
    const { status, stdout } = line.run([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`Example:\\n  hepatrace ${name}`));
  });

  it('exits 2 on wrong usage and says what is right', () => {
    const cases: [string[], RegExp][] = [
      [['outcomes'], /missing required argument/],
      [['no-such-command'], /unknown command/],
      [['analyse', 'pfs', '--no-such-option'], /unknown option/],
      [['analyse', 'pfs', '--rule-set', 'none'], /no rule set "none".*fda-2007-table-a, itt-ema, as-recorded/],
      [['analyse', 'pfs', '--rule-set', 'as-recorded'], /no default time zero.*registration/],
      [['timeline', 'p1', '--cut-off', '2009'], /is no day/],
      [['replay', '--after', 'x'], /is no position/],
      [['import', 'no-such-file.ndjson'], /no file no-such-file/],
      [['statistics', 'km', 'no-such-file.csv', '--time', 't', '--status', 's'], /no file no-such-file/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = line.run(args);
      expect([args, status]).toEqual([args, 2]);
      expect(stderr).toMatch(message);
      expect(stdout).toBe('');
    }
  });

  it('exits 1 where there is no data yet, and says what to do', () => {
    const { status, stderr } = line.run(['timeline', 'p1']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/holds no hepatrace log.*--data-dir/s);
  });

  it('imports events from standard input once, and knows them the second time', () => {
    const input = lines(registration, { patientId: 'p1', type: 'Died', occurredOn: '2008-01-10', data: {} });
    expect(line.run(['import', '-'], input)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/2 events recorded, 0 known/),
    });
    expect(line.run(['import', '-'], input)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/0 events recorded, 2 known/),
    });
  });

  it('records the good patients of a file, writes the bad ones beside it, and takes them when mended', () => {
    const file = join(line.folder, 'events.ndjson');
    const bad = { patientId: 'p2', type: 'Died', occurredOn: '2008-02-30', data: {} };
    writeFileSync(file, lines({ ...registration, patientId: 'p2' }, bad, { ...registration, patientId: 'p3' }));
    const first = line.run(['import', file]);
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(/3 rows of 2 patients/);
    expect(first.stdout).toMatch(/row 2, \/occurredOn/);
    expect(line.run(['timeline', 'p2']).status).toBe(1);
    expect(line.run(['timeline', 'p3']).status).toBe(0);
    const rejected = `${file}.rejected.ndjson`;
    writeFileSync(rejected, readFileSync(rejected, 'utf8').replace('2008-02-30', '2008-02-29'));
    expect(line.run(['import', rejected])).toMatchObject({ status: 0 });
    expect(line.run(['timeline', 'p2']).stdout).toMatch(/2008-02-29\s+Died/);
  });

  it('replays the log as lines that can be imported into another folder', () => {
    const all = line
      .run(['replay'])
      .stdout.trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { position: number });
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index));
    const part = line.run(['replay', '--after', '0', '--up-to', '2']).stdout.trim().split('\n');
    expect(part.map((text) => (JSON.parse(text) as { position: number }).position)).toEqual([1, 2]);
    const other = new CommandLine();
    try {
      expect(other.run(['import', '-'], line.run(['replay']).stdout)).toMatchObject({ status: 0 });
      const timelineOf = (where: CommandLine): unknown[] =>
        where
          .json<{ entries: { id: string; occurredOn: string; data: object }[] }>(['timeline', 'p1'])
          .entries.map(({ id, occurredOn, data }) => [id, occurredOn, data]);
      expect(timelineOf(other)).toEqual(timelineOf(line));
    } finally {
      other.dispose();
    }
  });

  it('answers the same after a rebuild, and from a log without read models', () => {
    const before = line.run([
      'analyse',
      'os',
      '--rule-set',
      'as-recorded',
      '--time-zero',
      'registration',
      '--json',
    ]).stdout;
    for (const threads of [[], ['--threads', '1'], ['--threads', '3']])
      expect(line.json<{ events: number }>(['rebuild', ...threads]).events).toBe(5);
    expect(line.run(['rebuild', '--threads', 'all'])).toMatchObject({ status: 2 });
    expect(
      line.run(['analyse', 'os', '--rule-set', 'as-recorded', '--time-zero', 'registration', '--json']).stdout,
    ).toBe(before);
    const head = String(line.run(['replay']).stdout.trim().split('\n').length - 1);
    expect(
      line.run(['analyse', 'os', '--rule-set', 'as-recorded', '--time-zero', 'registration', '--as-of', head, '--json'])
        .stdout,
    ).toBe(before);
  });

  it('verifies the log', () => {
    expect(line.run(['verify'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/log of 5 events, root [0-9a-f]{64}/),
    });
  });

  it('refuses to compare by what is known only later, and offers the valid ways', () => {
    const { status, stderr } = line.run(['analyse', 'pfs', '--group-by', 'conversion.converted']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/immortal time.*landmark.*time-dependent/s);
  });
});

describe('the demo', () => {
  let line: CommandLine;
  let demo: string;
  beforeAll(() => {
    line = new CommandLine('embedded');
    const { status, stdout, stderr } = line.run(['demo', '--data-dir', line.dataDir]);
    if (status !== 0) throw new Error(stderr);
    demo = stdout;
  });
  afterAll(() => line.dispose());

  it('derives every figure of the published series', () => {
    expect(demo).toMatch(/SYNTHETIC patients/);
    expect(demo).toMatch(/17 of 17 figures agree/);
    expect(demo).toMatch(/uncertain\s+5\s+18\s+27\.8 %/);
    expect(demo).toMatch(/472 days/);
  });

  it('is what the README shows', () => {
    const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
    const excerpt = /<!-- demo -->\n+```\n(.*?)```\n/s.exec(readme)?.[1]?.trimEnd().split('\n') ?? [];
    expect(excerpt.length).toBeGreaterThan(10);
    const shown = excerpt.filter((text) => text.trim() !== '…');
    const printed = new Set(demo.split('\n').map((text) => text.trimEnd()));
    expect(shown.filter((text) => !printed.has(text.trimEnd()))).toEqual([]);
  });

  it('says of every patient and of every result that they are synthetic', () => {
    const all = [...demo.matchAll(/SYNTHETIC/g)];
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const args of [
      ['timeline', 'demo-002'],
      ['outcomes', 'demo-002'],
      ['analyse', 'os'],
      ['analyse', 'conversion'],
    ]) {
      expect([args, line.run(args).stdout]).toEqual([args, expect.stringContaining('SYNTHETIC')]);
    }
    expect(line.json<{ synthetic: boolean }>(['timeline', 'demo-002']).synthetic).toBe(true);
    expect(line.json<{ synthetic: boolean }>(['outcomes', 'demo-002']).synthetic).toBe(true);
    expect(line.json<{ cohort: object }>(['analyse', 'os']).cohort).toMatchObject({ size: 60, synthetic: 60 });
  });

  it('refuses a cut-off of another kind than the patient has dates', () => {
    const { status, stderr, stdout } = line.run(['timeline', 'demo-002', '--cut-off', '+365']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/calendar dates: give a cut-off of the same kind/);
  });

  it('tells three commands to try next, and each of them works', () => {
    const next = [...demo.matchAll(/^ {2}npx hepatrace (.*)$/gm)].map(([, command]) => command!.split(' '));
    expect(next).toHaveLength(3);
    for (const args of next) expect(line.run(args)).toMatchObject({ status: 0, stderr: '' });
  });

  it('shows a corrected date with what stood there before, and an earlier moment as it was known then', () => {
    const now = line.run(['timeline', 'demo-057', '--data-dir', line.dataDir]).stdout;
    expect(now).toMatch(/✎ 2011-03-17 +ProgressionDocumented/);
    expect(now).toMatch(/↳ corrected .*transcription.*before: /s);
    const events = line.json<{
      asOf: { position: number };
      entries: { id: string; type: string; history: { id: string; position: number; occurredOn: string }[] }[];
    }>(['timeline', 'demo-057']);
    const progression = events.entries.find(
      ({ type, history }) => type === 'ProgressionDocumented' && history.length > 0,
    )!;
    const [first, correction] = progression.history;
    const then = line.json<typeof events>(['timeline', 'demo-057', '--as-of', String(correction!.position - 1)]);
    expect(then.entries.find(({ id }) => id === progression.id)).toMatchObject({
      status: 'current',
      occurredOn: first!.occurredOn,
    });
  });

  it('makes its own folder anew, and refuses one that holds anything else', () => {
    expect(line.run(['demo', '--data-dir', line.dataDir]).status).toBe(0);
    const other = join(line.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), 'not a demo');
    const { status, stderr } = line.run(['demo', '--data-dir', other]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/holds something else.*--data-dir/s);
    expect(existsSync(join(other, 'letter.txt'))).toBe(true);
  });
});
