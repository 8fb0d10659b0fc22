import { describe, expect, it } from '@jest/globals';
import type { Options } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  ct,
  cycle,
  died,
  hepatectomy,
  mdt,
  metastasis,
  outcomesOf,
  primary,
  registered,
  response,
  seen,
} from './history.js';

const start: readonly Line[] = [
  registered('2007-02-20'),
  metastasis('2007-02-12'),
  ct('2007-02-26'),
  cycle('2007-03-02'),
];
const endpointsOf = (
  lines: readonly Line[],
  partialDates: Options['partialDates'] = 'middle',
  cutOff: string | null = null,
) => outcomesOf(lines, { options: { partialDates }, cutOff }).endpoints;

describe('a death of which only the month or the year is known', () => {
  it.each([
    ['2008-06', 'middle', '2008-06-15'],
    ['2008-06', 'earliest', '2008-06-01'],
    ['2008-06', 'latest', '2008-06-30'],
    ['2008', 'middle', '2008-07-01'],
    ['2008', 'earliest', '2008-01-01'],
    ['2008', 'latest', '2008-12-31'],
  ] as const)('(%s, %s) is taken to be on %s, and marked', (when, how, date) => {
    expect(endpointsOf([...start, died(when)], how).os).toMatchObject({ status: 'event', date, imputed: true });
  });

  it('is not before a day of that month on which the patient was seen alive', () => {
    const lines = [...start, seen('2008-06-20'), died('2008-06')];
    expect(endpointsOf(lines).os.date).toBe('2008-06-20');
    expect(outcomesOf(lines).findings).toEqual([]);
  });

  it('is not past the cut-off where its month begins before it', () => {
    expect(endpointsOf([...start, died('2008-06')], 'middle', '2008-06-10').os).toMatchObject({
      status: 'event',
      date: '2008-06-10',
    });
    expect(endpointsOf([...start, died('2008-06')], 'middle', '2008-05-31').os).toMatchObject({
      status: 'censored',
      date: '2008-05-31',
    });
  });

  it('does not mark what was read without it', () => {
    expect(endpointsOf([...start, seen('2008-06-20'), died('2008-06')]).metastases.imputed).toBe(false);
  });
});

describe('a partial date', () => {
  it('of an assessment is moved to not past the death of its month', () => {
    const lines = [...start, response('2007-05', 'PD'), died('2007-05-10')];
    expect(endpointsOf(lines).pfs).toMatchObject({
      date: '2007-05-10',
      reason: { code: 'progression' },
      imputed: true,
    });
    expect(outcomesOf(lines).findings).toEqual([]);
  });

  it('of a cycle is moved to not before the diagnosis that it follows', () => {
    const lines = [registered('2007-02-20'), metastasis('2007-03-20'), cycle('2007-03'), died('2008-06-16')];
    expect(endpointsOf(lines).os).toMatchObject({ start: '2007-03-20', imputed: true });
    expect(endpointsOf(lines, 'earliest').os.start).toBe('2007-03-20');
    expect(endpointsOf(lines, 'latest').os.start).toBe('2007-03-31');
  });

  it('of the diagnosis marks the survival that is counted from the treatment after it', () => {
    const lines = [registered('2007-02-20'), metastasis('2007-02'), cycle('2007-03-02'), died('2008-06-16')];
    expect(endpointsOf(lines).os).toMatchObject({ days: 472, imputed: true });
  });

  it('of a pathology report is moved to not before the operation that it names', () => {
    const report = (when: string, margin: string, id: string): Line => [
      when,
      'PathologyReported',
      { specimenId: 'hepatectomy@2007-07-21', margin },
      id,
    ];
    const lines = [
      ...start,
      mdt('2007-02-28', 'uncertain'),
      hepatectomy('2007-07-21', 'pending'),
      // 15 July would be before the operation: the 21st, and so not the earlier of the two reports' days.
      report('2007-07', 'R0', 'partial'),
      report('2007-07-20', 'R1', 'exact'),
    ];
    expect(endpointsOf(lines).conversion.margin).toBe('R0');
  });

  it('of the metastases decides between early and late by the rule that is asked for', () => {
    const lines = [registered('2012-01-01'), primary('2007-03-20'), metastasis('2008-03')];
    const timing = (how: Options['partialDates']) => endpointsOf(lines, how).metastases.timing;
    expect([timing('earliest'), timing('middle'), timing('latest')]).toEqual([
      'metachronous-early',
      'metachronous-early',
      'metachronous-late',
    ]);
  });

  it('that is written down for a patient with relative days dates nothing', () => {
    const lines = [registered('+0', 'relative'), metastasis('+0'), cycle('+9'), seen('+60'), died('2008-06')];
    expect(endpointsOf(lines).os.reason.code).toBe('undated-death');
  });
});
