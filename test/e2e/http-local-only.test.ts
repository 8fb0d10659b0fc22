import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { registeredPatient } from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
beforeAll(async () => {
  service = await startService(temporaryFolder());
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

/** A GET with a Host of one's own, which clients do not let one set otherwise. */
function getAs(host: string, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(service.url);
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('a service without roles answers this machine alone', () => {
  it('refuses a page that was rebound to it: the Host is not this machine', async () => {
    const patientId = await registeredPatient(service.url);
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example']) {
      const { status, body } = await getAs(host, `/patients/${patientId}/timeline`);
      expect([host, status, JSON.parse(body)]).toEqual([host, 403, expect.objectContaining({ code: 'foreign-host' })]);
    }
    for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1:8080', '[::1]:3000']) {
      expect((await getAs(host, `/patients/${patientId}/timeline`)).status).toBe(200);
    }
  });

  it('refuses what a page of another host makes a browser send', async () => {
    const send = (origin: string) =>
      request(service.url)
        .post('/patients')
        .set('Origin', origin)
        .send({ occurredOn: '2007-02-20', data: { dateBasis: 'calendar' } });
    for (const origin of ['http://evil.example', 'null']) {
      expect((await send(origin).expect(403)).body).toMatchObject({ code: 'foreign-origin' });
    }
    await send(service.url).expect(201);
  });

  it('refuses a cut-off of another kind than the patient has dates, instead of an empty timeline', async () => {
    const patientId = await registeredPatient(service.url);
    const { body } = await request(service.url).get(`/patients/${patientId}/timeline?cutOff=%2B365`).expect(422);
    expect(body).toMatchObject({ code: 'no-calendar', pointer: '/cutOff' });
  });
});
