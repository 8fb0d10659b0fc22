import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  cycle,
  died,
  hepatectomy,
  mdt,
  metastasis,
  outcomesOf,
  progression,
  registered,
  response,
  seen,
} from './history.js';

const uncertain: readonly Line[] = [
  registered('-20', 'relative'),
  metastasis('-10'),
  mdt('-5', 'uncertain'),
  cycle('+0'),
];
const firstOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...uncertain, ...lines], asked).endpoints.conversionOrProgression;

describe('what comes first of conversion, progression and death', () => {
  it.each([
    ['resected, then progressed', [hepatectomy('+90', 'R0'), progression('+200')], 'conversion', 90],
    ['resected on the day of progression', [hepatectomy('+90', 'R1'), progression('+90')], 'conversion', 90],
    ['who dies on the day of the resection', [hepatectomy('+90', 'R0'), died('+90')], 'conversion', 90],
    ['who progresses on imaging', [response('+60', 'PD')], 'progression', 60],
    ['who progresses clinically', [progression('+60', 'clinical'), response('+80', 'PD')], 'progression', 60],
    ['who progresses and dies on one day', [progression('+60'), died('+60')], 'progression', 60],
    ['who dies without progression', [died('+70')], 'death', 70],
  ] as const)('of a patient %s', (_, lines, cause, days) => {
    expect(firstOf(lines)).toMatchObject({ status: 'event', cause, days, convertedLater: false });
  });

  it('of a patient resected only after progression is the progression, and the rate still counts the conversion', () => {
    const lines = [...uncertain, progression('+60'), hepatectomy('+120', 'R0')];
    const { conversionOrProgression, conversion } = outcomesOf(lines).endpoints;
    expect(conversionOrProgression).toMatchObject({
      status: 'event',
      cause: 'progression',
      days: 60,
      convertedLater: true,
      reason: { code: 'progression', text: expect.stringContaining('conversion of +120 counts in the rate') },
    });
    expect(conversionOrProgression.evidence).toContain('progression@+60');
    expect(conversion.converted).toBe(true);
  });

  it.each([
    ['a rise of a marker alone', [progression('+60', 'marker'), seen('+100')]],
    ['a resection that leaves an R2 margin', [hepatectomy('+60', 'R2'), seen('+100')]],
  ] as const)('is not %s: the patient is censored at the last date known alive', (_, lines) => {
    expect(firstOf(lines)).toMatchObject({ status: 'censored', cause: null, days: 100, evidence: expect.any(Array) });
    expect(firstOf(lines).evidence).toContain('seen@+100');
  });

  it('is not known of a patient who died on a day that nobody wrote down, unless something came before', () => {
    const undated: Line = ['unknown', 'Died', { cause: 'cancer' }, 'died'];
    expect(firstOf([undated])).toMatchObject({ status: 'not-evaluable', reason: { code: 'undated-death' } });
    expect(firstOf([undated, hepatectomy('+90', 'R0')])).toMatchObject({ cause: 'conversion', days: 90 });
  });

  it('is no question of a patient resectable at the outset, never assessed or never treated', () => {
    const found = [registered('-20', 'relative'), metastasis('-10')];
    const codeOf = (lines: readonly Line[]) => {
      const { status, days, cause, reason } = outcomesOf([...found, ...lines]).endpoints.conversionOrProgression;
      return [status, days, cause, reason.code];
    };
    expect(codeOf([mdt('-5', 'resectable'), cycle('+0')])).toEqual([
      'not-evaluable',
      null,
      null,
      'initially-resectable',
    ]);
    expect(codeOf([cycle('+0')])).toEqual(['not-evaluable', null, null, 'no-initial-assessment']);
    expect(codeOf([mdt('-5', 'uncertain')])).toEqual(['not-evaluable', null, null, 'no-first-line-treatment']);
  });

  it('as recorded counts a progression on time zero itself, under the other rule sets one after it', () => {
    const asRecorded = { ruleSet: 'as-recorded', timeZero: 'first-treatment' };
    expect(firstOf([progression('+0'), seen('+30')], asRecorded)).toMatchObject({ cause: 'progression', days: 0 });
    expect(firstOf([progression('+0'), seen('+30')])).toMatchObject({ status: 'censored', days: 30 });
  });

  it('is cut off with everything else', () => {
    expect(firstOf([hepatectomy('+90', 'R0'), seen('+100')], { cutOff: '+80' })).toMatchObject({
      status: 'censored',
      days: 80,
    });
  });
});
