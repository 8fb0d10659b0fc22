import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { REGISTRATION, correction, followedUp, registeredPatient, retraction } from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let service: Service;
beforeAll(async () => {
  service = await startService(temporaryFolder());
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const postPatient = (body: object) => request(service.url).post('/patients').send(body);
const post = (patientId: string, body: object) => request(service.url).post(`/patients/${patientId}/events`).send(body);
const historyOf = async (patientId: string): Promise<{ id: string; type: string }[]> => {
  const { body } = await request(service.url).get(`/patients/${patientId}/events`).expect(200);
  return body.events;
};

describe('a registration', () => {
  it('without a patientId makes the id of the registration that of the patient', async () => {
    const { body, headers } = await postPatient(REGISTRATION).expect(201);
    expect(body).toEqual({
      patientId: expect.stringMatching(UUID),
      revision: 0,
      position: expect.any(Number),
      events: [{ id: body.patientId, position: body.position }],
      questioned: [],
    });
    expect(headers['location']).toBe(`/patients/${body.patientId}/timeline`);
    await request(service.url)
      .get(headers['location'] as string)
      .expect(200);
  });

  it('with a patientId keeps it', async () => {
    const { body, headers } = await postPatient({ patientId: 'crlm-007', ...REGISTRATION }).expect(201);
    expect(body.patientId).toBe('crlm-007');
    expect(headers['location']).toBe('/patients/crlm-007/timeline');
  });

  it('sent again is answered 200 with what was recorded, and registers nobody twice', async () => {
    const sent = { id: randomUUID(), ...REGISTRATION };
    const first = await postPatient(sent).expect(201);
    const again = await postPatient(sent).expect(200);
    expect(again.body).toEqual(first.body);
    expect(await historyOf(sent.id)).toHaveLength(1);
  });

  it('sent again with another content is a conflict', async () => {
    const sent = { id: randomUUID(), ...REGISTRATION };
    await postPatient(sent).expect(201);
    const { body } = await postPatient({ ...sent, occurredOn: '2007-02-21' }).expect(409);
    expect(body).toMatchObject({ code: 'id-conflict', detail: `event ${sent.id} is recorded with other content` });
  });

  it('of a patient who is registered already is refused', async () => {
    const patientId = await registeredPatient(service.url);
    const { body } = await postPatient({ patientId, ...REGISTRATION }).expect(422);
    expect(body.code).toBe('second-registration');
  });

  it.each([null, 42, ['crlm-1'], 'Jane Doe', '', 'x'.repeat(65)])(
    'refuses %j as the id of a patient',
    async (patientId) => {
      const { body } = await postPatient({ patientId, ...REGISTRATION }).expect(400);
      expect(body).toMatchObject({ code: 'bad-patient-id', pointer: '/patientId' });
    },
  );

  it('of another type of event is refused on this route', async () => {
    const { body } = await postPatient(followedUp('2008-01-10')).expect(422);
    expect(body).toMatchObject({ code: 'invalid-field', pointer: '/type' });
  });
});

describe('the events of a patient', () => {
  it('are recorded one by one, each at the next revision', async () => {
    const patientId = await registeredPatient(service.url);
    const visits = [followedUp('2008-01-10'), followedUp('2008-04-10')];
    for (const [index, visit] of visits.entries()) {
      const { body } = await post(patientId, visit).expect(201);
      expect(body).toEqual({
        revision: index + 1,
        position: expect.any(Number),
        events: [{ id: visit.id, position: body.position }],
        questioned: [],
      });
    }
  });

  it('get a random id where the client gives none', async () => {
    const patientId = await registeredPatient(service.url);
    const { id: _, ...visit } = followedUp('2008-01-10');
    const { body } = await post(patientId, visit).expect(201);
    expect(body.events[0].id).toMatch(UUID);
  });

  it('of an array are recorded together, at positions that follow each other', async () => {
    const patientId = await registeredPatient(service.url);
    const visits = [followedUp('2008-01-10'), followedUp('2008-04-10'), followedUp('2008-07-10')];
    const { body } = await post(patientId, visits).expect(201);
    expect(body.revision).toBe(3);
    const positions = [body.position - 2, body.position - 1, body.position];
    expect(body.events).toEqual(visits.map(({ id }, index) => ({ id, position: positions[index] })));
  });

  it('of an array are not recorded at all where one is refused, and the pointer says which', async () => {
    const patientId = await registeredPatient(service.url);
    const { body } = await post(patientId, [followedUp('2008-01-10'), followedUp('2008-02-30')]).expect(422);
    expect(body).toMatchObject({ code: 'invalid-field', pointer: '/1/occurredOn' });
    const byRule = await post(patientId, [followedUp('2008-01-10'), retraction(randomUUID())]).expect(422);
    expect(byRule.body.pointer).toBe('/1/data/eventId');
    expect(await historyOf(patientId)).toHaveLength(1);
  });

  it('of an array may register the patient first', async () => {
    const batch = [followedUp('2008-01-10'), { ...REGISTRATION, type: 'PatientRegistered' }];
    await post('crlm-in-one-batch', batch).expect(201);
    expect(await historyOf('crlm-in-one-batch')).toMatchObject([{ type: 'PatientRegistered' }, { type: 'FollowedUp' }]);
  });

  it('are refused before the patient is registered', async () => {
    const { body } = await post('nobody', followedUp('2008-01-10')).expect(422);
    expect(body.code).toBe('not-registered');
  });

  it('need at least one, and no more than one request may hold', async () => {
    const patientId = await registeredPatient(service.url);
    expect((await post(patientId, []).expect(422)).body.code).toBe('no-events');
    const { body } = await post(
      patientId,
      Array.from({ length: 501 }, () => followedUp('2008-01-10')),
    ).expect(413);
    expect(body).toMatchObject({ code: 'too-many-events', remedy: 'Send fewer, or import a file.' });
    const long = { ...followedUp('2008-01-10'), note: 'x'.repeat(300_000) };
    expect((await post(patientId, long).expect(413)).body.code).toBe('too-large');
  });
});

describe('a client that lost the answer', () => {
  it('sends the events again and gets the first answer, although the rules would now refuse or ask', async () => {
    const patientId = await registeredPatient(service.url);
    const visit = followedUp('2008-01-10');
    const batch = [visit, followedUp('2008-04-10')];
    const first = await post(patientId, batch).expect(201);
    await post(patientId, correction(visit.id, '2008-01-11', visit.data)).expect(201);
    const again = await post(patientId, batch).set('If-Match', '"0"').expect(200);
    expect(again.body).toEqual(first.body);
    expect(await historyOf(patientId)).toHaveLength(4);
  });

  it('sends a correction again and gets the first answer', async () => {
    const patientId = await registeredPatient(service.url);
    const visit = followedUp('2008-01-10');
    await post(patientId, visit).expect(201);
    const sent = correction(visit.id, '2008-01-11', visit.data);
    const first = await post(patientId, sent).expect(201);
    expect((await post(patientId, sent).expect(200)).body).toEqual(first.body);
  });

  it('meets a conflict where only some of the ids are known, and nothing is added', async () => {
    const patientId = await registeredPatient(service.url);
    const known = followedUp('2008-01-10');
    await post(patientId, known).expect(201);
    const { body } = await post(patientId, [known, followedUp('2008-04-10')]).expect(409);
    expect(body).toMatchObject({ code: 'id-conflict', detail: expect.stringContaining(known.id) });
    expect(await historyOf(patientId)).toHaveLength(2);
  });

  it('meets a conflict where a known id comes with another content', async () => {
    const patientId = await registeredPatient(service.url);
    const visit = followedUp('2008-01-10');
    await post(patientId, visit).expect(201);
    await post(patientId, { ...visit, note: 'by telephone' }).expect(409);
  });
});

describe('If-Match', () => {
  it('lets a client record only on what it has seen', async () => {
    const patientId = await registeredPatient(service.url);
    const { headers } = await request(service.url).get(`/patients/${patientId}/timeline`).expect(200);
    const seen = headers['etag'] as string;
    expect(seen).toBe('"0"');
    await post(patientId, followedUp('2008-01-10')).set('If-Match', seen).expect(201);
    const { body } = await post(patientId, followedUp('2008-04-10')).set('If-Match', seen).expect(412);
    expect(body).toMatchObject({ code: 'stale', detail: "the patient's record is at revision 1, not 0" });
    expect(await historyOf(patientId)).toHaveLength(2);
  });

  it.each(['7', 'W/"0"', '*', '"x"'])('that is %s holds no revision', async (header) => {
    const patientId = await registeredPatient(service.url);
    const { body } = await post(patientId, followedUp('2008-01-10')).set('If-Match', header).expect(400);
    expect(body.code).toBe('bad-if-match');
  });
});
