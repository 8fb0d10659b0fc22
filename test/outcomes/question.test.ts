import { describe, expect, it } from '@jest/globals';
import { DEFAULT_OPTIONS, QuestionError, questionOf, type Asked } from '../../src/outcomes/index.js';

describe('a question', () => {
  it('without more is about documented progression from first-line treatment', () => {
    expect(questionOf()).toEqual({
      ruleSet: 'fda-2007-table-a',
      timeZero: 'first-line-treatment',
      cutOff: null,
      options: DEFAULT_OPTIONS,
    });
  });

  it('takes names, a day and single options, and keeps the other defaults', () => {
    const asked = { ruleSet: 'as-recorded', timeZero: 'registration', cutOff: '+365', options: { r0MinWidth: 10 } };
    expect(questionOf(asked)).toEqual({ ...asked, options: { ...DEFAULT_OPTIONS, r0MinWidth: 10 } });
  });

  it('takes options as settings too, and each of them once', () => {
    const { options } = questionOf({ options: { r0MinWidth: 10 }, option: ['margins=R0-R1'] });
    expect(options).toEqual({ ...DEFAULT_OPTIONS, r0MinWidth: 10, margins: 'R0-R1' });
  });

  const refused: readonly [string, Asked, string, RegExp][] = [
    ['unknown-rule-set', { ruleSet: 'itt' }, '/ruleSet', /fda-2007-table-a, itt-ema, as-recorded/],
    ['unknown-time-zero', { timeZero: 'birth' }, '/timeZero', /registration, diagnosis, metastasis/],
    ['time-zero-required', { ruleSet: 'as-recorded' }, '/timeZero', /first-r0-liver-resection/],
    ['bad-cut-off', { cutOff: '2008-02-30' }, '/cutOff', /2009-12-31/],
    ['bad-cut-off', { cutOff: '2008-02' }, '/cutOff', /2009-12-31/],
    ['bad-cut-off', { cutOff: 'unknown' }, '/cutOff', /\+365/],
    ['unknown-option', { options: { surgery: 'ignore' } }, '/options/surgery', /liverSurgery/],
    ['unknown-option', { options: { toString: 1 } }, '/options/toString', /liverSurgery/],
    ['bad-option', { options: { liverSurgery: 'no' } }, '/options/liverSurgery', /ignore or censor/],
    ['bad-option', { options: { r0MinWidth: 0.5 } }, '/options/r0MinWidth', /tenths of mm/],
    ['bad-option', { options: { schedule: { interval: 0 } } }, '/options/schedule', /interval, window/],
    ['bad-option', { options: { assessor: undefined } }, '/options/assessor', /independent-first/],
  ];
  it.each(refused)('is refused as %s when it is %j, at %s, with what to do', (code, asked, pointer, remedy) => {
    const attempt = () => questionOf(asked);
    expect(attempt).toThrow(QuestionError);
    expect(attempt).toThrow(expect.objectContaining({ code, pointer, remedy: expect.stringMatching(remedy) }));
  });
});
