import { describe, expect, it } from '@jest/globals';
import { dateSpelling, readDate } from '../../src/interchange/date-spelling.js';

const read = (text: string, ...formats: string[]) =>
  readDate(
    text,
    formats.map((format) => dateSpelling(format)!),
  );

describe('dates as sources spell them', () => {
  it.each([
    ['2/9/2006', 'M/D/YYYY', '2006-02-09'],
    ['12/16/2005', 'M/D/YYYY', '2005-12-16'],
    ['16.12.2005', 'DD.MM.YYYY', '2005-12-16'],
    ['2014-11-6', 'YYYY-M-D', '2014-11-06'],
    ['09mar2011', 'DDMMMYYYY', '2011-03-09'],
    ['2011-03-09T00:00', 'YYYY-MM-DDT00:00', '2011-03-09'],
    ['2011-5-00', 'YYYY-M-00', '2011-05'],
    ['5/2011', 'M/YYYY', '2011-05'],
    ['2011', 'YYYY', '2011'],
  ])('%s, spelt %s, is %s', (text, format, date) => {
    expect(read(text, format)).toEqual({ date });
  });

  it('a date that two spellings read as two days is not guessed at', () => {
    expect(read('3/4/2008', 'M/D/YYYY', 'D/M/YYYY')).toMatchObject({
      code: 'ambiguous-date',
      detail: expect.stringContaining('2008-03-04 or 2008-04-03'),
    });
    // 25 is no month, so only one of the two can be meant.
    expect(read('25/4/2008', 'M/D/YYYY', 'D/M/YYYY')).toEqual({ date: '2008-04-25' });
    expect(read('4/4/2008', 'M/D/YYYY', 'D/M/YYYY')).toEqual({ date: '2008-04-04' });
  });

  it('30 February is impossible, and another spelling unreadable', () => {
    expect(read('2/30/2006', 'M/D/YYYY')).toMatchObject({ code: 'impossible-date' });
    expect(read('2006-02-03', 'M/D/YYYY')).toMatchObject({ code: 'unreadable-date' });
    expect(read('02/3/2006', 'MM/DD/YYYY')).toMatchObject({ code: 'unreadable-date' });
  });

  it.each(['D/M/YY', 'DD-MM', 'YYYY-MM-DD HH', 'D', 'YYYY-DD', ''])(
    '%s is no format: a year has four digits, a day its month',
    (format) => {
      expect(dateSpelling(format)).toBeNull();
    },
  );
});
