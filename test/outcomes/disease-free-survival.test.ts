import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  ablation,
  cycle,
  died,
  hepatectomy,
  metastasis,
  newTherapy,
  outcomesOf,
  primary,
  progression,
  registered,
  response,
  seen,
} from './history.js';

/** Treated from day +0; what follows is counted from the hepatectomy on day +100. */
const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-10'), cycle('+0')];
const r0 = hepatectomy('+100', 'R0');
const colectomy = (when: string, data: JsonObject = {}): Line => [
  when,
  'ResectionPerformed',
  { organ: 'primary', intent: 'curative', ...data },
  `colectomy@${when}`,
];
const report = (when: string, margin: string, specimenId = 'hepatectomy@+100'): Line => [
  when,
  'PathologyReported',
  { specimenId, margin },
  `report@${when}`,
];
const dfsOf = (lines: readonly Line[], asked: Asked = {}) => outcomesOf([...start, ...lines], asked).endpoints.dfs;
const short = (lines: readonly Line[], asked: Asked = {}) => {
  const { status, days, reason } = dfsOf(lines, asked);
  return `${status} ${days} ${reason.code}`;
};
const r1Too = { options: { margins: 'R0-R1' } };

describe('a patient whose liver is cleared with an R0 margin', () => {
  it('is free of disease from that day to the first recurrence', () => {
    expect(dfsOf([r0, response('+190', 'NED'), response('+280', 'PD'), died('+500')])).toMatchObject({
      status: 'event',
      days: 180,
      start: '+100',
      date: '+280',
      reason: { code: 'recurrence', text: 'Recurrence.' },
      evidence: ['hepatectomy@+100', 'PD@+280'],
    });
  });

  it.each([
    ['imaging', 'event 50 recurrence'],
    ['clinical', 'event 50 recurrence'],
    ['not-stated', 'event 50 recurrence'],
    ['marker', 'event 400 death'],
  ])('and of whom a progression by %s is recorded 50 days later, and death after 400, has %s', (basis, expected) => {
    expect(short([r0, progression('+150', basis), died('+500')])).toBe(expected);
  });

  it('has the same under every rule set', () => {
    const lines = [r0, progression('+150', 'clinical')];
    expect(short(lines, { ruleSet: 'itt-ema' })).toBe('event 50 recurrence');
    expect(short(lines, { ruleSet: 'as-recorded', timeZero: 'registration' })).toBe('event 50 recurrence');
  });

  it('and progressed before it, or on its day, has not recurred', () => {
    expect(short([progression('+90'), progression('+100'), r0, response('+190', 'NED')])).toBe('censored 90 no-event');
  });

  it('and dies without recurrence has the event then; who dies on the day of surgery, at 0', () => {
    expect(short([r0, died('+500')])).toBe('event 400 death');
    expect(short([r0, died('+100')])).toBe('event 0 death');
  });

  it('and goes on with adjuvant or a new therapy is followed through it', () => {
    expect(short([r0, cycle('+130'), newTherapy('+150'), response('+280', 'PD')])).toBe('event 180 recurrence');
  });

  it('and is diagnosed with a second primary has no recurrence', () => {
    expect(short([r0, response('+190', 'NED'), primary('+200')])).toBe('censored 90 no-event');
  });

  it('and has not recurred is censored at the last adequate assessment, not at the last contact', () => {
    const lines = [r0, response('+190', 'NED'), response('+280', 'NE'), seen('+300')];
    expect(short(lines)).toBe('censored 90 no-event');
    expect(dfsOf(lines).evidence).toEqual(['hepatectomy@+100', 'NED@+190']);
  });

  it('and was never assessed afterwards is censored at the resection', () => {
    expect(short([response('+60', 'PR'), r0, seen('+300')])).toBe('censored 0 no-post-baseline-assessment');
  });

  it('and died on an unknown day cannot be evaluated', () => {
    expect(short([r0, died('unknown')])).toBe('not-evaluable null undated-death');
  });

  it('after the cut-off has not been operated on yet', () => {
    expect(short([r0, response('+190', 'NED')], { cutOff: '+99' })).toBe('not-evaluable null no-r0-resection');
    expect(short([r0, response('+190', 'PD')], { cutOff: '+100' })).toBe('censored 0 no-post-baseline-assessment');
  });

  it('twice is counted from the first time', () => {
    expect(short([r0, hepatectomy('+300', 'R0'), progression('+400')])).toBe('event 300 recurrence');
  });
});

describe('a patient whose liver is not cleared with an R0 margin', () => {
  it.each<[string, readonly Line[]]>([
    ['was not operated on', []],
    ['has an R1 margin', [hepatectomy('+100', 'R1')]],
    ['has an R2 margin', [hepatectomy('+100', 'R2')]],
    ['was ablated only', [ablation('+100')]],
    ['had the first of two stages only', [hepatectomy('+100', 'R0', { stage: 'first' })]],
    ['has known disease left in the liver', [hepatectomy('+100', 'R0', { diseaseLeft: ['liver'] })]],
    ['was transplanted', [hepatectomy('+100', 'R0', { procedure: 'transplantation' })]],
    ['was R0 to the surgeon and R1 to the pathologist', [r0, report('+110', 'R1')]],
  ])('because he or she %s is not in disease-free survival', (_, lines) => {
    expect(short([...lines, response('+190', 'NED')])).toBe('not-evaluable null no-r0-resection');
  });

  it('as far as is known, the margin being pending, is counted apart', () => {
    expect(short([hepatectomy('+100', 'pending')])).toBe('not-evaluable null margin-unknown');
  });

  it('the first time is counted from the second', () => {
    expect(short([hepatectomy('+50', 'R1'), r0, progression('+150')])).toBe('event 50 recurrence');
  });

  it('but with R1 is in where R1 is asked for; with R2 never', () => {
    expect(short([hepatectomy('+100', 'R1'), progression('+150')], r1Too)).toBe('event 50 recurrence');
    expect(short([hepatectomy('+50', 'R1'), r0, progression('+150')], r1Too)).toBe('event 100 recurrence');
    expect(short([hepatectomy('+100', 'R2')], r1Too)).toBe('not-evaluable null no-r0-resection');
    expect(dfsOf([hepatectomy('+100', 'R2')], r1Too).reason.text).toMatch(/R0 or R1/);
  });

  it('by a smaller width than is asked for has no R0', () => {
    const lines = [r0, ['+110', 'PathologyReported', { specimenId: 'hepatectomy@+100', margin: 'R0', marginWidth: 5 }]];
    expect(short([...(lines as Line[]), progression('+150')])).toBe('event 50 recurrence');
    expect(short([...(lines as Line[]), progression('+150')], { options: { r0MinWidth: 10 } })).toBe(
      'not-evaluable null no-r0-resection',
    );
  });
});

describe('a patient cleared in two stages', () => {
  it('is free of disease from the second, with the worse margin of the two', () => {
    const stages = (first: string) => [
      hepatectomy('+100', first, { stage: 'first' }),
      hepatectomy('+140', 'R0', { stage: 'second' }),
      progression('+200'),
    ];
    expect(short(stages('R0'))).toBe('event 60 recurrence');
    expect(short(stages('R1'))).toBe('not-evaluable null no-r0-resection');
  });
});

describe('a patient whose liver is operated on first, the primary left in place', () => {
  const liverFirst = hepatectomy('+100', 'R0', { diseaseLeft: ['primary'] });

  it('is free of disease from the resection of the primary, which is among the evidence', () => {
    expect(dfsOf([liverFirst, colectomy('+160'), progression('+200')])).toMatchObject({
      days: 40,
      start: '+160',
      evidence: ['hepatectomy@+100', 'colectomy@+160', 'progression@+200'],
    });
  });

  it('is so from that very day where both are resected then', () => {
    expect(short([liverFirst, colectomy('+100'), progression('+200')])).toBe('event 100 recurrence');
  });

  it('is never free of it while the primary is left', () => {
    const without = 'not-evaluable null disease-left';
    expect(short([liverFirst, progression('+200')])).toBe(without);
    expect(dfsOf([liverFirst]).reason.text).toMatch(/primary/);
    expect(short([liverFirst, colectomy('+160', { diseaseLeft: ['extrahepatic'] }), progression('+200')])).toBe(
      without,
    );
    expect(short([liverFirst, colectomy('+160', { margin: 'R2' }), progression('+200')])).toBe(without);
    expect(short([liverFirst, hepatectomy('+160', 'R0'), progression('+200')])).toBe(without);
  });

  it('whose disease comes back before the primary is out is not free of it, unless that operation is said to leave none', () => {
    const lines = [liverFirst, progression('+130')];
    expect(short([...lines, colectomy('+160'), progression('+200')])).toBe('not-evaluable null disease-left');
    expect(short([...lines, colectomy('+160', { diseaseLeft: ['none'] }), progression('+200')])).toBe(
      'event 40 recurrence',
    );
  });

  it('with lung metastases left too needs both out', () => {
    const both = hepatectomy('+100', 'R0', { diseaseLeft: ['primary', 'extrahepatic'] });
    const lung: Line = ['+300', 'ResectionPerformed', { organ: 'other', intent: 'curative' }, 'lobectomy@+300'];
    expect(short([both, colectomy('+160'), progression('+400')])).toBe('not-evaluable null disease-left');
    expect(short([both, colectomy('+160'), lung, progression('+400')])).toBe('event 100 recurrence');
    expect(short([both, hepatectomy('+200', 'R0', { withPrimary: true }), lung, progression('+400')])).toBe(
      'event 100 recurrence',
    );
  });

  it('recorded as leaving none is free of disease at once', () => {
    expect(short([hepatectomy('+100', 'R0', { diseaseLeft: ['none'] }), progression('+200')])).toBe(
      'event 100 recurrence',
    );
  });
});
