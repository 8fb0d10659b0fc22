import { describe, expect, it } from '@jest/globals';
import { runAnalysis, type Context, type Member } from '../../src/analyses/index.js';
import { surgery } from '../../src/analyses/surgery.js';
import type { ResponseVisit } from '../../src/outcomes/index.js';
import { context, conversionOf, member, notEvaluable, time } from './cohort.js';
import { because, day, patient } from './resected.js';

const run = (members: readonly Member[], parameters: Context['parameters']) =>
  runAnalysis(surgery, members, { ...context, parameters });

describe('survival by another state', () => {
  it('conversion is asked of those unresectable or uncertain at the outset alone', () => {
    const { patients, excluded } = run(
      [
        patient('a', { os: time(400, 'event'), conversion: conversionOf('uncertain', true) }, null),
        patient('b', { os: time(400, 'event'), conversion: conversionOf('unresectable', false) }, 20),
        patient('c', { os: time(400, 'event'), conversion: conversionOf('resectable', null) }, 20),
      ],
      { by: 'conversion' },
    );
    expect(patients.map(({ since }) => since)).toEqual([141, null]);
    expect(excluded).toMatchObject([{ patientId: 'c', reason: { code: 'initially-resectable' } }]);
  });

  it('a responder is one from the day of the first CR or PR on; nobody without disease to assess is asked', () => {
    const visit = (at: number, overall: ResponseVisit['overall']): ResponseVisit => ({
      date: day(at),
      day: at,
      overall,
      derived: null,
      target: null,
      sum: null,
      nadir: null,
      agrees: null,
      reason: because,
      imputed: false,
      evidence: [`visit ${at}`],
    });
    const assessed = (id: string, best: 'CR' | 'SD' | 'NE', code = 'best-in-window'): Member => {
      const { bestResponse, responses } = member(id, {}).outcomes.endpoints;
      return patient(
        id,
        {
          os: time(400, 'event'),
          bestResponse: { ...bestResponse, unconfirmed: best, confirmed: best, reason: { code, text: '' } },
          // PR on day 56, CR on day 112; after progression the PR of a later line.
          responses: {
            ...responses,
            visits: best === 'CR' ? [visit(56, 'PR'), visit(112, 'CR')] : [visit(56, 'SD'), visit(300, 'PR')],
          },
        },
        null,
      );
    };
    const members = [assessed('a', 'CR'), assessed('b', 'SD'), assessed('c', 'NE', 'no-disease-to-assess')];
    const { patients, excluded } = run(members, { by: 'response' });
    expect(patients.map(({ patientId, since }) => [patientId, since])).toEqual([
      ['a', 56],
      ['b', null],
    ]);
    expect(excluded).toMatchObject([{ patientId: 'c', reason: { code: 'no-disease-to-assess' } }]);
  });

  it('PFS is compared on request, from its own time zero; who has none is excluded with the reason', () => {
    const ends = { os: time(400, 'event'), pfs: time(120, 'event') };
    const members = [patient('a', ends, 90), patient('b', { ...ends, pfs: notEvaluable('no-follow-up') }, 90)];
    const result = run(members, { endpoint: 'pfs' });
    expect(result.patients).toMatchObject([{ patientId: 'a', time: 120, since: 90 }]);
    expect(result.excluded).toMatchObject([{ patientId: 'b', reason: { code: 'no-follow-up' } }]);
    const question = { ...context.question, ruleSet: 'fda-2007-table-a', timeZero: 'diagnosis' } as const;
    const asked = { ...context, question, parameters: { endpoint: 'pfs' } };
    expect(() => runAnalysis(surgery, members, asked)).toThrow(expect.objectContaining({ code: 'time-zero-fixed' }));
    expect(runAnalysis(surgery, members, { ...context, question }).timeZero).toBe('diagnosis');
  });
});
