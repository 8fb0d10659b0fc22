import { describe, expect, it } from '@jest/globals';
import { analysisOf, runAnalysis, textOf, type Member, type SurvivalResult } from '../../src/analyses/index.js';
import { derive, questionOf, type Asked } from '../../src/outcomes/index.js';
import type { Line } from '../outcomes/history.js';
import {
  ct,
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  registered,
  response,
  timelineOf,
} from '../outcomes/history.js';
import { context } from './cohort.js';

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), ct('-5'), cycle('+0')];
const operated: readonly Line[] = [response('+60', 'PR'), hepatectomy('+80', 'R0'), response('+260', 'PD')];

/** Six patients; table A ends the first five as their names say. */
const HISTORIES: Readonly<Record<string, readonly Line[]>> = {
  progressed: [...start, response('+60', 'PD')],
  died: [...start, response('+60', 'SD'), died('+100')],
  missed: [...start, response('+60', 'SD'), died('+300')],
  'operated-1': [...start, ...operated],
  'operated-2': [...start, ...operated, newTherapy('+261')],
  untreated: start.slice(0, 2),
};

function analysed(name: string, asked: Asked = {}) {
  const question = questionOf(asked);
  const members = Object.entries(HISTORIES).map(([patientId, lines]): Member => {
    const timeline = timelineOf(lines, patientId);
    return { timeline, outcomes: derive(timeline, question) };
  });
  const analysis = analysisOf(name);
  const result = runAnalysis(analysis, members, { ...context, question }) as SurvivalResult;
  return { result, text: textOf(analysis, result) };
}
const endedBy = (name: string, asked: Asked = {}) =>
  analysed(name, asked).result.groups[0]?.reasons.map(({ status, code, count }) => `${status} ${code} ${count}`);
const apart = { option: ['schedule.phases=[{"after":"liver-surgery","interval":180,"window":14}]'] };

describe('the PFS of a cohort', () => {
  it('counts what ended the times of its patients, the visits missed after liver surgery apart', () => {
    expect(endedBy('pfs')).toEqual([
      'event death 1',
      'event progression 1',
      'censored missed-assessments 1',
      'censored missed-assessments-after-liver-surgery 2',
    ]);
  });

  it('says so in the terminal, with what to ask instead', () => {
    const { text } = analysed('pfs');
    expect(text).toContain('\nevents   1 death, 1 progression\n');
    expect(text).toContain('\ncensored 2 missed-assessments-after-liver-surgery, 1 missed-assessments\n');
    expect(text).toMatch(/2 censored for missed assessments after liver surgery.*schedule\.phases/);
  });

  it('says nothing of it where visits after surgery have a rhythm of their own, and states that rhythm', () => {
    const { result, text } = analysed('pfs', apart);
    expect(endedBy('pfs', apart)).toEqual(['event death 1', 'event progression 3', 'censored missed-assessments 1']);
    expect(text).not.toContain('after liver surgery, when');
    expect(text).toMatch(/options +schedule .*after:liver-surgery,interval:180,window:14/);
    expect(result.options.schedule.phases).toEqual([{ after: 'liver-surgery', interval: 180, window: 14 }]);
    expect(analysed('pfs').text).not.toMatch(/^ +options/m);
  });

  it('has no fewer events by intention to treat', () => {
    expect(endedBy('pfs', { ruleSet: 'itt-ema' })).toEqual(['event death 2', 'event progression 3']);
  });
});

describe('time to progression and to treatment failure of a cohort', () => {
  it('end as those of its patients', () => {
    expect(endedBy('ttp', { ruleSet: 'itt-ema' })).toEqual([
      'event progression 3',
      'censored death-without-progression 2',
    ]);
    expect(endedBy('ttf')).toEqual(['event death 2', 'event progression 3']);
  });

  it.each(['ttp', 'ttf'])('%s counts from the time zero of PFS, and another is refused', (name) => {
    expect(analysed(name).result.timeZero).toBe('first-line-treatment');
    expect(() => analysed(name, { timeZero: 'diagnosis' })).toThrow(/counted from first-line-treatment/);
  });
});

describe('the disease-free survival of a cohort', () => {
  it('is that of the patients with a clearing R0 resection, the others excluded with the reason', () => {
    const { result, text } = analysed('dfs');
    expect(endedBy('dfs')).toEqual(['event recurrence 2']);
    expect(result.patients.map(({ patientId, time }) => [patientId, time])).toEqual([
      ['operated-1', 180],
      ['operated-2', 180],
    ]);
    expect(result.excluded.map(({ reason }) => reason.code)).toEqual(Array(4).fill('no-r0-resection'));
    expect(text).toMatch(/DATECAN.*second primary is no event/);
  });

  it('says what it is counted from, whatever the rule set; another time zero is refused', () => {
    expect(analysed('dfs').result.timeZero).toBe('disease-free-resection');
    const recorded = { ruleSet: 'as-recorded', timeZero: 'registration' };
    expect(analysed('dfs', recorded).result).toMatchObject({
      timeZero: 'disease-free-resection',
      manifest: { inputs: { timeZero: 'disease-free-resection' } },
    });
    expect(() => analysed('dfs', { timeZero: 'diagnosis' })).toThrow(/counted from disease-free-resection, not from/);
  });
});
