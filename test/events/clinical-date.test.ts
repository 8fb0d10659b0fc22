import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addMonths, civilDate, dayNumber, daysInMonth, formatDay, parseClinicalDate } from '../../src/events/index.js';

describe('civil days', () => {
  // GNU date: $(( $(date -u -d 2000-02-29 +%s) / 86400 )).
  it.each([
    ['1970-01-01', 0],
    ['2000-02-29', 11_016],
    ['2026-11-23', 20_780],
    ['1900-03-01', -25_508],
    ['2100-02-28', 47_540],
    ['1850-01-01', -43_829],
  ])('%s is day %i', (text, days) => {
    const [year, month, day] = text.split('-').map(Number);
    expect(dayNumber(year!, month!, day!)).toBe(days);
    expect(civilDate(days)).toEqual({ year, month, day });
    expect(formatDay(days, 'calendar')).toBe(text);
    expect(parseClinicalDate(text)).toEqual({ text, basis: 'calendar', precision: 'day', lo: days, hi: days });
  });

  it('give the same date back, and the one that the calendar of the platform gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
        const { year, month, day } = civilDate(days);
        expect(dayNumber(year, month, day)).toBe(days);
        // From the year 1 to 9999, as ECMAScript's proleptic Gregorian calendar counts.
        expect(formatDay(days, 'calendar')).toBe(new Date(days * 86_400_000).toISOString().slice(0, 10));
      }),
      { seed: 1 },
    );
  });

  it('make February 29 days long in 2000 and 2008, 28 in 1900 and 2007', () => {
    expect([2000, 2008, 1900, 2007].map((year) => daysInMonth(year, 2))).toEqual([29, 29, 28, 28]);
    expect([1, 4, 12].map((month) => daysInMonth(2007, month))).toEqual([31, 30, 31]);
  });
});

describe('a date as a source states it', () => {
  it('may be a month or a year, and allows all its days', () => {
    expect(parseClinicalDate('2008-02')).toEqual({
      text: '2008-02',
      basis: 'calendar',
      precision: 'month',
      lo: dayNumber(2008, 2, 1),
      hi: dayNumber(2008, 2, 29),
    });
    expect(parseClinicalDate('2007')).toEqual({
      text: '2007',
      basis: 'calendar',
      precision: 'year',
      lo: dayNumber(2007, 1, 1),
      hi: dayNumber(2007, 12, 31),
    });
  });

  it('may be a day relative to an anchor, or unknown', () => {
    for (const [text, day] of [
      ['+123', 123],
      ['-5', -5],
      ['+0', 0],
    ] as const) {
      expect(parseClinicalDate(text)).toEqual({ text, basis: 'relative', precision: 'day', lo: day, hi: day });
      expect(formatDay(day, 'relative')).toBe(text);
    }
    expect(parseClinicalDate('unknown')).toEqual({
      text: 'unknown',
      basis: null,
      precision: 'unknown',
      lo: -Infinity,
      hi: Infinity,
    });
  });

  it.each([
    ...['2007-02-29', '2008-02-30', '2008-04-31', '2008-13-01', '2008-00', '2008-01-00', '1900-02-29', '1849-12-31'],
    ...['08-03-02', '2008-3-2', '2008/03/02', '2008-03-02T10:00', ' 2008', '2008 ', '20080302', '', 'Unknown', '12008'],
    ...['-0', '+01', '123', '+1234567', '+1.5', '+', '--5', '+ 5'],
  ])('is none when it is written %j', (text) => {
    expect(parseClinicalDate(text)).toBeNull();
  });
});

describe('months later', () => {
  it.each([
    ['2008-02-29', 12, '2009-02-28'],
    ['2008-02-29', 48, '2012-02-29'],
    ['2007-01-31', 1, '2007-02-28'],
    ['2007-12-31', 2, '2008-02-29'],
    ['2007-08-31', 18, '2009-02-28'],
    ['2008-03-15', -1, '2008-02-15'],
    ['2008-01-31', -2, '2007-11-30'],
    ['2007-06-10', 0, '2007-06-10'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(formatDay(addMonths(parseClinicalDate(from)!.lo, months), 'calendar')).toBe(to);
  });
});
