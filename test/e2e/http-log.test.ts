import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { REGISTRATION, followedUp, liverResection } from './patient.js';
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
const post = (path: string, body: object) => request(service.url).post(path).send(body);
const lines = () => service.log.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of the service', () => {
  const patientId = 'crlm-secret-007';
  const visit = { ...followedUp('2008-01-10'), note: 'called her daughter' };
  const identifiers = [{ system: 'ward', value: 'MRN-4711' }];

  beforeAll(async () => {
    await post('/patients', { patientId, ...REGISTRATION, data: { ...REGISTRATION.data, identifiers } }).expect(201);
    await post(`/patients/${patientId}/events`, visit).expect(201);
    await post(`/patients/${patientId}/events`, { ...visit, occurredOn: '2008-01-11' }).expect(409);
    await post(`/patients/${patientId}/events`, liverResection('2007-07-21')).expect(422);
    await post(`/patients/${patientId}/events`, followedUp('2008-04-10')).set('If-Match', '"0"').expect(412);
    await request(service.url)
      .post(`/patients/${patientId}/events`)
      .type('json')
      .send('{"note": "MRN-4711')
      .expect(400);
    await get(`/patients/${patientId}/timeline?cutOff=2008-12-31`).expect(200);
    await get(`/patients/${patientId}/nothing`).expect(404);
  });

  it('holds nothing of a patient: no id, no date, no value, no text, no address', () => {
    const log = service.log.join('');
    for (const secret of [patientId, visit.id, 'MRN-4711', 'daughter', 'FollowedUp', 'liver'])
      expect(log).not.toContain(secret);
    // A date; the four digits of a request's id that look like a year go on with four more.
    expect(log).not.toMatch(/200[78]-\d\d(?![0-9a-f])/);
    expect('2007-01-10 2008-02 266d6397-2007-402e'.match(/200[78]-\d\d(?![0-9a-f])/g)).toEqual(['2007-01', '2008-02']);
  });

  it('has a line for every request: its number, method, route, status and time', async () => {
    const { headers } = await get(`/patients/${patientId}/timeline`).expect(200);
    expect(lines()).toContainEqual(
      expect.objectContaining({
        req: { id: headers['x-request-id'], method: 'GET' },
        route: '/patients/:id/timeline',
        res: { statusCode: 200 },
        responseTime: expect.any(Number),
      }),
    );
  });

  it('says where our own fault lies, without its message, which may hold data', async () => {
    jest.spyOn(service.adapters.store, 'head').mockRejectedValueOnce(new Error(`no such table of ${patientId}`));
    const { body } = await get(`/patients/${patientId}/timeline`).expect(500);
    expect(body).toMatchObject({ code: 'internal-error', requestId: expect.any(String) });
    expect(JSON.stringify(body)).not.toContain('no such table');
    expect(lines()).toContainEqual(
      expect.objectContaining({ msg: 'request failed', requestId: body.requestId, frames: expect.any(Array) }),
    );
    expect(service.log.join('')).not.toContain('no such table');
  });
});
