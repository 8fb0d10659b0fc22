import { describe, expect, it } from '@jest/globals';
import { compile, immortalTime } from '../../src/cohorts/index.js';
import * as definitions from './definitions.js';
import { planOf } from './given.js';

const ahead = (text: string): readonly string[] => planOf(text).looksAhead.map(({ name }) => name);
const with_ = (events: string, index: string, include: string, more = ''): string =>
  `cohort: c\nevents: { ${events} }\nindex: ${index}\n${more}\ninclude: [${include}]\n`;
const RELAPSE = 'relapse: { event: any-progression, when: [within 3 months after index] }';

describe('a criterion is known by the index date', () => {
  it.each(Object.entries(definitions))('in every example of the design: %s', (_, text) => {
    expect(ahead(text)).toEqual([]);
  });

  it.each<readonly [string, string, readonly string[]]>([
    [
      'what is before it',
      with_('op: { event: ResectionPerformed, when: [before index] }', 'first-line-treatment', '{ none: op }'),
      [],
    ],
    [
      'what it comes after',
      with_('a: { event: Died, take: first }, b: { event: Died, when: [after a], take: first }', 'b', 'a'),
      [],
    ],
    [
      'what is before something that is',
      with_(
        'a: { event: Died, when: [before b], take: first }, b: { event: Died, when: [on or before index], take: first }',
        'conversion',
        'a',
      ),
      [],
    ],
    ['the diagnosis of what is treated', with_('x: { event: Died }', 'first-line-treatment', 'metastasis'), []],
    [
      'a fact of a moment that is the index',
      with_('x: { event: Died }', 'conversion', '{ conversion.margin: R0 }'),
      [],
    ],
    [
      'not what comes after it',
      with_('op: { event: ResectionPerformed, when: [within 6 months after index] }', 'first-line-treatment', 'op'),
      ['op'],
    ],
    [
      'not that nothing came after it',
      with_(RELAPSE, 'conversion', '{ name: no relapse, none: relapse }'),
      ['no relapse'],
    ],
    [
      'not conversion at the start of treatment',
      with_('x: { event: Died }', 'first-line-treatment', '{ conversion.converted: true }'),
      ['conversion.converted true'],
    ],
    [
      'not survival',
      with_('x: { event: Died }', 'first-line-treatment', '{ os.days: at least 365 }'),
      ['os.days at least 365'],
    ],
    [
      'not how many there ever were',
      with_('ops: { event: ResectionPerformed }', 'first-line-treatment', '{ ops.count: 2 }'),
      ['ops.count 2'],
    ],
    [
      'by the landmark, a span after the index that is not longer',
      with_(RELAPSE, 'conversion', '{ none: relapse }', 'landmark: 3 months'),
      [],
    ],
    ['not a longer one', with_(RELAPSE, 'conversion', '{ name: none, none: relapse }', 'landmark: 2 months'), ['none']],
  ])('%s', (_, text, expected) => {
    expect(ahead(text)).toEqual(expected);
  });

  it('or the definition warns, and says which is not', () => {
    const compiled = compile(with_(RELAPSE, 'conversion', '{ name: no relapse, none: relapse }'));
    expect(compiled).toMatchObject({
      warnings: [{ code: 'looks-ahead', detail: '"no relapse" cannot be known by the index date.' }],
    });
  });
});

describe('a time', () => {
  const converted = planOf('cohort: ever-converted\nindex: first-line-treatment\ninclude: [conversion]');
  it('from the start of treatment is refused for those converted later, with the moment by which all is known', () => {
    expect(immortalTime(converted, 'index')).toMatchObject({
      code: 'immortal-time',
      remedy: expect.stringContaining('index: conversion'),
    });
    expect(immortalTime(converted, 'conversion')).toBeNull();
  });

  it('from before the index date is refused for any cohort', () => {
    const plan = planOf(definitions.UNCERTAIN_CONVERTED);
    expect(immortalTime(plan, 'index')).toBeNull();
    expect(immortalTime(plan, 'first-line-treatment')).toMatchObject({ code: 'immortal-time' });
    expect(immortalTime(plan, 'diagnosis')?.remedy).toBe('Count from index, or from a later moment.');
  });

  it('is refused with the landmark that covers every span', () => {
    const plan = planOf(with_(RELAPSE, 'conversion', '{ name: no relapse, none: relapse }'));
    expect(immortalTime(plan, 'index')?.remedy).toContain('landmark: 3 months, which covers every span');
    expect(
      immortalTime(planOf(with_(RELAPSE, 'conversion', '{ none: relapse }', 'landmark: 3 months')), 'index'),
    ).toBeNull();
  });
});
