import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../../src/cli/failure.js';
import { statistics } from '../../src/cli/statistics.js';

const reference = JSON.parse(readFileSync('test/reference/statistics-command.json', 'utf8')) as {
  readonly R: string;
  readonly survival: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly command: string;
    readonly file: string;
    readonly expected: Readonly<Record<string, number | null>>;
  }[];
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hepatrace-statistics-'));
  for (const [name, text] of Object.entries(reference.files)) writeFileSync(join(folder, `${name}.csv`), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `hepatrace statistics` in this process: its standard output, or the message and exit code of its failure. */
async function run(words: string, file: string): Promise<{ stdout: string; message: string; exitCode: number }> {
  const [estimator = '', ...options] = words.split(' ');
  let stdout = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  // Where commander says what is wrong.
  let stderr = '';
  const complain = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  try {
    await statistics()
      .exitOverride()
      .parseAsync([estimator, join(folder, `${file}.csv`), ...options], { from: 'user' });
    return { stdout, message: '', exitCode: 0 };
  } catch (error) {
    const { message, exitCode } = failureOf(error);
    return { stdout, message: message || stderr, exitCode };
  } finally {
    write.mockRestore();
    complain.mockRestore();
  }
}

/** Writes a table and runs on it. */
function on(text: string | Uint8Array, words: string): ReturnType<typeof run> {
  writeFileSync(join(folder, 'given.csv'), text);
  return run(words, 'given');
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((part, key) => (part as Record<string, unknown>)[key], value);

describe(`hepatrace statistics beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(reference.cases)('$command gives for $file what R gives', async ({ command, file, expected }) => {
    const { stdout, message } = await run(`${command} --json`, file);
    expect(message).toBe('');
    const result = JSON.parse(stdout) as unknown;
    for (const [path, value] of Object.entries(expected)) {
      expect([path, at(result, path)]).toEqual([path, value === null ? null : expect.closeTo(value, 8)]);
    }
  });

  it.each(reference.cases)('$command prints for $file a table that says what was read', async ({ command, file }) => {
    const { stdout, message } = await run(command, file);
    expect(message).toBe('');
    expect(stdout).toMatch(new RegExp(`file +${file}.csv\\n +rows +\\d+ of \\d+`));
    expect(stdout).toMatch(/status +\w+: event \w+ \(\d+\)/);
    expect(stdout).not.toMatch(/NaN|Infinity|undefined|null/);
  });
});

describe('What hepatrace statistics prints', () => {
  it.each(statistics().commands.map((estimator) => [estimator.name(), estimator] as const))(
    '%s explains itself with an example that it understands',
    async (name, estimator) => {
      let help = '';
      estimator.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      const [, file = '', words = ''] = new RegExp(`hepatrace statistics ${name} (\\w+)\\.csv (.+)`).exec(help) ?? [];
      expect(await run(`${name} ${words}`, file)).toMatchObject({ message: '', exitCode: 0 });
    },
  );

  it('a Cox regression reads as in R: rows dropped, factors and their reference, coefficients, the three tests', async () => {
    const { stdout } = await run(
      'cox --time time --status status --event 2 --covariates age,factor(ph.ecog) --strata sex',
      'lung',
    );
    expect(stdout).toContain('rows     227 of 228; 1 dropped for a missing value (ph.ecog 1)');
    expect(stdout).toContain('status   status: event 2 (164), none 1 (63)');
    expect(stdout).toContain('factor   ph.ecog against 0, of 0, 1, 2, 3');
    expect(stdout).toMatch(/ph\.ecog=2 +0\.8996 +0\.2283 +3\.940 +8\.16e-5 +2\.459 +1\.572 to 3\.846\n/);
    expect(stdout).toMatch(/likelihood ratio test +19\.98 +on 4 df +p = 5\.03e-4\n/);
  });

  it('the median of each sex stands with its limits, and what is not reached is a dash', async () => {
    const { stdout } = await run('km --time time --status status --event 2 --group sex', 'lung');
    expect(stdout).toMatch(
      /sex +n +events +censored +days to 25 % +median +75 %\n1 +138 +112 +26 +144 .* 270 \(210 – 306\)/,
    );
    const alive = await on('t,s\n5,0\n9,0\n', 'km --time t --status s');
    expect(alive.stdout).toMatch(/all +2 +0 +2 +— +— +—\n— not reached/);
  });

  it('the median that is not reached is null with its reason', async () => {
    const { stdout } = await on('t,s\n5,0\n9,1\n9,0\n9,0\n9,0\n', 'km --time t --status s --json');
    expect(at(JSON.parse(stdout), 'groups.0.quartiles.1')).toMatchObject({
      time: null,
      reason: { code: 'not-reached' },
    });
  });

  it('who is resected on day 4 is among the unresected that day and among the resected the next', async () => {
    const { stdout } = await on(
      't,s,r\n9,1,4\n9,0,\n',
      'simon-makuch --time t --status s --since r --at 4,5,10 --json',
    );
    const atRisk = (group: number) =>
      [0, 1, 2].map((day) => at(JSON.parse(stdout), `groups.${group}.at.${day}.atRisk`));
    expect([atRisk(0), atRisk(1)]).toEqual([
      [2, 1, 0],
      [0, 1, 0],
    ]);
  });

  it('a curve that fell to 0 while few were resected says how to start it later', async () => {
    const { stdout } = await on('t,s,r\n5,1,2\n9,1,6\n9,0,6\n', 'simon-makuch --time t --status s --since r');
    expect(stdout).toContain('start later with --origin');
  });
});

describe('A table that hepatrace statistics reads', () => {
  const KM = 'km --time t --status s --json';
  const events = async (text: string | Uint8Array, words = KM) => {
    const { stdout, message } = await on(text, words);
    expect(message).toBe('');
    return at(JSON.parse(stdout), 'groups.0.events');
  };

  it('may have semicolons, tabs, Windows line ends, a byte order mark, blank rows and quotes', async () => {
    expect(await events('t;s\r\n5;1\r\n\r\n9;0\r\n')).toBe(1);
    expect(await events('t\ts\n5\t1\n9\t0\n')).toBe(1);
    expect(await events('\uFEFF"t","s"\n"5","1"\n 9 , 0 \n')).toBe(1);
  });

  it('may say TRUE and FALSE, and 1.0', async () => {
    expect(await events('t,s\n5,TRUE\n9,FALSE\n')).toBe(1);
    expect(await events('t,s\n5,2.0\n9,1.0\n', `${KM} --event 2`)).toBe(1);
  });

  it('loses the rows that lack a value in a column that was asked for, and says of which', async () => {
    const { stdout } = await on('t,s,x\n5,1,\nNA,0,1\n,NA,1\n9,0,\n', KM);
    expect(at(JSON.parse(stdout), 'read')).toMatchObject({ rows: 4, used: 2, dropped: 2, missing: { t: 2, s: 1 } });
  });

  it('may hold nobody: no median, because there is nobody', async () => {
    const { stdout } = await on('t,s\n', KM);
    expect(at(JSON.parse(stdout), 'groups.0')).toMatchObject({ n: 0, steps: [], median: { time: null } });
    expect(at(JSON.parse(stdout), 'groups.0.quartiles.1.reason.code')).toBe('empty-cohort');
  });

  it('may have no event: a log-rank test without one is null with its reason, and exits 0', async () => {
    const { stdout } = await on('t,s,g\n5,0,a\n9,0,b\n', 'log-rank --time t --status s --event 1 --group g --json');
    expect(JSON.parse(stdout)).toMatchObject({ p: null, reason: { code: 'no-events' } });
  });

  it('tells the causes apart by number where none is named, 0 being the censoring', async () => {
    const { stdout } = await on('t,s\n5,2\n9,0\n12,10\n', 'incidence --time t --status s --json');
    expect(JSON.parse(stdout)).toMatchObject({ causes: ['2', '10'], groups: [{ events: [1, 1], censored: 1 }] });
  });

  it('orders groups by size where they are numbers', async () => {
    const { stdout } = await on('t,s,g\n5,1,10\n9,0,2\n', 'km --time t --status s --group g --json');
    expect(at(JSON.parse(stdout), 'groups')).toMatchObject([{ name: '2' }, { name: '10' }]);
  });
});

describe('What hepatrace statistics refuses', () => {
  const KM = 'km --time t --status s';
  it.each<[what: string, text: string | Uint8Array, words: string, code: string, place: string, remedy: RegExp]>([
    ['a negative time', 't,s\n5,1\n\n-2,0\n', KM, 'invalid-time', 'row 4, column t: "-2"', /Give days/],
    ['months', 't,s\n5.5,1\n', KM, 'invalid-time', 'row 2, column t: "5.5"', /30\.4375/],
    ['a decimal comma', 't;s\n5,5;1\n', KM, 'invalid-time', 'row 2, column t: "5,5"', /Give days/],
    ['an unknown status', 't,s\n5,1\n6,2\n', KM, 'invalid-status', 'row 3, column s: "2"', /--event/],
    ['a row that is too short', 't,s\n5,1\n6\n', KM, 'ragged-row', 'row 3', /Quote a cell/],
    ['two columns of one name', 't,s,t\n5,1,2\n', KM, 'repeated-column', 'row 1', /own name/],
    ['no names of columns', '', KM, 'no-header', 'row 1', /Name the columns/],
    ['a quote that is never closed', 't,s\n5,"1\n', KM, 'malformed-table', 'row 2', /in quotes/],
    ['Latin-1', Uint8Array.of(0x74, 0x2c, 0x73, 0x0a, 0xe9), KM, 'not-utf-8', 'given.csv', /UTF-8/],
    [
      'words as causes',
      't,s\n5,relapse\n',
      'incidence --time t --status s',
      'invalid-status',
      'row 2, column s',
      /--event relapse,death/,
    ],
    [
      'days as causes',
      `t,s\n${Array.from({ length: 101 }, (_, day) => `5,${day + 1}\n`).join('')}`,
      'incidence --time t --status s',
      'invalid-status',
      'column s',
      /--event/,
    ],
    [
      'a comparison of one group',
      't,s,g\n5,1,a\n',
      'log-rank --time t --status s --group g',
      'one-group',
      'column g',
      /--group/,
    ],
    [
      'three groups in Fisher’s test',
      's,g\n1,a\n0,b\n1,c\n',
      'fisher --status s --group g',
      'not-two-groups',
      'column g: 3 groups (a, b, c)',
      /two groups/,
    ],
    [
      'a trend along names',
      't,s,g\n5,1,a\n6,1,b\n',
      'trend --time t --status s --group g',
      'invalid-score',
      'column g',
      /Number the groups/,
    ],
    [
      'a stretch that starts where it ends',
      't,s,b,x\n5,1,5,1\n',
      'cox --time t --status s --start b --covariates x',
      'invalid-start',
      'row 2, column b: "5"',
      /day after its start/,
    ],
    [
      'a number with a letter among covariates',
      't,s,x\n5,1,1\n6,0,O\n',
      'cox --time t --status s --covariates x',
      'invalid-covariate',
      'row 3, column x: "O"',
      /factor\(x\)/,
    ],
    [
      'a change on half a day',
      't,s,r\n5,1,\n6,0,2.5\n',
      'landmark --time t --status s --since r --at 3',
      'invalid-since',
      'row 3, column r: "2.5"',
      /empty for never/,
    ],
  ])('%s: with its place and what to do, exit 1', async (_what, text, words, code, place, remedy) => {
    const { stdout, message, exitCode } = await on(text, words);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(message).toContain(`[${code}]`);
    expect(message).toContain(place);
    expect(message).toMatch(remedy);
  });

  it.each<[what: string, words: string, message: RegExp]>([
    [
      'a column that is not there',
      'km --time tim --status s',
      /no column "tim"\. Did you mean "time"\? There are: time, s, g/,
    ],
    [
      'an event that no row has',
      'km --time time --status s --event 3',
      /--event 3: no row has it in column s\. There are: 0, 1/,
    ],
    ['no status', 'km --time time', /required option '--status/],
    ['an option of another estimator', 'km --time time --status s --tau 5', /unknown option '--tau'/],
    ['a day that is none', 'km --time time --status s --at 1.5', /1\.5 is not a whole number of days/],
    ['a mean up to day 0', 'rmst --time time --status s --tau 0', /0 is not a whole number of days from 1 on/],
    [
      'scale of limits that there is not',
      'km --time time --status s --limits wilson',
      /Allowed choices are log-log, log, plain/,
    ],
    ['Cox of nothing', 'cox --time time --status s', /give --covariates, --since or both/],
    ['one covariate twice', 'cox --time time --status s --covariates g,factor(g)', /names g twice/],
    ['stretches and a change at once', 'cox --time time --status s --start g --since g', /--start and --since/],
    ['states of nothing', 'simon-makuch --time time --status s', /give --since .* or --start and --group/],
    ['an estimator that there is not', 'anova --time time', /unknown command 'anova'/],
  ])('%s: wrong usage, exit 2', async (_what, words, expected) => {
    const { stdout, message, exitCode } = await on('time,s,g\n5,1,2\n9,0,4\n', words);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(message).toMatch(expected);
  });

  it('a file that is not there: wrong usage, exit 2', async () => {
    expect(await run('km --time t --status s', 'absent')).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/no file .*absent\.csv/),
    });
  });
});
