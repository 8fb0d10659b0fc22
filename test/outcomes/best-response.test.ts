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
    ['a PR on the day of progression on record', [response('+50', 'PR'), progression('+50')], 'PD', '+50'],
    ['SD on the day of progression on record', [response('+50', 'SD'), progression('+50')], 'PD', '+50'],
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

  it('names the assessments that decide, the confirming one too', () => {
    expect(best(response('+50', 'SD'), response('+100', 'PR'), response('+150', 'PR')).evidence).toEqual([
      'metastasis@-10',
      'cycle@+0',
      'PR@+100',
      'PR@+150',
    ]);
  });
});

describe('best overall response with confirmation', () => {
  // RECIST 1.1 (Eur J Cancer 2009;45:228-47), table 3, every row: the response of the first and of the next time point, at
  // least 28 days apart, then best overall response. `late`: the minimum time for SD (42 days here) is met by the first;
  // `early`: by neither.
  const late = (first: string, next: string) => [response('+50', first), response('+80', next)];
  const early = (first: string, next: string) => [response('+10', first), response('+40', next)];
  it.each([
    ['CR, then CR', late('CR', 'CR'), 'CR'],
    // PR at best: small lesions were there at first as well (note a).
    ['CR, then PR', late('CR', 'PR'), 'PR'],
    ['CR, then SD: SD provided minimum criteria for SD duration met', late('CR', 'SD'), 'SD'],
    ['CR, then SD: otherwise PD', early('CR', 'SD'), 'PD'],
    ['CR, then PD: SD provided minimum criteria for SD duration met', late('CR', 'PD'), 'SD'],
    ['CR, then PD: otherwise PD', early('CR', 'PD'), 'PD'],
    ['CR, then NE: SD provided minimum criteria for SD duration met', late('CR', 'NE'), 'SD'],
    ['CR, then NE: otherwise NE', early('CR', 'NE'), 'NE'],
    ['PR, then CR', late('PR', 'CR'), 'PR'],
    ['PR, then PR', late('PR', 'PR'), 'PR'],
    ['PR, then SD', late('PR', 'SD'), 'SD'],
    ['PR, then PD: SD provided minimum criteria for SD duration met', late('PR', 'PD'), 'SD'],
    ['PR, then PD: otherwise PD', early('PR', 'PD'), 'PD'],
    ['PR, then NE: SD provided minimum criteria for SD duration met', late('PR', 'NE'), 'SD'],
    ['PR, then NE: otherwise NE', early('PR', 'NE'), 'NE'],
    ['NE, then NE', late('NE', 'NE'), 'NE'],
  ] as const)('of a patient with %s', (_, lines, confirmed) => {
    expect(best(...lines).confirmed).toBe(confirmed);
  });

  // The rest of 6.5, each argued by its own dates.
  it.each([
    ['a PR and one 28 days later', [response('+50', 'PR'), response('+78', 'PR')], 'PR', '+50'],
    ['a PR and one 27 days later', [response('+50', 'PR'), response('+77', 'PR')], 'SD', '+50'],
    [
      'a PR, SD and NE, and a PR',
      [response('+50', 'PR'), response('+80', 'SD'), response('+90', 'NE'), response('+110', 'PR')],
      'PR',
      '+50',
    ],
    ['two CR with NE between', [response('+50', 'CR'), response('+60', 'NE'), response('+90', 'CR')], 'CR', '+50'],
    // The CR of day 50 is not confirmed, as the PR of day 60 lies between; CR or PR confirms it as a PR.
    ['two CR with a PR between', [response('+50', 'CR'), response('+60', 'PR'), response('+90', 'CR')], 'PR', '+50'],
    ['a PR, a CR and a CR', [response('+50', 'PR'), response('+90', 'CR'), response('+130', 'CR')], 'CR', '+90'],
    ['a PR on day 20, SD on day 45', [response('+20', 'PR'), response('+45', 'SD')], 'SD', '+45'],
    [
      'a PR confirmed only after PD',
      [response('+50', 'PR'), response('+60', 'PD'), response('+90', 'PR')],
      'SD',
      '+50',
    ],
    [
      'a PR confirmed only after surgery',
      [response('+50', 'PR'), hepatectomy('+60', 'R0'), response('+90', 'PR')],
      'SD',
      '+50',
    ],
    ['SD alone', [response('+50', 'SD')], 'SD', '+50'],
    ['PD at once', [response('+50', 'PD')], 'PD', '+50'],
    [
      'non-target disease alone, gone only once',
      [response('+50', 'CR'), response('+90', 'NON-CR/NON-PD')],
      'NON-CR/NON-PD',
      '+50',
    ],
  ] as const)('of a patient with %s', (_, lines, confirmed, confirmedDate) => {
    expect(best(...lines)).toMatchObject({ confirmed, confirmedDate });
  });

  it('says how it was confirmed, or that it was not', () => {
    expect(best(response('+50', 'PR'), response('+90', 'PR')).confirmedReason).toEqual({
      code: 'confirmed',
      text: 'PR, confirmed after 40 days.',
    });
    expect(best(response('+50', 'PR'))).toMatchObject({
      unconfirmed: 'PR',
      reason: { code: 'best-in-window' },
      confirmed: 'SD',
      confirmedReason: { code: 'not-confirmed' },
    });
  });
});
