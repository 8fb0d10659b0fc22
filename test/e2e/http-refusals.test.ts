import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { followedUp, liverMetastasis, liverResection, registeredPatient } from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
beforeAll(async () => {
  service = await startService(temporaryFolder());
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const post = (patientId: string, body: object) => request(service.url).post(`/patients/${patientId}/events`).send(body);

const historyOf = async (patientId: string): Promise<object[]> => {
  const { body } = await request(service.url).get(`/patients/${patientId}/events`).expect(200);
  return body.events;
};

describe('a diagnosis of liver metastases recorded with a mistake', () => {
  const wrong: [string, object, { code: string; pointer: string; remedy?: unknown }][] = [
    ['a type that is not in the catalogue', { type: 'LiverRemoved' }, { code: 'unknown-event-type', pointer: '/type' }],
    ['a version newer than the service', { version: 9 }, { code: 'unknown-version', pointer: '/version' }],
    ['a field that no event has', { colour: 'red' }, { code: 'unknown-field', pointer: '/colour' }],
    [
      'an instant of its own',
      { recordedAt: '2007-02-12T10:00:00Z' },
      { code: 'unknown-field', pointer: '/recordedAt' },
    ],
    ['an impossible date', { occurredOn: '2007-02-30' }, { code: 'invalid-field', pointer: '/occurredOn' }],
    ['a date after today', { occurredOn: '9000-01-01' }, { code: 'future-date', pointer: '/occurredOn' }],
    ['no date', { occurredOn: undefined }, { code: 'missing-field', pointer: '/occurredOn' }],
    [
      'a field that this type has not',
      { data: { kind: 'liver-metastasis', margin: 'R0' } },
      { code: 'unknown-field', pointer: '/data/margin' },
    ],
    [
      'a word that is not in the list',
      { data: { kind: 'lung' } },
      {
        code: 'invalid-field',
        pointer: '/data/kind',
        remedy: 'Use one of: primary, liver-metastasis, other-metastasis.',
      },
    ],
    [
      'a length in broken millimetres',
      { data: { kind: 'liver-metastasis', largestLesion: 42.5 } },
      { code: 'invalid-field', pointer: '/data/largestLesion', remedy: expect.stringContaining('in tenths of mm') },
    ],
    [
      'a wrong value deep in a list',
      {
        data: {
          kind: 'primary',
          biomarkers: [
            { marker: 'KRAS', result: 'mutated' },
            { marker: 'X', result: 'y' },
          ],
        },
      },
      { code: 'invalid-field', pointer: '/data/biomarkers/1/marker' },
    ],
  ];

  it.each(wrong)('(%s) is refused with the place and what to do', async (_, mistake, problem) => {
    const patientId = await registeredPatient(service.url);
    const { body, headers } = await post(patientId, { ...liverMetastasis('2007-02-12'), ...mistake }).expect(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ status: 422, ...problem });
    expect(body.remedy).toBeTruthy();
    expect(await historyOf(patientId)).toHaveLength(1);
  });

  it('has every mistake named at once', async () => {
    const patientId = await registeredPatient(service.url);
    const data = { kind: 'lung', lesions: -1 };
    const { body } = await post(patientId, { ...liverMetastasis('2007-02-12'), data }).expect(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/data/kind', '/data/lesions']);
  });

  it('that no JSON parser can read is refused', async () => {
    const { body, headers } = await request(service.url)
      .post('/patients/crlm-007/events')
      .type('json')
      .send('{"type": "DiagnosisMade",')
      .expect(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ code: 'malformed', remedy: 'Send well-formed JSON in UTF-8.' });
    expect(body.requestId).toBe(headers['x-request-id']);
  });

  it('that is not sent as JSON is refused for its form', async () => {
    const { body } = await request(service.url).post('/patients').type('text/plain').send('a patient').expect(415);
    expect(body).toMatchObject({ code: 'unsupported-media-type' });
  });
});

describe('a liver resection with no liver metastasis on record', () => {
  it('is asked about, and nothing is recorded meanwhile', async () => {
    const patientId = await registeredPatient(service.url);
    const { body } = await post(patientId, [followedUp('2007-06-01'), liverResection('2007-07-21')]).expect(422);
    expect(body).toMatchObject({
      code: 'needs-acknowledgement',
      pointer: '/1/data/organ',
      remedy: expect.stringContaining('acknowledge: ["liver-resection-without-metastasis"]'),
      errors: [
        {
          code: 'liver-resection-without-metastasis',
          pointer: '/1/data/organ',
          detail: expect.stringContaining('A liver resection with no liver metastasis on record'),
        },
      ],
    });
    expect(await historyOf(patientId)).toHaveLength(1);
  });

  it('is recorded once the recorder has answered, and keeps the answer', async () => {
    const patientId = await registeredPatient(service.url);
    const acknowledge = ['liver-resection-without-metastasis'];
    const resection = { ...liverResection('2007-07-21'), acknowledge };
    const { body } = await post(patientId, resection).expect(201);
    expect(body.questioned).toEqual(acknowledge);
    const { body: timeline } = await request(service.url).get(`/patients/${patientId}/timeline`).expect(200);
    expect(timeline.entries).toContainEqual(expect.objectContaining({ id: resection.id, acknowledge }));
  });

  it('is asked about although another question was answered', async () => {
    const patientId = await registeredPatient(service.url);
    const resection = { ...liverResection('2007-07-21'), acknowledge: ['r0-with-disease-left'] };
    const { body } = await post(patientId, resection).expect(422);
    expect(body.code).toBe('needs-acknowledgement');
  });
});
