import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import {
  baselineCt,
  correction,
  firstCycle,
  liverMetastasis,
  progression,
  record,
  registeredPatient,
  unresectable,
} from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

// Only the calendar is ours: timers, and with them sockets and files, go on as they are.
const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
] as const;
const OTHERS = ['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const;

const ct = baselineCt('2007-02-26');
const cycle = firstCycle('2007-03-02');
const progressed = progression('2007-04-30');
const corrected = correction(progressed.id, '2007-05-14', progressed.data);

let service: Service;
let patientId: string;
let beforeCorrection: number;
beforeAll(async () => {
  jest.useFakeTimers({ now: new Date('2026-03-02T08:00:00.000Z'), doNotFake: [...TIMERS, ...OTHERS] });
  service = await startService(temporaryFolder());
  patientId = await registeredPatient(service.url);
  const course = [liverMetastasis('2007-02-12'), unresectable('2007-02-27'), ct, cycle, progressed];
  ({ position: beforeCorrection } = await record(service.url, patientId, course));
  jest.setSystemTime(new Date('2026-03-09T16:30:00.000Z'));
  await record(service.url, patientId, corrected);
  jest.setSystemTime(new Date('2026-03-10T08:00:00.000Z'));
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
  jest.useRealTimers();
});

const read = async (what: 'timeline' | 'outcomes' | 'events', query: Record<string, string> = {}) =>
  request(service.url).get(`/patients/${patientId}/${what}`).query(query);

// 2 March 2007 to 30 April: 29 days left of March, 30 of April. To 14 May: 14 more. 59 / 30.4375 = 1.94, 73 / 30.4375 = 2.40.
const UNCORRECTED = { status: 'event', days: 59, months: 1.94, date: '2007-04-30' };
const CORRECTED = { status: 'event', days: 73, months: 2.4, date: '2007-05-14' };

describe('the outcomes of a patient whose progression was redated a week after it was recorded', () => {
  it('are those of the correction, each with its reason and the events behind it', async () => {
    const { body, headers } = await read('outcomes');
    expect(body).toMatchObject({
      patientId,
      revision: 6,
      dateBasis: 'calendar',
      ruleSet: 'fda-2007-table-a',
      timeZero: 'first-line-treatment',
      options: { liverSurgery: 'ignore', schedule: { interval: 56, window: 7 }, partialDates: 'middle' },
      asOf: { position: 6, recordedAt: '2026-03-09T16:30:00.000Z' },
      cutOff: null,
      findings: [],
    });
    expect(headers['etag']).toBe('"6"');
    const { pfs, os, conversion, bestResponse, metastases } = body.endpoints;
    expect(pfs).toEqual({
      ...CORRECTED,
      start: '2007-03-02',
      reason: { code: 'progression', text: expect.any(String) },
      imputed: false,
      evidence: expect.arrayContaining([ct.id, cycle.id, progressed.id, corrected.id]),
    });
    // Last seen alive on the day of the progression.
    expect(os).toMatchObject({ status: 'censored', days: 73, reason: { code: 'no-event' } });
    expect(conversion).toMatchObject({ initial: 'unresectable', converted: false });
    expect(bestResponse).toMatchObject({ unconfirmed: 'PD', date: '2007-05-14' });
    expect(metastases).toMatchObject({ timing: 'synchronous', asStated: true });
  });

  it.each([
    ['the position before the correction', () => String(beforeCorrection), UNCORRECTED],
    ['the position of the correction', () => String(beforeCorrection + 1), CORRECTED],
    ['the instant before the correction', () => '2026-03-09T16:29:59.999Z', UNCORRECTED],
    ['the instant of the correction', () => '2026-03-09T16:30:00Z', CORRECTED],
    ['that instant, on the clock of another zone', () => '2026-03-09T17:30:00+01:00', CORRECTED],
    ['the day before the correction', () => '2026-03-08', UNCORRECTED],
    ['the day of the correction', () => '2026-03-09', CORRECTED],
    ['today, which has not ended', () => '2026-03-10', CORRECTED],
  ])('as of %s are those that were known then', async (_, asOf, pfs) => {
    const { body } = await read('outcomes', { asOf: asOf() });
    expect(body.endpoints.pfs).toMatchObject(pfs);
    expect(body.asOf.position).toBe(pfs === CORRECTED ? beforeCorrection + 1 : beforeCorrection);
  });

  it('as of a moment without a zone, or after now, are refused', async () => {
    expect(await read('outcomes', { asOf: '2026-03-09T16:30:00' })).toMatchObject({ status: 400 });
    expect(await read('outcomes', { asOf: '2026-03-10T08:00:00.001Z' })).toMatchObject({ status: 400 });
    expect(await read('outcomes', { asOf: '2026-03-11' })).toMatchObject({ status: 400 });
    expect(await read('outcomes', { asOf: String(beforeCorrection + 2) })).toMatchObject({ status: 400 });
  });

  it('are censored at the last assessment before a cut-off that lies before the progression', async () => {
    const { body } = await read('outcomes', { cutOff: '2007-04-15' });
    expect(body).toMatchObject({ cutOff: '2007-04-15', endpoints: { pfs: { status: 'censored', days: 0 } } });
  });

  it('as recorded count from the time zero that is named', async () => {
    // 20 February 2007, the enrolment, to 14 May: 8 days left of February, 31 of March, 30 of April, 14 of May.
    const { body } = await read('outcomes', { ruleSet: 'as-recorded', timeZero: 'registration' });
    expect(body).toMatchObject({ ruleSet: 'as-recorded', timeZero: 'registration' });
    expect(body.endpoints.pfs).toMatchObject({ status: 'event', days: 83, start: '2007-02-20' });
  });
});

describe('the timeline of that patient', () => {
  it('as of a day before the correction shows the first record, at its revision', async () => {
    const { body, headers } = await read('timeline', { asOf: '2026-03-08' });
    expect(headers['etag']).toBe('"5"');
    expect(body.asOf).toEqual({ position: beforeCorrection, recordedAt: '2026-03-02T08:00:00.000Z' });
    expect(body.entries.at(-1)).toMatchObject({ occurredOn: '2007-04-30', status: 'current', history: [] });
  });

  it('as of a day before the registration knows no patient', async () => {
    for (const what of ['timeline', 'outcomes', 'events'] as const) {
      const { status, body } = await read(what, { asOf: '2026-03-01' });
      expect({ status, code: body.code, detail: body.detail }).toEqual({
        status: 404,
        code: 'patient-unknown',
        detail: 'no such patient was known then',
      });
    }
  });

  it('as raw history ends where the log then ended', async () => {
    const { body } = await read('events', { asOf: '2026-03-08' });
    expect(body.events).toHaveLength(6);
    expect(body).toMatchObject({ revision: 5, asOf: { position: beforeCorrection } });
  });
});
