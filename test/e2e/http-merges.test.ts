import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import {
  correction,
  followedUp,
  liverMetastasis,
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
const merge = (otherPatientId: string) => ({
  type: 'PatientsMerged',
  data: { otherPatientId },
  reason: { code: 'same-person', text: 'same birth date' },
});
const unmerge = (otherPatientId: string) => ({
  type: 'PatientsUnmerged',
  data: { otherPatientId },
  reason: { code: 'not-same-person' },
});
const cohort = async (): Promise<readonly string[]> => {
  const { body } = await request(service.url).post('/analyses/os').send({ cohort: 'all' });
  return [...body.patients, ...body.excluded].map(({ patientId }: { patientId: string }) => patientId);
};

describe('A patient who was registered twice, over HTTP', () => {
  it('is one after the merge in timeline, outcomes, history and cohorts, and two again after the un-merge', async () => {
    const ward = await registeredPatient(service.url);
    const clinic = await registeredPatient(service.url);
    await record(service.url, clinic, [liverMetastasis('2007-02-12'), progression('2008-02-01')]);
    const { position } = await record(service.url, ward, merge(clinic));

    const { body, headers } = await get(`/patients/${clinic}/timeline`).expect(200);
    expect(body).toMatchObject({
      patientId: ward,
      mergedInto: ward,
      merges: [
        { type: 'PatientsMerged', otherPatientId: clinic, reason: { code: 'same-person', text: 'same birth date' } },
      ],
    });
    expect(body.entries.map(({ type }: { type: string }) => type)).toEqual([
      'DiagnosisMade',
      'PatientRegistered',
      'ProgressionDocumented',
    ]);
    expect((await get(`/patients/${clinic}/outcomes`).expect(200)).body).toMatchObject({
      patientId: ward,
      mergedInto: ward,
    });
    expect((await get(`/patients/${ward}/events`).expect(200)).body.events).toHaveLength(5);
    expect(await cohort()).toEqual(expect.arrayContaining([ward]));
    expect(await cohort()).not.toContain(clinic);
    // The tag of either is that of the one record.
    await request(service.url)
      .post(`/patients/${clinic}/events`)
      .set('If-Match', headers['etag'] as string)
      .send(followedUp('2008-05-01'))
      .expect(201);

    await record(service.url, ward, unmerge(clinic));
    const apart = (await get(`/patients/${clinic}/timeline`).expect(200)).body;
    expect(apart).toMatchObject({ patientId: clinic, mergedInto: null });
    expect(apart.entries).toHaveLength(4);
    expect((await get(`/patients/${ward}/timeline`).expect(200)).body.entries).toHaveLength(1);
    expect(await cohort()).toEqual(expect.arrayContaining([ward, clinic]));
    expect((await get(`/patients/${clinic}/timeline?asOf=${position}`).expect(200)).body.mergedInto).toBe(ward);
  });

  it('is shown anew where the timeline was sent before the merge', async () => {
    const ward = await registeredPatient(service.url);
    const clinic = await registeredPatient(service.url);
    await get(`/patients/${clinic}/timeline`).expect(200);
    await record(service.url, ward, merge(clinic));
    expect((await get(`/patients/${clinic}/timeline`).expect(200)).body.mergedInto).toBe(ward);
  });

  it('is refused with code, place and remedy where it cannot be', async () => {
    const ward = await registeredPatient(service.url);
    const { body } = await request(service.url).post(`/patients/${ward}/events`).send(unmerge('nobody')).expect(422);
    expect(body).toMatchObject({ code: 'not-merged', pointer: '/data/otherPatientId', remedy: expect.any(String) });
  });
});

describe('An event of the wrong patient, over HTTP', () => {
  it('is moved by one request, and the same request again changes nothing', async () => {
    const [here, there] = [await registeredPatient(service.url), await registeredPatient(service.url)];
    const wrong = progression('2008-02-01');
    await record(service.url, here, wrong);
    const move = (status: number) =>
      request(service.url)
        .post(`/patients/${here}/events/${wrong.id}/move`)
        .send({ to: there, reason: 'same name' })
        .expect(status);
    const { body } = await move(201);
    expect(body.recorded.patientId).toBe(there);
    expect((await move(200)).body).toEqual(body);
    const { events } = (await get(`/patients/${here}/events`).expect(200)).body;
    expect(events.at(-1)).toMatchObject({
      id: body.retracted.id,
      causationId: wrong.id,
      reason: { code: 'wrong-patient', text: 'same name' },
    });
  });

  it.each([
    [{}, 422, 'missing-field', '/to'],
    [{ to: 'Jane Doe' }, 400, 'bad-patient-id', '/to'],
    [{ to: 'x', why: 'so' }, 422, 'unknown-field', '/why'],
    [{ to: 'x', acknowledge: 'yes' }, 422, 'invalid-field', '/acknowledge'],
  ])('is not moved by %j', async (body, status, code, pointer) => {
    const here = await registeredPatient(service.url);
    const answer = await request(service.url).post(`/patients/${here}/events/${here}/move`).send(body).expect(status);
    expect(answer.body).toMatchObject({ code, pointer });
  });
});

describe('What was learnt between two moments, over HTTP', () => {
  it('is what was added, corrected field by field, retracted and why, and what that did to the endpoints', async () => {
    const patientId = await registeredPatient(service.url);
    const [visit, found] = [followedUp('2007-12-01'), progression('2008-02-01')];
    const { position: from } = await record(service.url, patientId, [liverMetastasis('2007-02-12'), visit, found]);
    await record(service.url, patientId, correction(found.id, '2008-01-01', { basis: 'imaging', sites: ['lung'] }));
    await record(service.url, patientId, retraction(visit.id));
    const later = followedUp('2008-06-01');
    const { position: to } = await record(service.url, patientId, later);
    const rules = 'ruleSet=as-recorded&timeZero=registration';
    const { body } = await get(`/patients/${patientId}/timeline/diff?from=${from}&to=${to}&${rules}`).expect(200);
    expect(body).toMatchObject({
      patientId,
      mergedInto: null,
      from: { position: from, revision: 3 },
      to: { position: to, revision: 6 },
      ruleSet: 'as-recorded',
      learnt: [
        {
          type: 'EventCorrected',
          of: { id: found.id, type: 'ProgressionDocumented' },
          reason: { code: 'transcription' },
          differences: [
            { path: 'occurredOn', before: '2008-02-01', after: '2008-01-01' },
            { path: 'data.sites', before: 'liver', after: 'lung' },
          ],
        },
        { type: 'EventRetracted', of: { id: visit.id }, states: null, reason: { code: 'duplicate' } },
        { id: later.id, of: null, states: { occurredOn: '2008-06-01' }, before: null },
      ],
      merges: [],
      gone: [],
    });
    // From 2007-02-20 to 2008-02-01 are 346 days, to 2008-01-01 are 315.
    const pfs = body.endpoints.find(({ endpoint }: { endpoint: string }) => endpoint === 'pfs');
    expect(pfs.differences).toContainEqual({ path: 'days', before: 346, after: 315 });
  });

  it.each([
    ['', '/from'],
    ['?from=1&to=0', '/to'],
    ['?from=soon', '/from'],
    ['?from=0&to=999999', '/to'],
    ['?from=0&until=1', '/until'],
  ])('is refused for (%s)', async (query, pointer) => {
    const patientId = await registeredPatient(service.url);
    const { body } = await get(`/patients/${patientId}/timeline/diff${query}`).expect(400);
    expect(body.pointer).toBe(pointer);
  });
});
