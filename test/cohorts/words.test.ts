import { describe, expect, it } from '@jest/globals';
import { compile, criterionText, eventsText } from '../../src/cohorts/index.js';
import { RESECTED } from './definitions.js';
import { answerOf, planOf, verdictOf } from './given.js';
import { cycle, hepatectomy, progression, seen } from '../outcomes/history.js';

describe('a definition in words', () => {
  const plan = planOf(RESECTED);
  it('reads aloud: its events, and its criteria', () => {
    const names = ['third-cycle', 'resection', 'between'];
    expect(names.map((name) => eventsText(plan.events.find((one) => one.name === name)!))).toEqual([
      '3rd ChemotherapyCycleGiven, regimen FOLFOX',
      'first ResectionPerformed, organ liver, within 6 months after third-cycle',
      'documented-progression, after third-cycle, before resection',
    ]);
    expect(plan.criteria.map(criterionText)).toEqual(['third-cycle', 'resection', 'no between']);
  });

  it('says what was found and how far from what it counts', () => {
    const cycles = ['2008-01-01', '2008-01-15', '2008-02-01'].map((day) => cycle(day));
    const history = [...cycles, progression('2008-05-02'), hepatectomy('2008-06-16', 'R0'), seen('2010-01-01')];
    // 2 May to 16 June 2008: 29 days to the end of May, 16 of June.
    expect(answerOf(RESECTED, history)).toEqual({
      name: 'no progression between',
      answer: 'no',
      reason: { code: 'found', text: 'progression documented on 2008-05-02, 45 days before resection' },
      evidence: ['progression@2008-05-02', 'cycle@2008-02-01', 'hepatectomy@2008-06-16'],
      knownOn: '2008-05-02',
      sameDay: false,
      missedBy: null,
    });
    expect(verdictOf(RESECTED, history)).toMatchObject({ verdict: 'out', decidedBy: 3, index: { date: '2008-06-16' } });
  });
});

describe('a cohort within a cohort', () => {
  const operated = planOf(
    'cohort: operated\nevents: { op: { event: ResectionPerformed, take: first } }\nindex: op\ninclude: [{ op.margin: R0 }]',
  );
  const text = 'cohort: outer\nindex: registration\ninclude: [{ in: operated@1 }]';
  const compiled = compile(text, new Map([['operated@1', operated]]));
  it('is asked for its verdict, and looks ahead unless it is known by the index date', () => {
    expect(compiled).toMatchObject({
      warnings: [{ code: 'looks-ahead' }],
      plan: { criteria: [{ is: 'index' }, { is: 'in', cohort: 'operated@1' }] },
    });
  });
});
