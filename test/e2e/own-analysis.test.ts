import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hepatrace-own-'));
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  HEPATRACE_DATA_DIR: join(folder, 'data'),
  HEPATRACE_KEY_FILE: join(folder, 'keys', 'key'),
  TZ: 'America/New_York',
};

function node(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const analyse = (...args: readonly string[]) => node('dist/cli.js', 'analyse', ...args);

/** Writes an analysis with this instead of its patient function, or of any other of its lines. */
function written(name: string, lines: Readonly<Record<string, string>>, first = ''): string {
  const usual = {
    name: `name: 'own',`,
    version: 'version: 1,',
    about: `about: 'a trial',`,
    parameters: 'parameters: {},',
    patient: 'patient: () => ({ one: 1 }),',
    summary: 'summary: ({ rows }) => ({ n: rows.length }),',
  };
  writeFileSync(
    join(folder, name),
    `${first}\nexport default {\n${Object.values({ ...usual, ...lines }).join('\n')}\n};\n`,
  );
  return `./${name}`;
}

/** What is said of it, and how the command ends. */
function said(lines: Readonly<Record<string, string>>, first?: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = analyse(written('own.ts', lines, first), ...args);
  expect([status, stdout]).toEqual([1, '']);
  return stderr;
}

beforeAll(() => {
  const imported = node('dist/cli.js', 'import', join(root, 'examples/demo-cohort/events.ndjson'));
  expect(imported).toMatchObject({ status: 0 });
  expect(analyse('--new', 'gaps')).toMatchObject({ status: 0, stdout: expect.stringContaining('./gaps.ts') });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a researcher's own analysis, as it is written for a start,", () => {
  it('tells of how many patients imaging was late, and of whom it cannot tell', () => {
    // Counted apart from this code, from the lines of the file: 58 patients with two or more images, 22 of them with more
    // than 100 days between two. demo-016 and demo-038 have one image.
    expect(analyse('./gaps.ts')).toEqual({
      status: 0,
      stdout: 'all: 22 of 58 (37.9 %) had no imaging for more than 100 days\nleft out: 2\n',
      stderr: '',
    });
    expect(analyse('./gaps.ts', '--parameter', 'allowed=70').stdout).toContain('all: 52 of 58 (89.7 %)');
  });

  it('gives each patient, the limits, and the digest of the file as JSON, the same bytes each time', () => {
    const first = analyse('./gaps.ts', '--json', '--group-by', 'sex');
    expect(analyse('./gaps.ts', '--json', '--group-by', 'sex')).toEqual(first);
    const result = JSON.parse(first.stdout);
    expect(result.groups.map(({ name }: { readonly name: string }) => name)).toEqual(['female', 'male']);
    // demo-002: 2008-07-07 to 2008-10-22 is 24 + 31 + 30 + 22 days, longer than 2007-06-03 to 2007-09-16 (105).
    expect(result.patients[1]).toMatchObject({ patientId: 'demo-002', examinations: 11, longestGap: 107 });
    expect(result.excluded.map(({ patientId }: { readonly patientId: string }) => patientId)).toEqual([
      'demo-016',
      'demo-038',
    ]);
    expect(result.manifest.inputs).toMatchObject({
      analysis: { name: 'gaps', version: 1 },
      codeSha256: createHash('sha256')
        .update(readFileSync(join(folder, 'gaps.ts')))
        .digest('hex'),
      parameters: { allowed: 100 },
    });
    expect(JSON.parse(analyse('os', '--json').stdout).manifest.inputs.codeSha256).toBeNull();
  });

  it('fits the types of hepatrace/analysis under a strict compiler', () => {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'hepatrace'));
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noImplicitOverride'];
    const options = ['--noEmit', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', '--types', 'node'];
    const roots = ['--typeRoots', join(root, 'node_modules/@types')];
    const check = () => node('node_modules/typescript/bin/tsc', ...strict, ...options, ...roots, 'gaps.ts');
    expect(check()).toEqual({ status: 0, stdout: '', stderr: '' });
    const path = join(folder, 'gaps.ts');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('longestGap > allowed', 'longestGap.days > allowed'));
    expect(check().stdout).toContain("Property 'days' does not exist on type 'number'");
    writeFileSync(path, text);
  });

  it('is not written over what is there, nor under the name of a built-in one', () => {
    const before = readFileSync(join(folder, 'gaps.ts'), 'utf8');
    expect(analyse('--new', 'gaps')).toMatchObject({ status: 1, stderr: expect.stringContaining('[file-exists]') });
    expect(readFileSync(join(folder, 'gaps.ts'), 'utf8')).toBe(before);
    for (const name of ['pfs', 'My Gaps', '../gaps']) {
      expect(analyse('--new', name)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('[bad-analysis-name]'),
      });
    }
    expect(analyse()).toMatchObject({ status: 2, stderr: expect.stringContaining('name an analysis') });
  });
});

describe('an analysis in plain JavaScript', () => {
  it('runs with the estimators, and what it logs stays out of the result', () => {
    const file = written(
      'median.mjs',
      {
        patient: 'patient: ({ outcomes: { endpoints: { os } } }) => os.days === null ? { excluded: os.reason } : os,',
        summary: `summary: ({ rows }) => {
          console.log(rows.length, 'patients');
          const died = rows.map(({ status }) => (status === 'event' ? 1 : 0));
          return { median: kaplanMeier(rows.map(({ days }) => days), died).median };
        },`,
      },
      "import { kaplanMeier } from 'hepatrace/analysis';",
    );
    const { status, stdout, stderr } = analyse(file, '--json');
    const builtIn = JSON.parse(analyse('os', '--json').stdout).groups[0];
    expect([status, stderr]).toEqual([0, `${builtIn.n} patients\n`]);
    expect(JSON.parse(stdout).groups[0].median.time).toBe(builtIn.median.days);
  });

  it('sees the calendar of the dates it asks for in UTC, wherever it runs', () => {
    const file = written('zone.js', {
      summary: 'summary: () => ({ hours: new Date(2007, 6, 1).getTimezoneOffset() }),',
    });
    expect(JSON.parse(analyse(file, '--json').stdout).groups[0]).toEqual({ name: 'all', hours: 0 });
  });
});

describe('an analysis that goes wrong', () => {
  it('names the line, the patient and the event that was read last', () => {
    const lines = {
      patient: `patient({ timeline }: any) {
  const image = timeline.entries.find(({ type }: { type: string }) => type === 'ImagingPerformed');
  return { organ: image.data.lesions[0].organ };
},`,
    };
    expect(said(lines)).toBe(
      [
        'hepatrace: ./own.ts:9:37',
        "  TypeError: Cannot read properties of undefined (reading '0')",
        '  in patient(), patient demo-001',
        '  last event read: ImagingPerformed of 2007-01-28, fcfcf86a-8233-4fde-bd39-1c2db1e4b845',
        '  Mend the function at that place; what an event need not state may be absent. [function-threw]',
        '',
      ].join('\n'),
    );
  });

  it('names the line of the file also where an estimator refuses what it is given', () => {
    const lines = { summary: 'summary: () => ({\n  share: wilson(3, 2) }),' };
    const message = said(lines, "import { wilson } from 'hepatrace/analysis';");
    expect(message).toMatch(/own\.ts:9:10\n {2}InvalidInputError: numerator: 3 is not a whole number from 0 to 2/);
    expect(message).toContain('in summary()\n');
  });

  it('is stopped when it loops without an end, and told of whom and at which event', () => {
    const loop = `patient: ({ timeline: { entries } }) => { for (const { type } of entries) if (type === 'Died') for (;;); return {}; },`;
    const message = said({ patient: loop }, '', '--timeout', '0.5');
    expect(message).toMatch(
      /stopped after 0\.5 s\n {2}in patient\(\), patient demo-\d+\n {2}last event read: Died of /,
    );
    expect(message).toContain('[time-limit]');
    const waits = said({}, 'await new Promise(() => {});', '--timeout', '0.5');
    expect(waits).toMatch(/while the file was loaded\n.*\[time-limit\]/s);
  });

  it.each([
    ['lists', 'const kept = []; for (;;) kept.push([1]);'],
    ['a table', 'const kept = new Map(); for (let i = 0; ; i += 1) kept.set(i, i);'],
    ['memory outside the heap', 'const kept = []; for (;;) kept.push(new Float64Array(1e5).fill(1));'],
  ])('is stopped when it fills %s without an end', (_what, loop) => {
    const message = said({ patient: `patient: () => { ${loop} },` }, '', '--memory', '64');
    expect(message).toContain('stopped at 64 MB\n  in patient(), patient demo-001\n');
    expect(message).toContain('[memory-limit]');
  });

  it.each([
    ['patient()', 'patient', 'patient: () => ({ value: Math.random() }),', 'not-reproducible'],
    ['summary()', 'summary', 'summary: () => ({ a: { b: [1, 0 / 0] } }),', 'bad-answer'],
    ['limits()', 'limits', 'limits: () => 1,', 'bad-answer'],
  ])('is refused when its %s answers by chance or with no JSON', (where, field, line, code) => {
    const message = said({ [field]: line });
    expect(message).toContain(`  in ${where}`);
    expect(message).toContain(`[${code}]`);
  });

  it('says the line of bad JavaScript too, and what to name where there is no such file', () => {
    writeFileSync(join(folder, 'bad.js'), 'const a = 1;\nconst b == 2;\n');
    expect(analyse('./bad.js').stderr).toMatch(/^hepatrace: \.\/bad\.js:2:7\n/);
    for (const file of ['./none.ts', './gaps.py']) {
      expect(analyse(file)).toMatchObject({ status: 1, stderr: expect.stringContaining('[not-an-analysis-file]') });
    }
  });

  it('is refused what a built-in analysis is refused', () => {
    expect(said({}, '', '--group-by', 'pfs')).toContain('immortal time');
    expect(said({}, '', '--parameter', 'a=1')).toContain('has no parameter "a"');
  });
});
