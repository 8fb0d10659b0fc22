import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { patientStream } from '../../src/events/index.js';
import { REGISTRATION, followedUp, record, registeredPatient } from './patient.js';
import { readiness, removeFolder, startService, temporaryFolder, type Service } from './server.js';
import { LOG_IN_FOLDER } from './stores.js';

let service: Service;
beforeEach(async () => {
  service = await startService(temporaryFolder());
});
afterEach(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const get = (path: string) => request(service.url).get(path);

describe('a service with nothing wrong', () => {
  it('is alive, and ready with an empty log', async () => {
    await get('/health/live').expect(200, { status: 'ok' });
    await get('/health/ready').expect(200, {
      status: 'ok',
      log: { position: null, recordedAt: null },
      sequencing: LOG_IN_FOLDER ? null : { leads: true, waiting: 0, seconds: 0, failure: null },
      projection: { position: null, lag: 0, stoppedBy: null },
      signing: { signed: null, unsigned: 0, frozen: null, failure: null, anchors: [] },
    });
  });

  it('is ready when every recorded event is in what is read', async () => {
    const patientId = await registeredPatient(service.url);
    const { position } = await record(service.url, patientId, [followedUp('2008-01-10'), followedUp('2008-04-10')]);
    const body = await readiness(service.url, { status: 200, lag: 0 });
    expect(body).toMatchObject({ log: { position }, projection: { position, lag: 0, stoppedBy: null } });
  });
});

describe('a log that holds an event of a newer version than the service knows', () => {
  const poison = {
    id: randomUUID(),
    type: 'FollowedUp',
    version: 2,
    occurredOn: '2008-01-10',
    data: { status: 'alive' },
  };
  let patientId: string;
  let other: string;
  beforeEach(async () => {
    patientId = await registeredPatient(service.url);
    other = await registeredPatient(service.url);
    const recordedBy = { subject: 'a newer service', role: 'local-user', organisation: 'local' };
    const recordedAt = new Date().toISOString();
    await service.adapters.store.append(patientStream(patientId), 0, [
      { ...poison, patientId, recordedAt, recordedBy },
    ]);
  });

  it('makes the service not ready, and the event is named with the reason', async () => {
    const body = await readiness(service.url, { status: 503, lag: 1 });
    expect(body).toMatchObject({
      status: 'not-ready',
      log: { position: 2 },
      projection: { position: 1, lag: 1, stoppedBy: { position: 2, eventId: poison.id } },
    });
    expect(body).toMatchObject({
      projection: {
        stoppedBy: { why: expect.stringContaining('FollowedUp version 2 is newer than the version 1') },
      },
    });
    await get('/health/live').expect(200);
  });

  it('is not skipped: that patient is not read without it, in the raw history it stands', async () => {
    for (const what of ['timeline', 'outcomes', 'timeline?asOf=2']) {
      const { body } = await get(`/patients/${patientId}/${what}`).expect(503);
      expect(body).toMatchObject({ code: 'unreadable-event', remedy: expect.stringContaining('newer version') });
    }
    expect((await get(`/patients/${patientId}/timeline?asOf=1`).expect(200)).body).toMatchObject({ revision: 0 });
    const { body } = await get(`/patients/${patientId}/events`).expect(200);
    expect(body.events).toMatchObject([{ revision: 0 }, poison]);
  });

  it('keeps nobody from reading other patients, what was recorded after it included', async () => {
    const { body: registered } = await request(service.url).post('/patients').send(REGISTRATION).expect(201);
    expect((await get(`/patients/${registered.patientId}/timeline`).expect(200)).body).toMatchObject({ revision: 0 });
    const { position } = await record(service.url, other, followedUp('2008-04-10'));
    for (const what of ['timeline', 'outcomes', 'timeline?atLeast=1']) {
      const { body } = await get(`/patients/${other}/${what}`).expect(200);
      expect(body).toMatchObject({ revision: 1, asOf: { position } });
    }
    expect((await get('/patients/nobody/timeline').expect(404)).body.code).toBe('patient-unknown');
  });

  it('takes no further event of that patient, and says why', async () => {
    const answer = await request(service.url).post(`/patients/${patientId}/events`).send(followedUp('2008-04-10'));
    expect(answer).toMatchObject({ status: 503, body: { code: 'unreadable-event' } });
  });

  it('stops the service again after a restart, until a newer version reads it', async () => {
    await service.stop();
    service = await startService(service.folder);
    const { projection } = await readiness(service.url, { status: 503, lag: 1 });
    expect(projection).toMatchObject({ stoppedBy: { position: 2, eventId: poison.id } });
  });
});
