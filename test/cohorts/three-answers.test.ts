import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import {
  cycle,
  died,
  hepatectomy,
  newTherapy,
  primary,
  progression,
  response,
  seen,
  type Line,
} from '../outcomes/history.js';
import { answerOf, asking, verdictOf, type Around } from './given.js';

const told = (text: string, lines: readonly Line[], around?: Around): string => {
  const { answer, reason } = answerOf(text, lines, around);
  return `${answer}: ${reason.code}`;
};
const LATER = seen('2018-01-01');

describe('a test of a field (3.1)', () => {
  const text = (test: string): string =>
    asking('op: { event: ResectionPerformed, take: first }', `{ op.margin: ${test} }`);
  it.each([
    ['R0', 'R0', 'yes: matches'],
    ['R1', 'R0', 'no: differs'],
    ['pending', 'R0', 'cannot-tell: not-stated'],
    ['not-stated', 'R0', 'cannot-tell: not-stated'],
    ['pending', 'not-stated', 'yes: matches'],
    ['R1', 'not-stated', 'no: differs'],
    ['R1', 'stated', 'yes: matches'],
    ['R1', '[R0, R1]', 'yes: matches'],
  ])('a resection with margin %s, asked for %s: %s', (margin, test, expected) => {
    expect(told(text(test), [hepatectomy('2008-01-01', margin)])).toBe(expected);
  });

  it('reads an absence that the catalogue defines as it defines it: no stage is one stage', () => {
    const stage = asking('op: { event: ResectionPerformed, where: { stage: first } }', 'op');
    expect(told(stage, [hepatectomy('2008-01-01', 'R0')])).toBe('no: none-found');
    expect(told(stage, [hepatectomy('2008-01-01', 'R0', { stage: 'first' })])).toBe('yes: found');
  });

  it('lets a list pass when one element does', () => {
    const left = asking('op: { event: ResectionPerformed, where: { diseaseLeft: [primary, extrahepatic] } }', 'op');
    expect(told(left, [hepatectomy('2008-01-01', 'R0', { diseaseLeft: ['liver', 'primary'] })])).toBe('yes: found');
    expect(told(left, [hepatectomy('2008-01-01', 'R0', { diseaseLeft: ['liver'] })])).toBe('no: none-found');
    expect(told(left, [hepatectomy('2008-01-01', 'R0')])).toBe('cannot-tell: not-stated');
  });

  it('asks all fields of one element of a list of objects', () => {
    const ras = asking(
      'test: { event: MolecularTested, where: { results: { marker: KRAS, result: mutated } } }',
      'test',
    );
    const tested = (results: object[]): Line => ['2008-01-01', 'MolecularTested', { results } as never, 'm'];
    expect(told(ras, [tested([{ marker: 'KRAS', result: 'mutated' }])])).toBe('yes: found');
    expect(
      told(ras, [
        tested([
          { marker: 'KRAS', result: 'wild-type' },
          { marker: 'NRAS', result: 'mutated' },
        ]),
      ]),
    ).toBe('no: none-found');
  });

  it('converts the unit that a length is asked in: 5 cm are 500 tenths of mm', () => {
    const large = asking('found: { event: DiagnosisMade, where: { largestLesion: more than 5 cm } }', 'found');
    expect(told(large, [primary('2008-01-01', { largestLesion: 501 })])).toBe('yes: found');
    expect(told(large, [primary('2008-01-01', { largestLesion: 500 })])).toBe('no: none-found');
  });

  it('counts a whole year from its first to its last day', () => {
    const year = asking('op: { event: ResectionPerformed, where: { date: 2007 to 2008 } }', 'op');
    const on = (day: string): string => told(year, [hepatectomy(day, 'R0'), LATER]);
    expect(['2006-12-31', '2007-01-01', '2008-12-31', '2009-01-01'].map(on)).toEqual([
      'no: none-found',
      'yes: found',
      'yes: found',
      'no: none-found',
    ]);
    expect(told(year, [hepatectomy('+100', 'R0')], { basis: 'relative' })).toBe('cannot-tell: no-calendar');
  });

  it('takes the age from the year of birth where the birthday leaves no doubt', () => {
    // Enrolled on 1 January 2000: who was born in 1950 is 49, or 50 that very day.
    const of = (test: string, registered: JsonObject): string =>
      told(`cohort: c\nindex: registration\ninclude: [{ age: ${test} }]`, [], { registered });
    expect(of('18 to 75', { birthYear: 1950 })).toBe('yes: matches');
    expect(of('at least 50', { birthYear: 1950 })).toBe('cannot-tell: birthday-not-known');
    expect(of('more than 50', { birthYear: 1950 })).toBe('no: differs');
    expect(of('at least 50', { birthYear: 1950, age: 49 })).toBe('no: differs');
    expect(of('at least 50', {})).toBe('cannot-tell: not-stated');
  });
});

describe('a phrase between dates that are not exact (3.2)', () => {
  const text = asking(
    'start: { event: ChemotherapyCycleGiven, take: first }, op: { event: ResectionPerformed, when: [after start] }',
    'op',
  );
  it.each([
    ['2008-03', '2008-04', 'yes: found'],
    ['2008-03', '2008-02', 'no: none-found'],
    ['2008-03', '2008-03', 'cannot-tell: date-too-coarse'],
    ['2008', '2008-12-31', 'cannot-tell: date-too-coarse'],
    ['2008', '2009-01-01', 'yes: found'],
    ['unknown', '2008-03-01', 'cannot-tell: undated'],
    ['2008-03-01', 'unknown', 'cannot-tell: undated'],
  ])('a cycle in %s and a resection in %s: %s', (start, op, expected) => {
    expect(told(text, [cycle(start), hepatectomy(op, 'R0'), LATER])).toBe(expected);
  });

  it('is no without the event that it counts from', () => {
    expect(told(text, [hepatectomy('2008-01-01', 'R0')])).toBe('no: no-anchor');
  });

  it('cuts a date to the death: an undated operation was not after it', () => {
    const by2009 = asking('op: { event: ResectionPerformed, where: { date: at most 2009 } }', 'op');
    expect(told(by2009, [hepatectomy('unknown', 'R0')])).toBe('cannot-tell: undated');
    expect(told(by2009, [hepatectomy('unknown', 'R0'), died('2009-05-01')])).toBe('yes: found');
  });

  it('does not know an event after the cut-off, and only perhaps one that may lie before it', () => {
    const any = asking('op: { event: ResectionPerformed }', 'op');
    const at = (op: string): string => told(any, [hepatectomy(op, 'R0')], { cutOff: '2008-06-30' });
    expect(['2008-06-30', '2008-07', '2008', '2008-07-01'].map(at)).toEqual([
      'yes: found',
      'no: none-found',
      'cannot-tell: perhaps-after-cut-off',
      'no: none-found',
    ]);
  });

  it('imputes the day where the definition says so, and marks the verdict', () => {
    const imputed = asking(
      'start: { event: ChemotherapyCycleGiven, take: first }, op: { event: ResectionPerformed, when: [after start] }',
      'op',
      'partialDates: imputed',
    );
    // 2008-03 becomes 15 March.
    const verdict = verdictOf(imputed, [cycle('2008-03-14'), hepatectomy('2008-03', 'R0'), LATER]);
    expect(verdict).toMatchObject({ verdict: 'in', notes: ['imputed-dates'] });
    expect(told(imputed, [cycle('2008-03-15'), hepatectomy('2008-03', 'R0'), LATER])).toBe('no: none-found');
  });
});

describe('a set and its silence (3.3, 3.5)', () => {
  const within = asking(
    'relapse: { event: any-progression, when: [within 12 months after registration] }',
    '{ none: relapse }',
  );
  it.each<readonly [string, readonly Line[], string]>([
    ['seen to the last day of the window', [seen('2001-01-01')], 'yes: none-found'],
    ['seen to the day before it', [seen('2000-12-31')], 'cannot-tell: not-followed'],
    ['never seen', [], 'cannot-tell: not-followed'],
    ['dead in the window', [died('2000-03-01')], 'yes: none-found'],
    ['dead after it, and last seen in it', [seen('2000-03-01'), died('2003-01-01')], 'cannot-tell: not-followed'],
    ['last seen in a year that may be before its end', [seen('2001')], 'yes: none-found'],
    ['last seen in a month that begins before its end', [seen('2000-12')], 'cannot-tell: not-followed'],
    ['with a progression in it', [progression('2000-05-01'), LATER], 'no: found'],
    ['with one after it', [progression('2001-01-02')], 'yes: none-found'],
    ['with one that has no date', [progression('unknown'), LATER], 'cannot-tell: undated'],
  ])('a patient %s', (_, lines, expected) => {
    expect(told(within, lines)).toBe(expected);
  });

  it('is no "so far" where the window has no end', () => {
    expect(told(asking('op: { event: ResectionPerformed }', 'op'), [])).toBe('no: none-found');
  });

  it('takes the earliest end of its phrases, and of a union the latest of its parts', () => {
    const text = asking(
      'early: { event: any-progression, when: [within 1 month after registration] }, late: { event: any-progression, when: [within 9 months after registration] }, both: { event: [early, late] }, narrow: { event: both, when: [within 2 months after registration] }',
      '{ none: both }, { none: narrow }',
    );
    const [both, narrow] = verdictOf(text, [seen('2000-04-01')]).criteria.slice(-2);
    expect([both?.answer, narrow?.answer]).toEqual(['cannot-tell', 'yes']);
  });

  it('counts the sure, and the possible as perhaps', () => {
    const text = (test: string): string =>
      asking('ops: { event: ResectionPerformed, where: { margin: R0 } }', `{ ops.count: ${test} }`);
    const lines = [hepatectomy('2008-01-01', 'R0'), hepatectomy('2009-01-01', 'pending')];
    expect(['1 to 2', '1', 'at least 1', 'at least 3', 'at most 1'].map((test) => told(text(test), lines))).toEqual([
      'yes: matches',
      'cannot-tell: not-stated',
      'yes: matches',
      'no: differs',
      'cannot-tell: not-stated',
    ]);
  });

  it('counts without an upper end where nobody watched to the end of the window', () => {
    const text = (test: string): string =>
      asking('ops: { event: ResectionPerformed, when: [within 1 year after registration] }', `{ ops.count: ${test} }`);
    expect(told(text('at most 2'), [hepatectomy('2000-02-01', 'R0')])).toBe('cannot-tell: not-followed');
    expect(told(text('at most 2'), [hepatectomy('2000-02-01', 'R0'), LATER])).toBe('yes: matches');
  });
});

describe('taking one of a set (3.4)', () => {
  const second = asking('op: { event: ResectionPerformed, take: 2nd }', '{ op.date: 2008 }');
  it.each<readonly [string, readonly string[], string]>([
    ['two exact dates', ['2007-01-01', '2008-06-01'], 'yes: matches'],
    ['a first that may have been the second', ['2007', '2007-06-01', '2008-06-01'], 'no: differs'],
    ['one operation', ['2008-01-01'], 'no: none-found'],
    // lo is the second smallest first day, hi the second smallest last day: from 2008-06-01 to 2009-12-31.
    ['a second that may be later', ['2008-01-01', '2008-06-01', '2009'], 'yes: matches'],
    ['a second of 2008 or 2009', ['2007-01-01', '2009-01-01', '2008'], 'yes: matches'],
    ['an undated one beside a dated one', ['2008-01-01', 'unknown'], 'cannot-tell: date-too-coarse'],
  ])('%s: the second in 2008?', (_, days, expected) => {
    const lines = days.map((day, i): Line => [
      day,
      'ResectionPerformed',
      { organ: 'liver', intent: 'curative' },
      `op ${i}`,
    ]);
    expect(told(second, lines)).toBe(expected);
  });

  it('decides nothing by accident between two resections of one day with different margins', () => {
    const text = asking('op: { event: ResectionPerformed, take: first }', '{ op.margin: R0 }');
    const twice = (a: string, b: string) => [
      hepatectomy('2008-01-01', a),
      [...hepatectomy('2008-01-01', b).slice(0, 3), 'other'] as never,
    ];
    expect(answerOf(text, twice('R0', 'R1'))).toMatchObject({ answer: 'cannot-tell', reason: { code: 'tie' } });
    expect(answerOf(text, twice('R0', 'R1')).evidence).toEqual(['hepatectomy@2008-01-01', 'other']);
    expect(told(text, twice('R0', 'R0'))).toBe('yes: matches');
    expect(told(text, twice('R1', 'R2'))).toBe('no: differs');
  });

  it('takes the last as the mirror of the first', () => {
    const text = asking('op: { event: ResectionPerformed, take: last }', '{ op.margin: R1 }');
    expect(told(text, [hepatectomy('2008-01-01', 'R0'), hepatectomy('2009-01-01', 'R1')])).toBe('yes: matches');
    expect(told(text, [hepatectomy('2009-06', 'R0'), hepatectomy('2009', 'R1')])).toBe('cannot-tell: tie');
  });

  it('may be one that nobody saw where the window was not watched', () => {
    const text = asking('op: { event: ResectionPerformed, when: [within 1 year after registration], take: 2nd }', 'op');
    expect(told(text, [hepatectomy('2000-02-01', 'R0')])).toBe('cannot-tell: not-followed');
  });
});

describe("connectives are Kleene's (3.6)", () => {
  // a: yes, b: cannot tell, c: no
  const events =
    'a: { event: ResectionPerformed }, b: { event: AblationPerformed, where: { complete: true } }, c: { event: RadiotherapyGiven }';
  const lines: readonly Line[] = [
    hepatectomy('2008-01-01', 'R0'),
    ['2008-01-01', 'AblationPerformed', { technique: 'microwave' }, 'abl'],
  ];
  it.each([
    ['all: [a, a]', 'yes'],
    ['all: [a, b]', 'cannot-tell'],
    ['all: [b, c]', 'no'],
    ['any: [b, c]', 'cannot-tell'],
    ['any: [a, b]', 'yes'],
    ['any: [c, c]', 'no'],
    ['none: [b, c]', 'cannot-tell'],
    ['none: [a, b]', 'no'],
    ['none: c', 'yes'],
    ['at-least: { count: 1, of: [b, c] }', 'cannot-tell'],
    ['at-least: { count: 2, of: [a, b, c] }', 'cannot-tell'],
    ['at-least: { count: 1, of: [a, b, c] }', 'yes'],
    ['at-least: { count: 3, of: [a, b, c] }', 'no'],
  ])('%s: %s', (criterion, expected) => {
    expect(answerOf(asking(events, `{ ${criterion} }`), lines).answer).toBe(expected);
  });
});

describe('a verdict (3.7)', () => {
  const events = 'op: { event: ResectionPerformed, take: first }';
  it('is out at the first no, also behind what cannot be told', () => {
    const text = `cohort: c\nevents: { ${events} }\nindex: op\ninclude: [{ op.margin: R0 }, { sex: male }, { op.organ: primary }]`;
    const verdict = verdictOf(text, [hepatectomy('2008-01-01', 'pending')]);
    expect(verdict).toMatchObject({ verdict: 'out', decidedBy: 4 });
    expect(verdict.criteria.map(({ answer }) => answer)).toEqual(['yes', 'cannot-tell', 'cannot-tell', 'no']);
  });

  it('cannot tell at the first that cannot be told', () => {
    const text = `cohort: c\nevents: { ${events} }\nindex: op\ninclude: [{ op.organ: liver }, { op.margin: R0 }]`;
    expect(verdictOf(text, [hepatectomy('2008-01-01', 'pending')])).toMatchObject({
      verdict: 'cannot-tell',
      decidedBy: 3,
    });
  });

  const ofIndex = `cohort: c\nevents: { ${events} }\nindex: op\ninclude: []`;
  it('is out without an index, cannot tell with one that has no date, and imputes a partial one', () => {
    expect(verdictOf(ofIndex, [])).toMatchObject({
      verdict: 'out',
      decidedBy: 1,
      index: null,
      criteria: [{ reason: { code: 'no-index' } }],
    });
    expect(verdictOf(ofIndex, [hepatectomy('unknown', 'R0')])).toMatchObject({
      verdict: 'cannot-tell',
      criteria: [{ reason: { code: 'undated' } }],
    });
    expect(verdictOf(ofIndex, [hepatectomy('2008-03', 'R0')])).toMatchObject({
      verdict: 'in',
      index: { date: '2008-03-15', imputed: true, evidence: ['hepatectomy@2008-03'] },
    });
  });

  it('asks the index where include names it, so that the flow shows what comes before it', () => {
    const text = `cohort: c\nevents: { ${events} }\nindex: op\ninclude: [{ sex: stated }, op]`;
    expect(verdictOf(text, []).criteria.map(({ name }) => name)).toEqual(['sex stated', 'op']);
  });

  const landmark = `cohort: c\nindex: registration\nlandmark: 3 months\ninclude: []`;
  it.each<readonly [string, readonly Line[], string]>([
    ['seen on the landmark', [seen('2000-04-01')], 'in'],
    ['last seen the day before', [seen('2000-03-31')], 'out'],
    ['dead before it', [died('2000-03-31')], 'out'],
    ['last seen before it, dead after it: alive then', [seen('2000-02-01'), died('2000-05-01')], 'in'],
    ['last seen in a month that holds it', [seen('2000-04')], 'in'],
    ['last seen in a year that holds it', [seen('2000')], 'cannot-tell'],
  ])('with a landmark of 3 months, a patient %s', (_, lines, expected) => {
    expect(verdictOf(landmark, lines)).toMatchObject({ verdict: expected, landmark: '2000-04-01' });
  });

  it('counts nobody who has withdrawn consent to the use of the data', () => {
    const withdrawn: Line = ['2001-01-01', 'ConsentWithdrawn', { scope: 'data-use' }, 'w'];
    expect(verdictOf(ofIndex, [withdrawn])).toMatchObject({
      verdict: 'not-counted',
      notCounted: { code: 'consent-withdrawn' },
    });
  });

  it('cannot tell of relative days at a cut-off of the calendar', () => {
    expect(verdictOf(ofIndex, [hepatectomy('+10', 'R0')], { basis: 'relative', cutOff: '2009-01-01' })).toMatchObject({
      verdict: 'cannot-tell',
      criteria: [{ reason: { code: 'no-calendar' } }],
    });
  });

  it('takes other values of its parameters', () => {
    const text = `cohort: c
parameters: { window: { default: 6 months, of: span }, margins: { default: R0, of: value } }
events: { ${events}, late: { event: any-progression, when: [within $window after op] } }
index: op
include: [{ op.margin: $margins }, { none: late }]`;
    const lines = [hepatectomy('2008-01-01', 'R0'), progression('2008-09-01'), LATER];
    expect(verdictOf(text, lines).verdict).toBe('in');
    expect(verdictOf(text, lines, { parameters: { window: '1 year' } }).verdict).toBe('out');
    expect(verdictOf(text, lines, { parameters: { margins: 'R1' } }).verdict).toBe('out');
    expect(() => verdictOf(text, lines, { parameters: { window: 'soon' } })).toThrow('is no span');
  });
});

describe('what is built in', () => {
  it('counts a progression as the rule set does, and an independent reading in place of another where asked', () => {
    const any = asking('p: { event: documented-progression }', 'p');
    expect(told(any, [progression('2008-01-01', 'clinical')])).toBe('no: none-found');
    const first = asking(
      'p: { event: documented-progression }',
      'p',
      'outcomes: { options: { assessor: independent-first } }',
    );
    const readings = [
      response('2008-01-01', 'PD', { assessor: 'investigator' }),
      response('2008-01-01', 'SD', { assessor: 'independent' }),
    ];
    expect(told(any, readings)).toBe('yes: found');
    expect(told(first, readings)).toBe('no: none-found');
  });

  it('starts a line with a new therapy', () => {
    const lines = asking('second: { event: line-start, take: 2nd }', '{ second.date: 2009 }');
    const course = [
      primary('2007-01-01'),
      ['2007-06-01', 'DiagnosisMade', { kind: 'liver-metastasis' }, 'm'] as Line,
      cycle('2008-01-01'),
    ];
    expect(told(lines, [...course, newTherapy('2009-02-01')])).toBe('yes: matches');
    expect(told(lines, course)).toBe('no: none-found');
  });
});
