import { describe, expect, it } from '@jest/globals';
import { metastasis, outcomesOf, primary, registered, retracted } from './history.js';

const timing = (found: string, origin: string, days = 0) =>
  outcomesOf([registered('2012-01-01'), primary(origin), metastasis(found)], { options: { stagingWindowDays: days } })
    .endpoints.metastases.timing;

describe('liver metastases', () => {
  // Adam et al. 2015 (EGOSLIM): synchronous at or before the primary; early up to 12 months, late after them.
  it.each([
    ['2007-03-01', '2007-03-01', 'synchronous'],
    ['2007-02-01', '2007-03-01', 'synchronous'],
    ['2007-03-02', '2007-03-01', 'metachronous-early'],
    ['2008-03-01', '2007-03-01', 'metachronous-early'],
    ['2008-03-02', '2007-03-01', 'metachronous-late'],
    // 29 February 2008 + 12 months = 28 February 2009, which is early.
    ['2009-02-28', '2008-02-29', 'metachronous-early'],
    ['2009-03-01', '2008-02-29', 'metachronous-late'],
  ])('found on %s in a patient whose primary was diagnosed on %s are %s', (found, origin, expected) => {
    expect(timing(found, origin)).toBe(expected);
  });

  it.each([
    ['+365', 'metachronous-early'],
    ['+366', 'metachronous-late'],
  ])('found on day %s of a patient without calendar are %s', (found, expected) => {
    const lines = [registered('+0', 'relative'), primary('+0'), metastasis(found)];
    expect(outcomesOf(lines).endpoints.metastases.timing).toBe(expected);
  });

  it('found within the staging window that is asked for are synchronous, and a day later are not', () => {
    expect(timing('2007-03-31', '2007-03-01', 30)).toBe('synchronous');
    expect(timing('2007-04-01', '2007-03-01', 30)).toBe('metachronous-early');
  });

  it('are early up to the month that is asked for, clamped to its end, and late a day after', () => {
    const within = (earlyMonths: number, found: string, origin: string, basis: 'calendar' | 'relative') =>
      outcomesOf([registered(origin, basis), primary(origin), metastasis(found)], { options: { earlyMonths } })
        .endpoints.metastases.timing;
    expect(within(6, '2008-02-29', '2007-08-31', 'calendar')).toBe('metachronous-early');
    expect(within(6, '2008-03-01', '2007-08-31', 'calendar')).toBe('metachronous-late');
    // 6 * 365.25 / 12 = 182.6 days
    expect(within(6, '+182', '+0', 'relative')).toBe('metachronous-early');
    expect(within(6, '+183', '+0', 'relative')).toBe('metachronous-late');
  });

  it('recorded as found at initial staging are synchronous whatever the dates, and the result says so', () => {
    const at = (foundAt: string) =>
      outcomesOf([registered('2012-01-01'), primary('2007-03-01'), metastasis('2007-03-20', { foundAt })]).endpoints
        .metastases;
    expect(at('initial-staging')).toMatchObject({
      timing: 'synchronous',
      asStated: true,
      reason: { code: 'as-stated' },
    });
    expect(at('resection-of-primary')).toMatchObject({ timing: 'metachronous-early', asStated: false });
  });

  it('are dated by the first of several, on both sides', () => {
    const lines = [
      registered('2012-01-01'),
      primary('2007-03-01'),
      primary('2009-01-01'),
      metastasis('2009-06-01'),
      metastasis('2007-06-01'),
    ];
    const { metastases } = outcomesOf(lines).endpoints;
    expect(metastases).toMatchObject({ timing: 'metachronous-early', status: 'evaluable' });
    expect(metastases.evidence).toEqual(['primary@2007-03-01', 'metastasis@2007-06-01']);
    const mended = outcomesOf([...lines, retracted('metastasis@2007-06-01')]).endpoints.metastases;
    expect(mended.timing).toBe('metachronous-late');
  });

  it('of which none is recorded, or whose primary is not, have no timing', () => {
    const of = (...lines: Parameters<typeof outcomesOf>[0]) => outcomesOf(lines).endpoints.metastases;
    expect(of(registered('2012-01-01'), primary('2007-03-01'))).toMatchObject({
      status: 'not-evaluable',
      timing: null,
      reason: { code: 'no-liver-metastasis' },
    });
    expect(of(registered('2012-01-01'), metastasis('2007-03-01')).reason.code).toBe('no-primary-diagnosis');
  });
});
