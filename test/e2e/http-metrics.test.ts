import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { patientStream } from '../../src/events/index.js';
import { followedUp, record, registeredPatient } from './patient.js';
import { readiness, removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
beforeEach(async () => {
  service = await startService(temporaryFolder());
});
afterEach(async () => {
  await service.stop();
  removeFolder(service.folder);
});

/** The sample of a metric, by its name and labels as they are printed. */
async function sample(name: string): Promise<number> {
  const { text } = await request(service.url)
    .get('/metrics')
    .expect(200)
    .expect('Content-Type', /text\/plain/);
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`there is no ${name} in:\n${text}`);
  return Number(line.split(' ').at(-1));
}

describe('the metrics', () => {
  it('follow the log and the projection, and time the store and the routes', async () => {
    expect(await sample('hepatrace_log_position')).toBe(-1);
    const patientId = await registeredPatient(service.url);
    await record(service.url, patientId, [followedUp('2008-01-10'), followedUp('2008-04-10')]);
    await request(service.url).get(`/patients/${patientId}/timeline`).expect(200);
    await readiness(service.url, { status: 200, lag: 0 });
    expect(await sample('hepatrace_log_position')).toBe(2);
    expect(await sample('hepatrace_projection_position')).toBe(2);
    expect(await sample('hepatrace_projection_lag_events')).toBe(0);
    expect(await sample('hepatrace_projection_stopped')).toBe(0);
    expect(await sample('hepatrace_store_seconds_count{call="append"}')).toBe(2);
    const route = 'method="GET",route="/patients/:id/timeline",status="200"';
    expect(await sample(`hepatrace_http_request_seconds_count{${route}}`)).toBe(1);
    const { text } = await request(service.url).get('/metrics');
    expect(text).not.toContain(patientId);
  });

  it('count a refused append as a failure of the store call, not of the log', async () => {
    const patientId = await registeredPatient(service.url);
    const event = { ...followedUp('2008-01-10'), id: randomUUID() };
    await record(service.url, patientId, [event]);
    await request(service.url)
      .post(`/patients/${patientId}/events`)
      .send({ ...event, occurredOn: '2008-02-10' })
      .expect(409);
    expect(await sample('hepatrace_store_failures_total{call="append"}')).toBe(1);
    expect(await sample('hepatrace_log_position')).toBe(1);
  });

  it('show a projection that an event holds up, and how far behind it is', async () => {
    const patientId = await registeredPatient(service.url);
    await service.adapters.store.append(patientStream(patientId), 0, [
      {
        id: randomUUID(),
        type: 'FollowedUp',
        version: 99,
        patientId,
        occurredOn: '2008-01-10',
        data: { status: 'alive' },
        recordedAt: '2026-01-01T00:00:00.000Z',
        recordedBy: { subject: 'u', role: 'r', organisation: 'o' },
      },
    ]);
    for (let tries = 0; (await sample('hepatrace_projection_stopped')) === 0 && tries < 100; tries += 1);
    expect(await sample('hepatrace_projection_stopped')).toBe(1);
    expect(await sample('hepatrace_projection_stopped_at')).toBe(1);
    expect(await sample('hepatrace_projection_lag_events')).toBe(1);
  });
});
