import { describe, expect, it } from '@jest/globals';
import { cycle, hepatectomy, seen } from '../outcomes/history.js';
import { answerOf, asking } from './given.js';

/** Whether a resection on a day lies so to the first cycle of 2008-01-31 (or of day 31); seen for ten years. */
const lies = (phrase: string, day: string): string =>
  answerOf(
    asking(
      `start: { event: ChemotherapyCycleGiven, take: first }, op: { event: ResectionPerformed, when: [${phrase.replace('A', 'start')}] }`,
      'op',
    ),
    [cycle('2008-01-31'), hepatectomy(day, 'R0'), seen('2018-01-01')],
  ).answer;

/** By rule 1: the phrase, days that it holds, days that it does not. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['after A', ['2008-02-01', '2015-01-01'], ['2008-01-31', '2008-01-30']],
  ['before A', ['2008-01-30', '2001-01-01'], ['2008-01-31', '2008-02-01']],
  ['on A', ['2008-01-31'], ['2008-01-30', '2008-02-01']],
  ['on or after A', ['2008-01-31', '2008-02-01'], ['2008-01-30']],
  ['on or before A', ['2008-01-31', '2008-01-30'], ['2008-02-01']],
  // A < d <= A + 10: the last day is in, the day itself is not.
  ['within 10 days after A', ['2008-02-01', '2008-02-10'], ['2008-01-31', '2008-02-11']],
  ['within 10 days on or after A', ['2008-01-31', '2008-02-10'], ['2008-01-30', '2008-02-11']],
  ['less than 10 days after A', ['2008-02-09'], ['2008-02-10', '2008-01-31']],
  ['at least 10 days after A', ['2008-02-10', '2015-01-01'], ['2008-02-09']],
  ['more than 10 days after A', ['2008-02-11'], ['2008-02-10']],
  ['2 to 10 days after A', ['2008-02-02', '2008-02-10'], ['2008-02-01', '2008-02-11']],
  ['2 weeks to 1 month after A', ['2008-02-14', '2008-02-29'], ['2008-02-13', '2008-03-01']],
  // Mirrored: A - 10 <= d < A.
  ['within 10 days before A', ['2008-01-30', '2008-01-21'], ['2008-01-31', '2008-01-20']],
  ['less than 10 days before A', ['2008-01-22'], ['2008-01-21', '2008-01-31']],
  ['at least 10 days before A', ['2008-01-21'], ['2008-01-22']],
  ['more than 10 days before A', ['2008-01-20'], ['2008-01-21']],
  ['2 to 10 days before A', ['2008-01-29', '2008-01-21'], ['2008-01-30', '2008-01-20']],
  ['within 10 days of A', ['2008-01-21', '2008-01-31', '2008-02-10'], ['2008-01-20', '2008-02-11']],
  // Rule 2: the same day of the month, clamped to its end: 31 January + 1 month = 29 February 2008.
  ['within 1 month after A', ['2008-02-29'], ['2008-03-01']],
  ['within 1 year after A', ['2009-01-31'], ['2009-02-01']],
  ['within 2 months before A', ['2007-11-30'], ['2007-11-29']],
];

describe('a phrase of time', () => {
  it.each(TABLE)('"%s" lets in the days that it says, and no others', (phrase, inside, outside) => {
    expect(inside.map((day) => lies(phrase, day))).toEqual(inside.map(() => 'yes'));
    expect(outside.map((day) => lies(phrase, day))).toEqual(outside.map(() => 'no'));
  });

  it('counts months and years of relative days as floor(N * 487/16) and floor(N * 1461/4), and says so', () => {
    const text = (span: string): string =>
      asking(`op: { event: ResectionPerformed, when: [within ${span} after registration] }`, 'op');
    const at = (span: string, day: string) =>
      answerOf(text(span), [hepatectomy(day, 'R0'), seen('+5000')], { basis: 'relative' }).answer;
    // 12 * 487 / 16 = 365.25; 6 * 487 / 16 = 182.6; 1461 / 4 = 365.25; 3 * 1461 / 4 = 1095.75
    expect([at('6 months', '+182'), at('6 months', '+183')]).toEqual(['yes', 'no']);
    expect([at('12 months', '+365'), at('12 months', '+366')]).toEqual(['yes', 'no']);
    expect([at('1 year', '+365'), at('1 year', '+366')]).toEqual(['yes', 'no']);
    expect([at('3 years', '+1095'), at('3 years', '+1096')]).toEqual(['yes', 'no']);
  });

  it('carries sameDay where the day of the anchor decides, and not elsewhere', () => {
    const text = asking(
      'op: { event: ResectionPerformed, when: [after start] }, start: { event: ChemotherapyCycleGiven, take: first }',
      'op',
    );
    const on = (day: string) => answerOf(text, [cycle('2008-01-31'), hepatectomy(day, 'R0'), seen('2018-01-01')]);
    expect(on('2008-01-31')).toMatchObject({ answer: 'no', sameDay: true });
    expect(on('2008-02-01')).toMatchObject({ answer: 'yes', sameDay: false });
    expect(on('2008-01-30')).toMatchObject({ answer: 'no', sameDay: false });
  });

  it('says by how many days a span alone was missed', () => {
    const text = asking(
      'start: { event: ChemotherapyCycleGiven, take: first }, op: { event: ResectionPerformed, where: { organ: liver }, when: [within 6 months after start] }',
      'op',
    );
    const after = (day: string, data = {}) =>
      answerOf(text, [cycle('2008-01-01'), hepatectomy(day, 'R0', data), seen('2018-01-01')]).missedBy;
    // 6 months after 1 January is 1 July: 10 July is 9 days late.
    expect(after('2008-07-10')).toBe(9);
    expect(after('2008-07-01')).toBeNull();
    expect(after('2007-12-01')).toBeNull();
    expect(after('2008-07-10', { organ: 'primary' })).toBeNull();
  });
});
