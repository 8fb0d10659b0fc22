import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { outcomesOf, type Line } from '../../outcomes/history.js';
import * as course from '../../outcomes/history.js';
import { duckdb } from '../../outside-readers.js';
import { exported, logOf } from './exported.js';

const PFS = readFileSync(fileURLToPath(new URL('../../../examples/duckdb/pfs.sql', import.meta.url)), 'utf8');
const begun: readonly Line[] = [course.registered('2007-01-10'), course.metastasis('2007-02-01')];

/** Each patient is one reason to stop counting, or one way in which a record is changed. */
const patients: Readonly<Record<string, readonly Line[]>> = {
  progressed: [...begun, course.progression('2007-08-01'), course.died('2008-01-01')],
  'read as progression': [...begun, course.response('2007-06-01', 'SD'), course.response('2007-09-01', 'PD')],
  'only a marker rose': [...begun, course.progression('2007-08-01', 'marker'), course.seen('2007-10-01')],
  'progressed before': [...begun, course.progression('2007-01-20'), course.seen('2007-10-01')],
  'progressed and died on one day': [...begun, course.progression('2007-08-01'), course.died('2007-08-01')],
  'progression dated after death': [...begun, course.died('2007-08-01'), course.progression('2007-09-01')],
  'died first': [...begun, course.died('2007-12-24')],
  'died on an unknown day': [...begun, course.died('unknown')],
  'died before time zero': [...begun, course.died('2007-01-15')],
  'seen last': [...begun, course.cycle('2007-03-01'), course.seen('2007-06-01')],
  'nothing but time zero': begun,
  'no metastasis': [course.registered('2007-01-10'), course.seen('2007-03-01')],
  'course until July': [
    ...begun,
    ['2007-03-01', 'ChemotherapyCourseGiven', { regimen: 'FOLFOX', lastDay: '2007-07-09' }],
  ],
  'progression moved': [
    ...begun,
    course.progression('2007-08-01'),
    course.corrected('progression@2007-08-01', '2007-09-01', { basis: 'imaging' }),
  ],
  'progression moved twice': [
    ...begun,
    course.progression('2007-08-01'),
    course.corrected('progression@2007-08-01', '2007-09-01', { basis: 'imaging' }, 'first'),
    course.corrected('progression@2007-08-01', '2007-10-01', { basis: 'imaging' }, 'second'),
  ],
  'progression became a marker': [
    ...begun,
    course.progression('2007-08-01'),
    course.corrected('progression@2007-08-01', '2007-08-01', { basis: 'marker' }),
  ],
  'progression became unknown': [
    ...begun,
    course.progression('2007-08-01'),
    course.seen('2007-10-01'),
    course.corrected('progression@2007-08-01', 'unknown', { basis: 'imaging' }),
  ],
  'progression taken back': [
    ...begun,
    course.progression('2007-08-01'),
    course.seen('2007-10-01'),
    course.retracted('progression@2007-08-01'),
  ],
  'corrected, then taken back': [
    ...begun,
    course.progression('2007-08-01'),
    course.corrected('progression@2007-08-01', '2007-09-01', { basis: 'imaging' }),
    course.retracted('progression@2007-08-01'),
    course.seen('2007-11-01'),
  ],
  'days without a calendar': [
    course.registered('+0', 'relative'),
    course.metastasis('-3'),
    course.response('+40', 'PD'),
  ],
};

async function timesOf(histories: typeof patients, timeZero: string) {
  const { folder } = await exported('events-parquet', logOf(histories));
  const [[median] = [], rows = []] = await duckdb(
    { log: join(folder, 'events.parquet'), time_zero: timeZero },
    PFS,
    'FROM pfs',
  );
  return {
    median,
    times: new Map(rows.map(({ patient_id, status, days, reason }) => [patient_id, { status, days, reason }])),
  };
}

describe('PFS that DuckDB reads from the event log', () => {
  it.each(['metastasis', 'registration', 'first-treatment'])(
    "has each patient's days, status and reason as the service derives them, from %s",
    async (timeZero) => {
      const { times } = await timesOf(patients, timeZero);
      const derived = Object.entries(patients).map(([patient, lines]) => {
        const { status, days, reason } = outcomesOf(lines, { ruleSet: 'as-recorded', timeZero }).endpoints.pfs;
        return [patient, { status, days: days === null ? null : String(days), reason: reason.code }];
      });
      expect(Object.fromEntries(times)).toEqual(Object.fromEntries(derived));
    },
  );

  it('leaves a patient out whose progression has a month alone: it imputes nothing', async () => {
    const { times } = await timesOf({ p1: [...begun, course.progression('2007-08')] }, 'metastasis');
    expect(times.get('p1')).toEqual({ status: 'not-evaluable', days: null, reason: 'needs-imputation' });
  });

  it('leaves out who was merged, on either side', async () => {
    const { times } = await timesOf(
      {
        kept: [...begun, course.seen('2007-09-01'), ['', 'PatientsMerged', { otherPatientId: 'other' }]],
        other: [...begun, course.seen('2007-10-01')],
        third: [...begun, course.seen('2007-10-01')],
      },
      'metastasis',
    );
    expect([...times.values()].map(({ reason }) => reason)).toEqual(['needs-merging', 'needs-merging', 'no-event']);
  });

  it('has the median in the middle of the interval over which half of the patients are free', async () => {
    // Two patients, progressions after 10 and 20 days: the curve lies at 1/2 from day 10 to day 20, so 15, as in R.
    const { median } = await timesOf(
      {
        p1: [course.registered('+0', 'relative'), course.response('+10', 'PD')],
        p2: [course.registered('+0', 'relative'), course.response('+20', 'PD')],
      },
      'registration',
    );
    expect(median).toEqual({ n: '2', events: '2', median: 15 });
  });

  it('has no median where more than half of the patients are free at the end', async () => {
    const { median } = await timesOf({ p1: [course.registered('+0', 'relative'), course.seen('+90')] }, 'registration');
    expect(median).toEqual({ n: '1', events: '0', median: null });
  });

  it('refuses a time zero that it does not know', async () => {
    await expect(timesOf(patients, 'diagnosis')).rejects.toThrow('time_zero is none of');
  });
});
