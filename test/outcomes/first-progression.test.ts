import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import { cycle, died, metastasis, newTherapy, outcomesOf, registered, response, seen } from './history.js';

const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const at = (when: string, sites: readonly string[], basis = 'imaging'): Line => [
  when,
  'ProgressionDocumented',
  { basis, ...(sites.length > 0 && { sites: [...sites] }) },
  `${sites.join('+')}@${when}`,
];
const firstOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...start, ...lines], asked).endpoints.firstProgression;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, pattern, sites, date } = firstOf(lines, asked);
  return [status, pattern, sites.join(' '), date].join(' | ');
};

describe('the first progression of a patient', () => {
  it.each([
    [['liver'], 'event | liver-only | liver | +100'],
    [['liver', 'liver-margin'], 'event | liver-only | liver liver-margin | +100'],
    [['lung'], 'event | extrahepatic-only | lung | +100'],
    [['primary-site'], 'event | extrahepatic-only | primary-site | +100'],
    [['peritoneum', 'liver'], 'event | both | liver peritoneum | +100'],
    [[], 'event | not-stated |  | +100'],
  ])('in %j is %s', (sites, expected) => {
    expect(short([at('+100', sites), died('+200')])).toBe(expected);
  });

  it('has the sites of all that is recorded on its day, and none of later days', () => {
    const lines = [response('+100', 'PD'), at('+100', ['liver']), at('+100', ['lung']), at('+130', ['peritoneum'])];
    expect(short(lines)).toBe('event | both | liver lung | +100');
    expect(firstOf(lines).evidence).toEqual(['metastasis@-10', 'cycle@+0', 'PD@+100', 'liver@+100', 'lung@+100']);
  });

  it('under table A has the sites of a clinical record of the same day too', () => {
    const lines = [at('+100', ['liver']), at('+100', ['lung'], 'clinical'), at('+100', ['peritoneum'], 'marker')];
    expect(short(lines)).toBe('event | both | liver lung | +100');
  });

  it('shown by an assessment alone is not stated', () => {
    expect(short([response('+60', 'SD'), response('+100', 'PD')])).toBe('event | not-stated |  | +100');
  });

  it('is found after a new therapy, missed visits and without a baseline: what censors PFS does not hide it', () => {
    const lines = [newTherapy('+30'), at('+400', ['lung'])];
    expect(short(lines)).toBe('event | extrahepatic-only | lung | +400');
    expect(outcomesOf([...start, ...lines]).endpoints.pfs.status).toBe('censored');
  });

  it('is a clinical one by intention to treat, and a documented one under table A', () => {
    const lines = [at('+80', ['liver'], 'clinical'), at('+100', ['lung'])];
    expect(short(lines, { ruleSet: 'itt-ema' })).toBe('event | liver-only | liver | +80');
    expect(short(lines)).toBe('event | extrahepatic-only | lung | +100');
  });

  it('is none of a marker, nor of time zero itself, nor after the cut-off', () => {
    const none = 'censored |  |  | ';
    expect(short([at('+80', ['liver'], 'marker'), seen('+90')], { ruleSet: 'itt-ema' })).toBe(none);
    expect(short([at('+0', ['liver'])])).toBe(none);
    expect(short([at('+0', ['liver'])], { ruleSet: 'as-recorded', timeZero: 'first-treatment' })).toMatch(/^event/);
    expect(short([at('+80', ['liver'])], { cutOff: '+79' })).toBe(none);
    expect(firstOf([]).reason.code).toBe('no-progression');
  });

  it('of one who was never treated cannot be told', () => {
    const { firstProgression } = outcomesOf([...start.slice(0, 2), at('+80', ['liver'])]).endpoints;
    expect(firstProgression).toMatchObject({
      status: 'not-evaluable',
      pattern: null,
      reason: { code: 'no-first-line-treatment' },
    });
  });
});
