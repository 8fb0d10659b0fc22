import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import { context, member, notEvaluable, time } from './cohort.js';

/** Twelve patients, deaths at 60, 120, … days, the 4th and the last alive. */
const patients = Array.from({ length: 12 }, (_, index) =>
  member(
    `p${String(index).padStart(2, '0')}`,
    { os: time(60 * (index + 1), [3, 11].includes(index) ? 'censored' : 'event') },
    { arm: index % 2 ? 'FOLFOX' : 'FOLFIRI' },
  ),
);
const shown = (members = patients, more = {}): string => textOf(os, runAnalysis(os, members, { ...context, ...more }));
const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.trimStart().startsWith(start)) ?? '';

describe('a survival result in the terminal', () => {
  it('says first of whom, by which rules and of which knowledge it speaks', () => {
    const text = shown([...patients, member('z', { os: notEvaluable('undated-death') })]);
    for (const said of [
      /^Overall survival$/m,
      /patients +12 of 13 in cohort all, version 1/,
      /rule set +as-recorded/,
      /time zero +registration/,
      /cut-off +none/,
      /known at +2026-03-02T10:00:00.000Z \(position 412\)/,
      /limits +95 %, log-log/,
      /^Excluded: 1\n +1 +undated-death +Because of undated-death\.$/m,
    ]) {
      expect(text).toMatch(said);
    }
  });

  it('gives the median in days and months, and survival on the days asked for as far as patients are followed', () => {
    // After deaths at 60, 120, 180: 9/12. 240 leaves 8; then 9/12 * 7/8 * 6/7 * 5/8 ... = 9/12 * 4/8 = 3/8 after 480.
    // 9/12 * 5/8 = 0.469 after 420: the median. 182 days: 9/12. 365 days: 9/12 * 6/8 = 0.5625. Nobody at 730 days.
    const text = shown();
    expect(text).toMatch(/^all +12 +10 +2 +420 days \(\d+ – (\d+|—)\) +13\.8 months/m);
    expect(lineOf(text, 'survival at').trim()).toMatch(/182 days, 6 months +365 days, 12 months +730 days, 24 months$/);
    expect(text).toMatch(/^all +75\.0 % \(.*\) +56\.3 % \(.*\) +—$/m);
    expect(lineOf(shown(patients, { parameters: { at: [100] } }), 'survival at')).toMatch(/at +100 days, 3\.3 months$/);
    // 9/12 from 180 days on, less from 300: the midpoint is 240. After 480 days 3/8, 540 9/32, 600 3/16.
    expect(text).toMatch(/^quartiles +25 % +75 %\nall +240 days \(.*\) +600 days \(.*\)$/m);
  });

  it('a restricted mean stands beside the quartiles, with the day up to which it is one', () => {
    // Days of life up to day 180: 60 + 120 + 10 * 180 = 1980, of 12 patients.
    expect(shown(patients, { parameters: { tau: 180 } })).toMatch(/mean up to 180 days\nall .* 165\.0 days \(/);
  });

  it('the curve starts at 100 %, never rises and ends where the last patient is seen', () => {
    const rows = shown()
      .split('\n')
      .filter((line) => /[┤│]/.test(line.slice(7, 10)));
    expect(rows).toHaveLength(17);
    expect(rows[0]).toMatch(/^ *100 % ┤─+┐$/);
    const starts = rows.map((row) => row.slice(9).search(/[─┐└┼]/)).filter((start) => start >= 0);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(rows.join('').split('┼')).toHaveLength(3);
  });

  it('the numbers at risk stand beneath the ticks of the axis', () => {
    const text = shown();
    const ticks = [...lineOf(text, '└').matchAll(/┬/g)].map(({ index }) => index);
    const counts = [...(text.split('at risk\n')[1]?.split('\n')[0] ?? '').matchAll(/\d+/g)];
    // Axis 0, 3, … 24 months (720 days): at 0, 91.3, 182.6, 273.9, 365.25, 456.6, 547.9, 639.2, 730.5 days.
    expect(counts.map(([count]) => Number(count))).toEqual([12, 11, 9, 8, 6, 5, 3, 2, 0]);
    for (const [index, { 0: count, index: start }] of counts.entries()) {
      expect(Math.abs(start + (count.length - 1) / 2 - (ticks[index] ?? NaN))).toBeLessThan(1);
    }
  });

  it('two arms share a picture, each with its own pen and its own numbers at risk', () => {
    const text = shown(patients, { groupBy: 'arm' });
    expect(text).toContain('─── FOLFIRI   ━━━ FOLFOX   ┼ censored');
    expect(text).toMatch(/at risk\nFOLFIRI +6 .*\n FOLFOX +6 /);
  });

  it('four groups need two pictures', () => {
    const four = patients.map((one, index) =>
      member(one.timeline.patientId, one.outcomes.endpoints, { site: `site ${index % 4}` }),
    );
    expect(shown(four, { groupBy: 'site' }).split('┼ censored')).toHaveLength(3);
  });

  it('a curve on the bottom line means that nobody lives: 1 of 40 alive stands above it', () => {
    const bottom = (last: 'event' | 'censored') => {
      const forty = Array.from({ length: 40 }, (_, index) =>
        member(`p${index}`, { os: time(index + 1, index === 39 ? last : 'event') }),
      );
      return lineOf(shown(forty), '0 % ┤').trim();
    };
    expect(bottom('event')).toMatch(/└$/);
    expect(bottom('censored')).toBe('0 % ┤');
  });

  it('an empty cohort has its header and a sentence, and no picture', () => {
    const text = shown([], { asOf: null });
    expect(text).toMatch(/known at +nothing recorded yet/);
    expect(text).toMatch(/^all +0 +0 +0 +empty cohort$/m);
    expect(text).not.toContain('┤');
  });
});
