import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Line } from '../../outcomes/history.js';
import {
  corrected,
  ct,
  cycle,
  died,
  hepatectomy,
  metastasis,
  progression,
  registered,
  response,
  seen,
} from '../../outcomes/history.js';
import { exported, logOf } from './exported.js';

const ctAt = (when: string): Line => ct(when, { purpose: 'response', adequate: true });

/** The row of one patient and parameter. */
async function rowOf(parameter: string, history: readonly Line[], asked = {}) {
  const { rows } = await exported('adtte', logOf({ p1: history }), asked);
  return rows('adtte.csv').find(({ PARAMCD }) => PARAMCD === parameter);
}

describe('times to an event as CDISC ADTTE', () => {
  const treated = [registered('2007-01-10'), metastasis('2007-02-01'), cycle('2007-03-02')];

  it('has a death on the day of time zero as an event on day 1: AVAL = ADT - STARTDT + 1, CNSR = 0', async () => {
    const row = await rowOf('OS', [...treated, died('2007-03-02')]);
    expect(row).toMatchObject({
      ...{ STARTDT: '2007-03-02', ADT: '2007-03-02', AVAL: '1', AVALU: 'DAYS', CNSR: '0', CNSDTDSC: '' },
      ...{ EVNTDESC: 'Died', EVNTCD: 'death' },
      // Of the two records of that day the death, at position 3.
      ...{ SRCDOM: 'EVENTS', SRCVAR: 'valid_from', SRCSEQ: '3' },
    });
  });

  it('has a patient alive 10 days later as censored on day 11, with the date that was used', async () => {
    expect(await rowOf('OS', [...treated, seen('2007-03-12')])).toMatchObject({
      ...{ ADT: '2007-03-12', AVAL: '11', CNSR: '1', CNSDTDSC: 'Followed up', SRCSEQ: '3' },
    });
  });

  it('leads from a corrected date to the correction', async () => {
    const lines = [...treated, died('2007-06-01'), corrected('died@2007-06-01', '2007-05-01', { cause: 'cancer' })];
    // 2 March to 1 May are 60 days; the first record lies at position 3, its correction at 4.
    expect(await rowOf('OS', lines)).toMatchObject({ ADT: '2007-05-01', AVAL: '61', SRCSEQ: '4' });
  });

  it('leads from life at the data cut-off to what proves it, and says that the date is the cut-off', async () => {
    const row = await rowOf('OS', [...treated, seen('2007-04-01'), seen('2008-04-01')], { cutOff: '2007-12-31' });
    expect(row).toMatchObject({ ADT: '2007-12-31', CNSR: '1', CNSDTDSC: 'Data cut-off', ADTF: '', SRCSEQ: '4' });
  });

  it('leads from the last day of a course of chemotherapy to that field', async () => {
    const course: Line = ['2007-03-02', 'ChemotherapyCourseGiven', { regimen: 'FOLFOX', lastDay: '2007-08-30' }];
    const row = await rowOf('OS', [registered('2007-01-10'), metastasis('2007-02-01'), course]);
    expect(row).toMatchObject({ ADT: '2007-08-30', CNSR: '1', SRCVAR: 'payload.lastDay', SRCSEQ: '2' });
  });

  it('flags an imputed day with D and an imputed month with M, on either end', async () => {
    const monthOnly = [registered('2007-01-10'), metastasis('2007-02-01'), cycle('2007-03'), died('2008')];
    expect(await rowOf('OS', monthOnly)).toMatchObject({
      // The 15th and the 1st of July.
      ...{ STARTDT: '2007-03-15', STARTDTF: 'D', ADT: '2008-07-01', ADTF: 'M', AVAL: '475' },
    });
    expect(await rowOf('OS', [...treated, died('2008-07-01')])).toMatchObject({ STARTDTF: '', ADTF: '' });
  });

  it('has days and no dates for a patient with relative days', async () => {
    const lines = [registered('+0', 'relative'), metastasis('+0'), cycle('+30'), died('+100')];
    expect(await rowOf('OS', lines)).toMatchObject({
      ...{ STARTDT: '', ADT: '', STARTDY: '30', ADY: '100', AVAL: '71', CNSR: '0', SRCVAR: 'relative_day' },
    });
  });

  it('has no row for what cannot be evaluated, and counts it in the manifest', async () => {
    const { rows, manifest } = await exported('adtte', logOf({ p1: [...treated, died('2008-01-01')] }));
    expect(rows('adtte.csv').map(({ PARAMCD }) => PARAMCD)).toEqual(['OS', 'PFS', 'TTP', 'TTF']);
    expect(manifest.notEvaluable).toMatchObject({ 'responseDuration.unconfirmed': { 'no-response': 1 } });
  });

  it('counts the duration of response from the response, and disease-free survival from the resection', async () => {
    const lines = [
      ...treated,
      ...[ctAt('2007-02-20'), ctAt('2007-05-01'), response('2007-05-01', 'PR'), hepatectomy('2007-06-10', 'R0')],
      ...[ctAt('2007-08-01'), response('2007-08-01', 'PD'), progression('2007-08-01')],
    ];
    // 1 May to 1 August: 92 days; 10 June to 1 August: 52 days.
    expect(await rowOf('RSD', lines)).toMatchObject({
      STARTDT: '2007-05-01',
      ADT: '2007-08-01',
      AVAL: '93',
      CNSR: '0',
    });
    expect(await rowOf('DFS', lines)).toMatchObject({
      STARTDT: '2007-06-10',
      ADT: '2007-08-01',
      AVAL: '53',
      CNSR: '0',
    });
  });

  it('has names of at most 8 characters and labels of at most 40, as SAS takes them', async () => {
    const { folder } = await exported('adtte', logOf({ p1: treated }));
    const { resources } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
      resources: { schema: { fields: { name: string; title: string }[] } }[];
    };
    const fields = resources[0]!.schema.fields;
    expect(fields).toHaveLength(23);
    for (const { name, title } of fields) {
      expect(name).toMatch(/^[A-Z]{1,8}$/);
      expect(title).toMatch(/^.{1,40}$/);
    }
  });
});
