import { describe, expect, it } from '@jest/globals';
import type { Asked } from '../../src/outcomes/index.js';
import {
  ablation,
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  progression,
  registered,
  response,
  seen,
  type Line,
} from './history.js';

const found: readonly Line[] = [registered('-20', 'relative'), metastasis('-10')];
const course = (when: string, data: NonNullable<Line[2]> = {}): Line => [
  when,
  'ChemotherapyCourseGiven',
  { regimen: 'FOLFIRI', ...data },
  `course@${when}`,
];
const stopped = (when: string, cause: string): Line => [when, 'TreatmentStopped', { what: 'FOLFOX', cause }];
const treatmentOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.treatment;
/** `start of line, what started it`, line by line. */
const linesOf = (lines: readonly Line[], asked: Asked = {}) =>
  treatmentOf(lines, asked).lines.map(({ start, startedBy }) => `${start} ${startedBy}`);

describe('a line of treatment', () => {
  it('starts at time zero, and chemotherapy before the metastases belongs to none', () => {
    expect(linesOf([cycle('-300'), cycle('+0'), cycle('+14')])).toEqual(['+0 first-treatment']);
    expect(linesOf([hepatectomy('+0', 'R0'), seen('+90')])).toEqual(['+0 first-treatment']);
  });

  it.each([
    ['a change of regimen', [cycle('+14', { regimen: 'FOLFIRI' })]],
    ['cycles after surgery without a progression', [hepatectomy('+60', 'R0'), cycle('+90')]],
    ['a rise of a marker alone', [progression('+60', 'marker'), cycle('+90')]],
    ['a progression that no treatment follows', [progression('+60')]],
    // Nothing says that the reading of that day was known when the infusion was given.
    ['a cycle on the very day of the progression', [progression('+60'), cycle('+60')]],
    ['a new therapy that is time zero itself', [newTherapy('+0')]],
    ['a progression before time zero', [progression('-1'), cycle('+14')]],
    ['surgery after a progression', [progression('+60'), hepatectomy('+90', 'R0')]],
  ] as const)('goes on through %s', (_, lines) => {
    expect(linesOf([cycle('+0'), ...lines])).toEqual(['+0 first-treatment']);
  });

  it.each([
    ['the first cycle after a progression', [progression('+60'), cycle('+61')], '+61 progression'],
    ['a cycle after a clinical progression', [progression('+60', 'clinical'), cycle('+70')], '+70 progression'],
    ['a cycle after an assessment as PD', [response('+60', 'PD'), cycle('+70')], '+70 progression'],
    ['a course after a progression', [progression('+60'), course('+70')], '+70 progression'],
    ['a new therapy without progression', [newTherapy('+50')], '+50 new-therapy'],
    ['a new therapy on the day of the progression', [progression('+60'), newTherapy('+60')], '+60 new-therapy'],
    ['a new therapy and its first cycle, one day', [cycle('+50'), newTherapy('+50')], '+50 new-therapy'],
  ] as const)('is followed by a second one with %s', (_, lines, second) => {
    expect(linesOf([cycle('+0'), ...lines])).toEqual(['+0 first-treatment', second]);
  });

  it('that a progression ended is followed by one line, not by one for the progression and one for the therapy', () => {
    const lines = [cycle('+0'), progression('+60'), newTherapy('+70'), cycle('+71'), cycle('+85')];
    expect(linesOf(lines)).toEqual(['+0 first-treatment', '+70 new-therapy']);
  });

  it('after another and another is numbered in order', () => {
    const lines = [cycle('+0'), progression('+60'), cycle('+70'), response('+130', 'PD'), course('+140')];
    expect(treatmentOf(lines).lines.map(({ number, start }) => [number, start])).toEqual([
      [1, '+0'],
      [2, '+70'],
      [3, '+140'],
    ]);
  });

  it('is told with what was given, how long, and what ended it', () => {
    const lines = [
      cycle('+0', { agent: 'bevacizumab' }),
      cycle('+14', { agent: 'bevacizumab', cycle: 2 }),
      cycle('+28', { cycle: 3 }),
      progression('+60'),
      course('+70', { agents: ['irinotecan', 'cetuximab'], regimen: undefined as never, lastDay: '+100', cycles: 3 }),
    ];
    expect(treatmentOf(lines)).toMatchObject({
      lines: [
        {
          regimens: ['FOLFOX + bevacizumab', 'FOLFOX'],
          cycles: 3,
          end: '+28',
          endedBy: 'progression',
          evidence: ['cycle@+0', 'cycle@+14', 'cycle@+28', 'progression@+60'],
        },
        { regimens: ['irinotecan + cetuximab'], cycles: 3, lastTreatment: '+100', end: null, endedBy: null },
      ],
    });
  });

  it.each([
    ['death', [died('+40')]],
    ['stop', [stopped('+30', 'toxicity')]],
    ['new-therapy', [newTherapy('+50')]],
    ['progression', [progression('+60')]],
  ] as const)('is over with %s, on the last day of its treatment', (endedBy, lines) => {
    expect(treatmentOf([cycle('+0'), cycle('+14', { cycle: 2 }), ...lines]).lines[0]).toMatchObject({
      end: '+14',
      endedBy,
    });
  });

  it('was ended by the progression of the day on which a new therapy followed it', () => {
    expect(treatmentOf([cycle('+0'), progression('+60'), newTherapy('+60')]).lines).toMatchObject([
      { endedBy: 'progression', evidence: ['cycle@+0', 'progression@+60'] },
      { endedBy: null, evidence: ['therapy@+60'] },
    ]);
  });

  it('lasts to the last day of its course, as far as the cut-off lets see', () => {
    const lines = [course('+0', { lastDay: '+80' }), progression('+50')];
    expect(treatmentOf(lines).lines[0]?.end).toBe('+80');
    expect(treatmentOf(lines, { cutOff: '+60' }).lines[0]?.end).toBe('+60');
  });

  it('is not over by a stop for surgery, by one that treatment followed, or by death after the cut-off', () => {
    const open = { end: null, endedBy: null };
    expect(treatmentOf([cycle('+0'), stopped('+30', 'surgery')]).lines).toMatchObject([open]);
    expect(treatmentOf([cycle('+0'), stopped('+7', 'toxicity'), cycle('+14')]).lines).toMatchObject([open]);
    expect(treatmentOf([cycle('+0'), died('+40')], { cutOff: '+39' }).lines).toMatchObject([open]);
  });

  it('has no number of cycles where a course does not say', () => {
    expect(treatmentOf([cycle('+0'), course('+14')]).lines[0]?.cycles).toBeNull();
  });

  it('keeps the number that the source gives, and a disagreement is reported', () => {
    const agreeing = [cycle('+0', { line: 1 }), progression('+60'), cycle('+70', { line: 2 })];
    expect(treatmentOf(agreeing).lines.map(({ statedNumber }) => statedNumber)).toEqual([1, 2]);
    const codes = (lines: readonly Line[]) => outcomesOf([...found, ...lines]).findings.map(({ code }) => code);
    expect(codes(agreeing)).not.toContain('line-disagreement');

    const differing = [cycle('+0', { line: 1 }), cycle('+14', { line: 2, cycle: 2 })];
    expect(treatmentOf(differing).lines).toMatchObject([{ number: 1, statedNumber: null }]);
    expect(outcomesOf([...found, ...differing]).findings).toContainEqual({
      code: 'line-disagreement',
      text: expect.any(String),
      events: ['cycle@+14'],
    });
  });

  it('of a patient whose PFS is counted from registration still starts with treatment', () => {
    expect(linesOf([ablation('+5')], { ruleSet: 'as-recorded', timeZero: 'registration' })).toEqual([
      '+5 first-treatment',
    ]);
  });

  it('of a patient never treated is none', () => {
    expect(treatmentOf([])).toMatchObject({
      status: 'not-evaluable',
      lines: [],
      intent: null,
      reason: { code: 'no-first-line-treatment' },
    });
  });
});
