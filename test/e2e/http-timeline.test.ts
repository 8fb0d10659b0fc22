import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import {
  REGISTRATION,
  correction,
  followedUp,
  liverMetastasis,
  liverResection,
  progression,
  record,
  registeredPatient,
  retraction,
} from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
beforeAll(async () => {
  service = await startService(temporaryFolder());
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const get = (path: string) => request(service.url).get(path);

interface Entry {
  readonly id: string;
  readonly occurredOn: string;
  readonly status: string;
  readonly history: readonly object[];
}
async function entriesOf(patientId: string, query = ''): Promise<readonly Entry[]> {
  const { body } = await get(`/patients/${patientId}/timeline${query}`).expect(200);
  return body.entries;
}

describe('the timeline of a patient', () => {
  it('says what it saw, and of each event what, when, by whom', async () => {
    const patientId = await registeredPatient(service.url);
    const metastasis = { ...liverMetastasis('2007-02-12'), note: 'seen by both readers', source: { system: 'ward' } };
    const { position } = await record(service.url, patientId, metastasis);
    const { body, headers } = await get(`/patients/${patientId}/timeline`).expect(200);
    const instant = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(body).toEqual({
      patientId,
      mergedInto: null,
      revision: 1,
      dateBasis: 'calendar',
      synthetic: false,
      asOf: { position, recordedAt: instant },
      asKnownAtSource: null,
      cutOff: null,
      merges: [],
      entries: [
        {
          ...metastasis,
          version: 1,
          status: 'current',
          correctedBy: null,
          position,
          revision: 1,
          recordedAt: instant,
          recordedBy: { subject: expect.any(String), role: 'local-user', organisation: 'local' },
          history: [],
        },
        expect.objectContaining({ id: patientId, type: 'PatientRegistered', data: REGISTRATION.data, revision: 0 }),
      ],
    });
    expect(headers['etag']).toBe('"1"');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('stands in the order of the clinical dates, a month where it begins, an undated event last', async () => {
    const patientId = await registeredPatient(service.url);
    const dates = ['unknown', '2008-03-01', '2009', '2008-03', '2007-06-15'];
    await record(service.url, patientId, dates.map(followedUp));
    const entries = await entriesOf(patientId);
    expect(entries.map(({ occurredOn }) => occurredOn)).toEqual([
      '2007-02-20',
      '2007-06-15',
      // Recorded before the month without its day, and both may be the first of March.
      '2008-03-01',
      '2008-03',
      '2009',
      'unknown',
    ]);
  });

  it('shows what holds now in place of a corrected event, with both statements below it', async () => {
    const patientId = await registeredPatient(service.url);
    const first = progression('2007-04-30');
    await record(service.url, patientId, first);
    const corrected = correction(first.id, '2007-05-14', { basis: 'imaging', sites: ['lung'] });
    await record(service.url, patientId, corrected);
    const [, entry] = await entriesOf(patientId);
    expect(entry).toMatchObject({
      id: first.id,
      type: 'ProgressionDocumented',
      status: 'corrected',
      correctedBy: corrected.id,
      occurredOn: '2007-05-14',
      data: { basis: 'imaging', sites: ['lung'] },
      history: [
        { id: first.id, occurredOn: '2007-04-30', data: { sites: ['liver'] } },
        { id: corrected.id, reason: { code: 'transcription' }, occurredOn: '2007-05-14', data: { sites: ['lung'] } },
      ],
    });
  });

  it('shows a retracted event as retracted, with the reason', async () => {
    const patientId = await registeredPatient(service.url);
    const visit = followedUp('2008-01-10');
    const withdrawn = retraction(visit.id);
    await record(service.url, patientId, [visit, withdrawn]);
    const [, entry] = await entriesOf(patientId);
    expect(entry).toMatchObject({
      id: visit.id,
      status: 'retracted',
      history: [{ id: visit.id }, { id: withdrawn.id, type: 'EventRetracted', reason: { code: 'duplicate' } }],
    });
  });

  it('opens the sealed fields to who may read it', async () => {
    const sealed = { birthDate: '1948-05-17', identifiers: [{ system: 'ward', value: 'MRN-4711' }] };
    const data = { ...REGISTRATION.data, ...sealed };
    const patientId = await registeredPatient(service.url, { ...REGISTRATION, data });
    expect(await entriesOf(patientId)).toEqual([expect.objectContaining({ data })]);
  });

  it('leaves out what happened after the cut-off, and keeps what has no date', async () => {
    const patientId = await registeredPatient(service.url);
    await record(service.url, patientId, ['2007-12-31', '2008-01-01', '2008', 'unknown'].map(followedUp));
    const { body } = await get(`/patients/${patientId}/timeline?cutOff=2007-12-31`).expect(200);
    expect(body.cutOff).toBe('2007-12-31');
    expect(body.entries.map(({ occurredOn }: Entry) => occurredOn)).toEqual(['2007-02-20', '2007-12-31', 'unknown']);
  });

  it('of relative days is cut off at a relative day', async () => {
    const registration = { occurredOn: '+0', data: { dateBasis: 'relative', anchor: 'diagnosis' } };
    const patientId = await registeredPatient(service.url, registration);
    await record(service.url, patientId, ['+365', '+366'].map(followedUp));
    const entries = await entriesOf(patientId, `?cutOff=${encodeURIComponent('+365')}`);
    expect(entries.map(({ occurredOn }) => occurredOn)).toEqual(['+0', '+365']);
  });

  it('can be asked to hold a revision that was answered', async () => {
    const patientId = await registeredPatient(service.url);
    await get(`/patients/${patientId}/timeline?atLeast=0`).expect(200);
    const { body, headers } = await get(`/patients/${patientId}/timeline?atLeast=1`).expect(503);
    expect(body).toMatchObject({ code: 'not-yet-known', pointer: '/atLeast' });
    expect(headers['retry-after']).toBe('1');
  });
});

describe('the raw history of a patient', () => {
  it('holds every event as it was recorded, the correction beside what it corrects', async () => {
    const patientId = await registeredPatient(service.url);
    const resection = { ...liverResection('2007-07-21'), note: 'left lobe' };
    const corrected = correction(resection.id, '2007-07-22', resection.data);
    await record(service.url, patientId, [liverMetastasis('2007-02-12'), resection]);
    const { position } = await record(service.url, patientId, corrected);
    const { body, headers } = await get(`/patients/${patientId}/events`).expect(200);
    expect(headers['etag']).toBe('"3"');
    expect(body).toMatchObject({ patientId, revision: 3, asOf: { position, recordedAt: expect.any(String) } });
    expect(body.events.map(({ revision, type }: { revision: number; type: string }) => [revision, type])).toEqual([
      [0, 'PatientRegistered'],
      [1, 'DiagnosisMade'],
      [2, 'ResectionPerformed'],
      [3, 'EventCorrected'],
    ]);
    const recordedBy = { role: 'local-user', organisation: 'local' };
    expect(body.events[2]).toMatchObject({ ...resection, version: 1, patientId, recordedBy, position: position - 1 });
    expect(body.events[3]).toMatchObject({ ...corrected, position });
  });

  it('names the request that recorded an event', async () => {
    const patientId = await registeredPatient(service.url);
    const { headers } = await request(service.url)
      .post(`/patients/${patientId}/events`)
      .send(followedUp('2008-01-10'))
      .expect(201);
    const { body } = await get(`/patients/${patientId}/events`).expect(200);
    expect(body.events[1].correlationId).toBe(headers['x-request-id']);
  });
});

describe('a read that cannot be answered', () => {
  it.each(['timeline', 'outcomes', 'events'])('of the %s of a patient nobody knows is 404', async (what) => {
    const { body, headers } = await get(`/patients/nobody/${what}`).expect(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ code: 'patient-unknown', remedy: 'Check the id, or register the patient first.' });
  });

  it.each([
    ['timeline?cutoff=2009-12-31', 'unknown-parameter', '/cutoff'],
    ['outcomes?rule-set=as-recorded', 'unknown-parameter', '/rule-set'],
    ['events?cutOff=2009-12-31', 'unknown-parameter', '/cutOff'],
    ['timeline?asOf=0&asOf=1', 'bad-query', '/asOf'],
    ['timeline?cutOff=2009-12', 'bad-cut-off', '/cutOff'],
    ['timeline?cutOff=2009-02-30', 'bad-cut-off', '/cutOff'],
    ['timeline?atLeast=soon', 'bad-query', '/atLeast'],
    ['timeline?asOf=last%20week', 'bad-as-of', '/asOf'],
    ['timeline?asOf=2026-03-01T10:00:00', 'bad-as-of', '/asOf'],
    ['timeline?asOf=9000-01-01', 'as-of-in-future', '/asOf'],
    ['timeline?asOf=9000-01-01T00:00:00Z', 'as-of-in-future', '/asOf'],
    ['outcomes?asOf=999999', 'as-of-in-future', '/asOf'],
    ['outcomes?ruleSet=as-recorded', 'time-zero-required', '/timeZero'],
    ['outcomes?ruleSet=recist', 'unknown-rule-set', '/ruleSet'],
    ['outcomes?timeZero=birth', 'unknown-time-zero', '/timeZero'],
    ['outcomes?cutOff=2009', 'bad-cut-off', '/cutOff'],
  ])('(%s) is refused: %s', async (path, code, pointer) => {
    const patientId = await registeredPatient(service.url);
    const { body } = await get(`/patients/${patientId}/${path}`).expect(400);
    expect(body).toMatchObject({ status: 400, code, pointer, remedy: expect.stringMatching(/./) });
  });

  it('for the id of the patient is refused before anything is read', async () => {
    expect((await get('/patients/Jane%20Doe/timeline').expect(400)).body.code).toBe('bad-patient-id');
  });

  it('from an address where there is nothing says where the addresses stand', async () => {
    const { body } = await get('/patients/crlm-1/diagnoses').expect(404);
    expect(body).toMatchObject({ code: 'no-such-route', remedy: 'See /docs for what there is.' });
  });

  it('from an address that is no text is refused', async () => {
    expect((await get('/patients/%ZZ/timeline').expect(400)).body.code).toBe('malformed');
  });
});
