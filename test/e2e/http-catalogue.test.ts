import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { CATALOGUE } from '../../src/events/index.js';
import { builtCli, environmentOf, removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
beforeAll(async () => {
  service = await startService(temporaryFolder());
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const NAMES = CATALOGUE.map(({ name }) => name);

describe('the catalogue of event types', () => {
  it('lists every type that can happen to a patient', async () => {
    const { body } = await request(service.url).get('/event-types').expect(200);
    expect(body.eventTypes.map(({ type }: { type: string }) => type)).toEqual(NAMES);
  });

  it('says of one type what it is, what is sealed, its schema and an example', async () => {
    const { body } = await request(service.url).get('/event-types/PatientRegistered').expect(200);
    expect(body).toMatchObject({
      type: 'PatientRegistered',
      version: 1,
      about: expect.stringContaining('enters the record'),
      sealed: ['birthDate', 'identifiers'],
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        properties: { type: { const: 'PatientRegistered' }, data: { required: ['dateBasis'] } },
      },
      example: { type: 'PatientRegistered', occurredOn: '2007-02-20', data: { dateBasis: 'calendar' } },
    });
  });

  it('knows no other type, and names those that it knows', async () => {
    const { body } = await request(service.url).get('/event-types/LiverRemoved').expect(404);
    expect(body).toMatchObject({ code: 'unknown-event-type', remedy: `Use one of: ${NAMES.join(', ')}.` });
  });

  it('gives examples that the service records as the course of one patient, where they name no other event', async () => {
    const { body } = await request(service.url).get('/event-types').expect(200);
    const examples: { type: string; data: object }[] = body.eventTypes.map(
      ({ example }: { example: object }) => example,
    );
    // Who withdraws consent is followed no more: another patient.
    const free = examples.filter(
      ({ type, data }) => type !== 'ConsentWithdrawn' && !Object.keys(data).some((field) => /[a-z]Id$/.test(field)),
    );
    expect(free.length).toBeGreaterThan(10);
    await request(service.url).post('/patients/crlm-of-examples/events').send(free).expect(201);
  });
});

describe('the description of the interface', () => {
  interface Document {
    readonly openapi: string;
    readonly paths: Record<string, Record<string, { requestBody?: object; responses: Record<string, unknown> }>>;
    readonly components: { readonly schemas: Record<string, { properties: Record<string, object>; oneOf?: object[] }> };
  }
  let document: Document;
  beforeAll(() => {
    const env = environmentOf(service.folder);
    document = JSON.parse(execFileSync(process.execPath, [builtCli(), 'openapi'], { env, encoding: 'utf8' }));
  });

  it('of the built service holds every route', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.toSorted()).toEqual([
      'GET /analyses',
      'GET /cohorts',
      'GET /cohorts/{name}',
      'GET /cohorts/{name}/flow',
      'GET /cohorts/{name}/patients',
      'GET /cohorts/{name}/patients/{id}',
      'GET /event-types',
      'GET /event-types/{type}',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /patients/{id}/events',
      'GET /patients/{id}/outcomes',
      'GET /patients/{id}/timeline',
      'GET /patients/{id}/timeline/diff',
      'GET /provenance/checkpoint',
      'GET /provenance/checkpoints',
      'GET /provenance/consistency',
      'GET /provenance/events/{id}/proof',
      'GET /provenance/log',
      'GET /provenance/tiles/{level}/{n}',
      'GET /provenance/trace/patients/{id}/cohorts/{name}',
      'GET /provenance/trace/patients/{id}/outcomes/{endpoint}',
      'GET /provenance/trace/results/{id}',
      'GET /results/{id}',
      'GET /schemas/cohort.json',
      'POST /analyses/{name}',
      'POST /cohorts',
      'POST /patients',
      'POST /patients/{id}/events',
      'POST /patients/{id}/events/{eventId}/move',
    ]);
  });

  it('of the built service holds the schema of every event type, and takes each as an event', () => {
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(NAMES));
    const events = NAMES.map((name) => ({ $ref: `#/components/schemas/${name}` }));
    expect(document.components.schemas['Events']?.oneOf).toEqual([
      ...events,
      { type: 'array', items: { oneOf: events } },
    ]);
    const { Died } = document.components.schemas;
    expect(Died?.properties['data']).toMatchObject({
      properties: { cause: { enum: expect.arrayContaining(['cancer']) } },
    });
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(NAMES.length);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name as string);
  });

  it('describes answers with the fields that they have', async () => {
    const { body: registered } = await request(service.url)
      .post('/patients')
      .send({ occurredOn: '2007-02-20', data: { dateBasis: 'calendar' } });
    const { patientId } = registered;
    for (const [name, what] of [
      ['Timeline', 'timeline'],
      ['Outcomes', 'outcomes'],
      ['History', 'events'],
    ] as const) {
      const { body } = await request(service.url).get(`/patients/${patientId}/${what}`).expect(200);
      expect(Object.keys(document.components.schemas[name]?.properties ?? {}).toSorted()).toEqual(
        Object.keys(body).toSorted(),
      );
    }
    expect(Object.keys(registered)).toEqual(['patientId', 'revision', 'position', 'events', 'questioned']);
  });

  it('is what a running service answers, and a page to browse', async () => {
    const { body } = await request(service.url).get('/openapi.json').expect(200);
    expect(Object.keys(body.paths).toSorted()).toEqual(Object.keys(document.paths).toSorted());
    const { text } = await request(service.url)
      .get('/docs')
      .expect(200)
      .expect('content-type', /^text\/html/);
    expect(text).toContain('hepatrace API');
  });
});
