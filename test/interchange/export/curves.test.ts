import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { died, type Line } from '../../outcomes/history.js';
import { exported, logOf } from './exported.js';

const RULES = { ruleSet: 'as-recorded', timeZero: 'registration' } as const;
const entered = (arm?: string): Line => [
  '2007-01-01',
  'PatientRegistered',
  { dateBasis: 'calendar', ...(arm !== undefined && { arm }) },
];
const seen = (when: string): Line => [when, 'FollowedUp', { status: 'alive' }];

/** Of arm A one dies at 10 days, one is seen at 20, one dies at 30; of arm B one dies at 30. */
const FOUR = logOf({
  a1: [entered('A'), died('2007-01-11')],
  a2: [entered('A'), seen('2007-01-21')],
  a3: [entered('A'), died('2007-01-31')],
  b1: [entered('B'), died('2007-01-31')],
});

const stepsOf = (rows: readonly Readonly<Record<string, string>>[], endpoint: string) =>
  rows
    .filter((row) => row['endpoint'] === endpoint)
    .map((row) => [row['group'], ...['time', 'n_risk', 'n_event', 'n_censor'].map((name) => Number(row[name]))]);

describe('the curves of an export', () => {
  it('have a step at each time, with who is at risk, has the event or is censored', async () => {
    const { rows } = await exported('csv', FOUR, RULES);
    const km = rows('km.csv');
    expect(stepsOf(km, 'os')).toEqual([
      ['all', 10, 4, 1, 0],
      ['all', 20, 3, 0, 1],
      ['all', 30, 2, 2, 0],
    ]);
    // 3/4 survive 10 days; Greenwood: 3/4 sqrt(1 / (4 x 3)) = 0.2165. At 30 days nobody: no error, no limits.
    expect(Number(km.find(({ time }) => time === '10')?.['surv'])).toBe(0.75);
    expect(Number(km.find(({ time }) => time === '10')?.['std_err'])).toBeCloseTo(0.2165, 4);
    expect(km.filter(({ endpoint }) => endpoint === 'os').at(-1)).toMatchObject({
      ...{ surv: '0', std_err: '', lower: '', upper: '', conf_type: 'log-log' },
    });
    // Nobody had an operation after which he was free of disease.
    expect(stepsOf(km, 'dfs')).toEqual([]);
  });

  it('are one for each group, and one for those of whom the record does not say', async () => {
    const events = [...FOUR, ...logOf({ c1: [entered(), died('2007-01-06')] })];
    const { rows, manifest } = await exported('csv', events, RULES, { groupBy: 'arm' });
    expect(manifest.groupBy).toBe('arm');
    expect(stepsOf(rows('km.csv'), 'os')).toEqual([
      ['A', 10, 3, 1, 0],
      ['A', 20, 2, 0, 1],
      ['A', 30, 1, 1, 0],
      ['B', 30, 1, 1, 0],
      ['not-stated', 5, 1, 1, 0],
    ]);
  });

  it('are not drawn of a cohort into which one comes by living on', async () => {
    const withoutCurves = { code: 'immortal-time', detail: 'Known later.', remedy: 'Count from index.' };
    const { manifest } = await exported('csv', FOUR, RULES, { withoutCurves });
    expect(manifest.files.map(({ path }) => path)).toEqual(['patients.csv', 'endpoints.csv']);
    expect(manifest.withoutCurves).toEqual(withoutCurves);
  });
});

describe('an export for spreadsheets', () => {
  const ARMS = ['=1+1', '+cmd', '-2', '@sum', "'quoted", '\tx', '2-3', 'plain'];
  const events = logOf(Object.fromEntries(ARMS.map((arm, index) => [`p${index}`, [entered(arm), seen('2007-02-01')]])));

  it('has an apostrophe before what looks like a formula, and is as it was without the first apostrophe', async () => {
    const plain = (await exported('csv', events, RULES)).rows('patients.csv');
    expect(plain.map(({ arm }) => arm)).toEqual(ARMS);
    const { rows, manifest, folder } = await exported('csv', events, RULES, { guardFormulas: true });
    const guarded = rows('patients.csv');
    expect(manifest.guardFormulas).toBe(true);
    expect(readFileSync(join(folder, 'schema.json'), 'utf8')).toMatch(/apostrophe/);
    expect(guarded.map(({ arm }) => arm)).toEqual([...ARMS.slice(0, 6).map((arm) => `'${arm}`), '2-3', 'plain']);
    const back = guarded.map((row) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v.replace(/^'/, '')])),
    );
    expect(back).toEqual(plain);
  });

  it('leaves numbers numbers', async () => {
    const before = logOf({
      p1: [
        ['+0', 'PatientRegistered', { dateBasis: 'relative', anchor: 'diagnosis' }],
        ['-40', 'DiagnosisMade', { kind: 'liver-metastasis' }],
        ['+9', 'FollowedUp', { status: 'alive' }],
      ],
    });
    const { rows } = await exported(
      'csv',
      before,
      { ruleSet: 'as-recorded', timeZero: 'metastasis' },
      { guardFormulas: true },
    );
    const os = rows('endpoints.csv').find(({ endpoint }) => endpoint === 'os');
    expect(os).toMatchObject({ time_zero_date_day: '-40', time_days: '49' });
  });
});
