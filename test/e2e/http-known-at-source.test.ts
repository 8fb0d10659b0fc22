import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { correction, progression, record } from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

const progressed = { ...progression('2007-04-30'), source: { recordedOn: '2007-05' } };
const corrected = {
  ...correction(progressed.id, '2007-05-14', progressed.data),
  source: { recordedOn: '2008-02-01' },
};

describe('a patient of whom the source learnt month by month', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService(temporaryFolder());
    const registration = { patientId: 'p1', occurredOn: '2007-01-01', data: { dateBasis: 'calendar' } };
    await request(service.url)
      .post('/patients')
      .send({ ...registration, source: { recordedOn: '2007-01-10' } })
      .expect(201);
    await record(service.url, 'p1', [progressed, corrected]);
  });
  afterAll(async () => {
    await service.stop();
    removeFolder(service.folder);
  });
  const read = async (what: string, query: Record<string, string>) =>
    request(service.url).get(`/patients/p1/${what}`).query(query);

  it.each([
    ['2007-04', []],
    ['2007-05-30', []],
    ['2007', ['2007-04-30']],
    ['2008-02-01', ['2007-05-14']],
  ])('has the progression that was known by %s, in the timeline', async (asKnownAtSource, dates) => {
    const { body } = await read('timeline', { asKnownAtSource });
    const entries = body.entries as { id: string; occurredOn: string }[];
    expect(entries.filter(({ id }) => id === progressed.id).map(({ occurredOn }) => occurredOn)).toEqual(dates);
  });

  it('has the outcomes of then, which say of what day they are', async () => {
    const asked = { ruleSet: 'as-recorded', timeZero: 'registration' };
    // 1 January to 30 April 2007: 30 + 28 + 31 + 30 days.
    expect((await read('outcomes', { ...asked, asKnownAtSource: '2007' })).body).toMatchObject({
      asKnownAtSource: '2007-12-31',
      endpoints: { pfs: { days: 119 } },
    });
    // 14 days later.
    expect((await read('outcomes', asked)).body).toMatchObject({
      asKnownAtSource: null,
      endpoints: { pfs: { days: 133 } },
    });
  });

  it('is not there before the source knew of him', async () => {
    const { status, body } = await read('timeline', { asKnownAtSource: '2006' });
    expect([status, body.code, body.detail]).toEqual([404, 'patient-unknown', 'no such patient was known then']);
  });

  it.each([
    ['+12', 'bad-as-of'],
    ['9000', 'as-of-in-future'],
  ])('is refused to who asks for %s', async (asKnownAtSource, code) => {
    for (const what of ['timeline', 'outcomes']) {
      const { status, body } = await read(what, { asKnownAtSource });
      expect([status, body.code, body.pointer]).toEqual([400, code, '/asKnownAtSource']);
    }
  });
});
