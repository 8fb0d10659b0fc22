import { describe, expect, it } from '@jest/globals';
import { compile, PROBLEM_CODES } from '../../src/cohorts/index.js';
import { planOf, problemsOf } from './given.js';

const frame = (events: string, include = '[]', more = ''): string =>
  `cohort: c\nindex: first-line-treatment\n${more}events:\n${events}\ninclude: ${include}\n`;
const first = (text: string): string =>
  problemsOf(text)
    .map(({ code }) => code)
    .join(' ');

/** Definition, code, what the remedy names. */
const TABLE: readonly (readonly [string, string, string])[] = [
  ['cohort: [', 'invalid-yaml', 'Mend'],
  ['cohort: c\ncohort: d\nindex: death\ninclude: []', 'invalid-yaml', 'Mend'],
  ['cohort: &a c\nindex: death\ninclude: []', 'invalid-yaml', 'Write the value out'],
  ['cohort: !!str c\nindex: death\ninclude: []', 'invalid-yaml', 'Leave the tag out'],
  ['cohort: c\nindx: death\ninclude: []', 'missing-key unknown-key', 'Add index'],
  ['cohort: Not Kebab\nindex: death\ninclude: []', 'bad-name', 'resected-liver'],
  [frame('  death: { event: Died }'), 'repeated-name', 'another name'],
  ['cohort: c\nindex: conversoin\ninclude: []', 'unknown-name', 'Nearest: conversion.'],
  [frame('  op: { event: ResectionPreformed }', '[op]'), 'unknown-type', 'Nearest: ResectionPerformed.'],
  [
    frame('  op: { event: ResectionPerformed, where: { organs: liver } }', '[op]'),
    'unknown-field',
    'Nearest: organ (primary | liver | other).',
  ],
  [
    frame('  op: { event: [ResectionPerformed, AblationPerformed], where: { organ: liver } }', '[op]'),
    'unknown-field',
    'lesions',
  ],
  [frame('  op: { event: PatientRegistered, where: { birthDate: 1950 } }', '[op]'), 'unknown-field', 'birthYear'],
  [
    frame('  op: { event: ResectionPerformed }', '[{ conversion.intial: uncertain }]'),
    'unknown-fact',
    'Nearest: conversion.initial (resectable | uncertain | unresectable).',
  ],
  [frame('  op: { event: ResectionPerformed }', '[{ in: nobody }]'), 'unknown-cohort', 'There is none.'],
  [frame('  op: { event: ResectionPerformed, when: [within 6 month] }', '[op]'), 'bad-phrase', 'within 6 months after'],
  [frame('  op: { event: ResectionPerformed, when: [within 0 days after death] }', '[op]'), 'bad-phrase', 'Write:'],
  [frame('  op: { event: ResectionPerformed, where: { organ: livre } }', '[op]'), 'bad-value', 'Nearest: liver.'],
  [frame('  op: { event: ResectionPerformed, where: { margin: pending } }', '[op]'), 'bad-value', 'not-stated'],
  [frame('  op: { event: ResectionPerformed, where: { withAblation: maybe } }', '[op]'), 'wrong-type', 'true | false'],
  [frame('  op: { event: ResectionPerformed, where: { lesions: many } }', '[op]'), 'wrong-type', 'a number'],
  [frame('  op: { event: ResectionPerformed, where: { date: spring } }', '[op]'), 'wrong-type', '2008-03-02'],
  [
    frame('  op: { event: DiagnosisMade, where: { largestLesion: more than 5 kg } }', '[op]'),
    'wrong-unit',
    'tenths of mm, mm, cm',
  ],
  [frame('  op: { event: ResectionPerformed }', '[{ age: 75 to 18 }]'), 'empty-range', 'from 0 to 130'],
  [frame('  op: { event: ResectionPerformed, when: [less than 1 day after death] }', '[op]'), 'empty-range', 'longer'],
  [frame('  ops: { event: ResectionPerformed }', '[{ ops.date: 2008 }]'), 'needs-take', 'ops.count'],
  [
    frame('  ops: { event: ResectionPerformed }\n  late: { event: Died, when: [after ops] }', '[late]'),
    'set-as-anchor',
    'take: first',
  ],
  [
    frame('  op: { event: ResectionPerformed, take: first }\n  two: { event: op }', '[two]'),
    'moment-as-source',
    'taken from',
  ],
  [
    frame('  op: { event: ResectionPerformed, when: [after op], take: first }', '[op]'),
    'self-anchor',
    'another moment',
  ],
  [
    frame(
      '  a: { event: Died, when: [after b], take: first }\n  b: { event: Died, when: [after a], take: first }',
      '[a]',
    ),
    'circular',
    'something else',
  ],
  ['cohort: c\nindex: death\ncriteria: { a: { none: b }, b: { none: a } }\ninclude: [a]', 'circular', 'Take it out'],
  ['cohort: c\nindex: death\ninclude: [{ in: c }]', 'circular', 'c@1'],
  [
    frame(
      '  a: { event: Died, take: first }\n  b: { event: Died, when: [before a], take: first }\n  x: { event: Died, when: [after a, before b] }',
      '[x]',
    ),
    'impossible-order',
    'Turn one of them round',
  ],
  // Seven months are 196 days or more, six at most 186.
  [
    frame(
      '  a: { event: Died, take: first }\n  x: { event: Died, when: [at least 7 months after a, within 6 months after a] }',
      '[x]',
    ),
    'impossible-order',
    'widen its span',
  ],
  [frame('  x: { event: ResectionPerformed, when: [after death] }', '[x]'), 'impossible-order', 'Turn'],
  [frame('  x: { event: Died, when: [within $soon after index] }', '[x]'), 'unknown-name', 'There is none.'],
  ['cohort: c\nindex: death\noutcomes: { ruleSet: recist }\ninclude: []', 'bad-value', 'fda-2007-table-a'],
  ['cohort: c\nindex: death\nlandmark: soon\ninclude: []', 'bad-value', '3 months'],
  ['cohort: c\nindex: death\ninclude: [{ at-least: { count: 3, of: [death] } }]', 'bad-value', 'from 1 to 1'],
];

describe('a definition is refused', () => {
  it.each(TABLE)('%j: %s', (text, codes, remedy) => {
    expect(first(text)).toBe(codes);
    expect(problemsOf(text)[0]?.remedy).toContain(remedy);
  });

  it('with every problem in one answer, each with its line, column and pointer', () => {
    const text = `cohort: c
events:
  cycle: { event: ChemotherapyCycleGiven, take: 3rd }
  op: { event: ResectionPerformed, where: { organs: liver }, when: [within 6 month] }
index: cycle
include: [cycle, { progressions.date: 2008 }, { sex: mail }]
`;
    expect(problemsOf(text).map(({ code, line, column, pointer }) => [code, line, column, pointer])).toEqual([
      ['unknown-field', 4, 45, '/events/op/where/organs'],
      ['bad-phrase', 4, 69, '/events/op/when/0'],
      ['unknown-fact', 6, 20, '/include/1/progressions.date'],
      ['bad-value', 6, 54, '/include/2/sex'],
    ]);
  });

  it('by every code of the list but two, which warn, and one that needs another cohort', () => {
    const seen = new Set(TABLE.flatMap(([, codes]) => codes.split(' ')));
    expect(Object.keys(PROBLEM_CODES).filter((code) => !seen.has(code))).toEqual([
      'other-outcomes',
      'unused-name',
      'looks-ahead',
    ]);
  });

  it('where a cohort within asks for outcomes under other rules', () => {
    const other = planOf('cohort: other\nindex: death\noutcomes: { ruleSet: itt-ema }\ninclude: []');
    const compiled = compile('cohort: c\nindex: death\ninclude: [{ in: other }]', new Map([['other', other]]));
    expect(compiled).toMatchObject({ problems: [{ code: 'other-outcomes', pointer: '/include/0/in' }] });
  });
});

describe('a definition compiles', () => {
  it('from JSON as from YAML', () => {
    const json = JSON.stringify({ cohort: 'c', index: 'death', include: [{ sex: 'male' }] });
    expect(planOf(json).criteria.map(({ name }) => name)).toEqual(['index: death', 'sex male']);
  });

  it('with a warning for a name that nothing uses', () => {
    const compiled = compile(frame('  op: { event: ResectionPerformed }'));
    expect(compiled).toMatchObject({ warnings: [{ code: 'unused-name', line: 4, column: 3, pointer: '/events/op' }] });
  });

  it('with pathology after death, which may well come then', () => {
    expect(problemsOf(frame('  x: { event: PathologyReported, when: [after death] }', '[x]'))).toEqual([]);
  });
});
