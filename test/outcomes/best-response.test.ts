import { describe, expect, it } from '@jest/globals';
import type { Line } from './history.js';
import {
  ablation,
  cycle,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  progression,
  registered,
  response,
} from './history.js';

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const best = (...lines: readonly Line[]) => outcomesOf([...start, ...lines]).endpoints.bestResponse;

describe('best overall response without confirmation', () => {
  // RECIST 1.1, 4.4.1 and table 3, with SD from six weeks (42 days) on; each case argued by its own assessments.
  it.each([
    ['a PR between two SD', [response('+50', 'SD'), response('+100', 'PR'), response('+150', 'SD')], 'PR', '+100'],
    ['a CR after a PR', [response('+50', 'PR'), response('+100', 'CR')], 'CR', '+100'],
    ['a PR on day 20', [response('+20', 'PR')], 'PR', '+20'],
    ['SD on day 42', [response('+42', 'SD')], 'SD', '+42'],
    ['SD on day 41 only', [response('+41', 'SD')], 'NE', null],
    ['SD on day 41, then PD', [response('+41', 'SD'), response('+60', 'PD')], 'PD', '+60'],
    ['SD on days 41 and 90', [response('+41', 'SD'), response('+90', 'SD')], 'SD', '+90'],
    ['SD on day 42, then PD', [response('+42', 'SD'), response('+60', 'PD')], 'SD', '+42'],
    [
      'non-target disease alone that neither goes nor grows',
      [response('+56', 'NON-CR/NON-PD')],
      'NON-CR/NON-PD',
      '+56',
    ],
    ['PD at once', [response('+41', 'PD')], 'PD', '+41'],
    ['a PR after PD', [response('+50', 'PD'), response('+100', 'PR')], 'PD', '+50'],
    ['a PR on the day of PD, by another reader', [response('+50', 'PD'), response('+50', 'PR')], 'PD', '+50'],
    ['a PR after progression on record', [progression('+50'), response('+100', 'PR')], 'PD', '+50'],
    ['a PR after clinical progression', [progression('+50', 'clinical'), response('+100', 'PR')], 'PR', '+100'],
    ['NE only', [response('+50', 'NE')], 'NE', null],
    ['a response on time zero', [response('+0', 'PR')], 'NE', null],
    ['NED, which is no response', [response('+50', 'NED')], 'NE', null],
    ['a PR on the day of a new therapy', [response('+50', 'PR'), newTherapy('+50')], 'PR', '+50'],
    ['a PR after a new therapy', [newTherapy('+49'), response('+50', 'PR')], 'NE', null],
    ['a PD after a new therapy', [newTherapy('+49'), response('+50', 'PD')], 'NE', null],
    ['a CR after resection', [response('+50', 'PR'), hepatectomy('+60', 'R0'), response('+90', 'CR')], 'PR', '+50'],
    ['a CR after ablation', [response('+50', 'SD'), ablation('+60'), response('+90', 'CR')], 'SD', '+50'],
    ['a PR on the day of resection', [response('+60', 'PR'), hepatectomy('+60', 'R0')], 'PR', '+60'],
  ] as const)('of a patient with %s', (_, lines, unconfirmed, date) => {
    expect(best(...lines)).toMatchObject({ unconfirmed, date });
  });

  it('of a patient never adequately assessed is NE, in the denominator of all treated but not of the evaluable', () => {
    expect(best()).toMatchObject({
      status: 'not-evaluable',
      unconfirmed: 'NE',
      reason: { code: 'no-post-baseline-assessment' },
    });
    expect(best(response('+50', 'NE')).status).toBe('not-evaluable');
    expect(best(response('+20', 'SD'))).toMatchObject({ status: 'evaluable', reason: { code: 'stable-too-short' } });
  });

  it('of a patient whose resection is itself time zero is NE: there is no disease to assess', () => {
    const lines = [registered('-20', 'relative'), metastasis('-10'), hepatectomy('+0', 'R0'), response('+60', 'CR')];
    expect(outcomesOf(lines).endpoints.bestResponse).toMatchObject({
      status: 'not-evaluable',
      unconfirmed: 'NE',
      date: null,
      reason: { code: 'no-disease-to-assess' },
    });
  });

  it('of a patient never treated is no answer at all', () => {
    const { bestResponse } = outcomesOf([registered('-20', 'relative'), metastasis('-10')]).endpoints;
    expect(bestResponse).toMatchObject({ unconfirmed: null, reason: { code: 'no-first-line-treatment' } });
  });

  it('names the assessment that decides', () => {
    expect(best(response('+50', 'PR'), response('+100', 'CR')).evidence).toEqual([
      'metastasis@-10',
      'cycle@+0',
      'CR@+100',
    ]);
  });
});
