import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { lines, patientIds } from '../analyses/demo-cohort.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

const TEXT = readFileSync('examples/cohorts/uncertain-converted.yaml', 'utf8');
const WIDER = TEXT.replace('conversion.initial: uncertain', 'conversion.initial: [uncertain, unresectable]');

let service: Service;
let before: number;
beforeAll(async () => {
  service = await startService(temporaryFolder());
  for (const patientId of patientIds) {
    const events = lines
      .filter((line) => line.patientId === patientId)
      .map((line) => ({ ...line, patientId: undefined }));
    const { body } = await request(service.url).post(`/patients/${patientId}/events`).send(events).expect(201);
    before = body.position;
  }
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const define = (definition: unknown, reason: unknown = 'Essadi 2011') =>
  request(service.url).post('/cohorts').send({ definition, reason });
const get = (path: string) => request(service.url).get(path);

describe('The cohort of those uncertain at the outset and brought to resection', () => {
  it('is recorded once, however often it is sent, and anew where it says something else', async () => {
    const first = await define(TEXT).expect(201);
    expect(first.body).toMatchObject({ name: 'uncertain-converted', version: 1, position: before + 1 });
    const again = await define(JSON.parse(JSON.stringify(first.body.definition)), 'once more').expect(200);
    expect(again.body).toMatchObject({ version: 1, sha256: first.body.sha256, reason: 'Essadi 2011' });
    expect((await define(WIDER).expect(201)).body).toMatchObject({ version: 2 });
  });

  it('has the five patients of the published series in its first version, and six in its second', async () => {
    const first = await get('/cohorts/uncertain-converted@1/patients').expect(200);
    expect(first.body).toMatchObject({ count: 5, next: null, cohort: { version: 1 } });
    expect((await get('/cohorts/uncertain-converted/patients').expect(200)).body.count).toBe(6);
    const { body } = await get('/cohorts/uncertain-converted@1/flow').expect(200);
    expect(body.flow.rows.map(({ no, left }: { no: number; left: number }) => [no, left])).toEqual([
      [54, 6],
      [1, 5],
      [0, 5],
    ]);
  });

  it('gives its patients page by page, each with the events that decided', async () => {
    const { body: page } = await get('/cohorts/uncertain-converted@1/patients?limit=2').expect(200);
    const { body: rest } = await get(`/cohorts/uncertain-converted@1/patients?after=${page.next}`).expect(200);
    expect([page.patients.length, rest.patients.length, page.next]).toEqual([2, 3, page.patients[1].patientId]);
    const { body } = await get(`/cohorts/uncertain-converted@1/patients/${page.patients[0].patientId}`).expect(200);
    expect(body.criteria).toEqual(page.patients[0].criteria);
    const { body: history } = await get(`/patients/${page.patients[0].patientId}/events`).expect(200);
    const ids = history.events.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(body.criteria[0].evidence));
  });

  it('says what it means in words, and which versions there are', async () => {
    const { body } = await get('/cohorts/uncertain-converted@1').expect(200);
    expect(body.criteria[1].words).toBe('conversion.initial uncertain');
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([1, 2]);
    const listed = (await get('/cohorts').expect(200)).body.cohorts;
    expect(listed.map(({ name, version }: { name: string; version: number }) => `${name}@${version}`)).toEqual([
      'uncertain-converted@1',
      'uncertain-converted@2',
    ]);
  });

  it('was unknown as of before it was defined, and had one version as of after the first', async () => {
    const { body } = await get(`/cohorts/uncertain-converted?asOf=${before}`).expect(404);
    expect(body).toMatchObject({ code: 'unknown-cohort', detail: 'No cohort "uncertain-converted" was defined then.' });
    const then = await get(`/cohorts/uncertain-converted?asOf=${before + 1}`).expect(200);
    expect([then.body.version, then.body.versions.length]).toEqual([1, 1]);
    expect((await get('/cohorts/uncertain-converted@3').expect(404)).body.remedy).toBe('There are versions 1 to 2.');
  });
});

describe('A definition sent with mistakes', () => {
  it('is refused with the pointer, the line and the column of each', async () => {
    const { body, headers } = await define(
      TEXT.replace('index: conversion', 'index: conversoin').replace('uncertain\n', 'maybe\n'),
    ).expect(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body.errors).toMatchObject([
      { code: 'unknown-name', pointer: '/definition/index', line: 5, column: 8, remedy: 'Nearest: conversion.' },
      { code: 'bad-value', pointer: '/definition/include/0/conversion.initial', line: 7 },
    ]);
  });

  it('is refused without a reason, with an unknown field, and as no object at all', async () => {
    const sent: [object, string][] = [
      [{ definition: TEXT }, '/reason'],
      [{ definition: TEXT, reason: '' }, '/reason'],
      [{ definition: TEXT, reason: 'r', name: 'c' }, '/name'],
      [{ definition: 7, reason: 'r' }, '/definition'],
    ];
    for (const [body, pointer] of sent) {
      const answer = await request(service.url).post('/cohorts').send(body).expect(422);
      expect(answer.body.pointer).toBe(pointer);
    }
  });

  it('can be told before it is sent, by the JSON Schema', async () => {
    const { body } = await get('/schemas/cohort.json').expect(200);
    expect(body).toMatchObject({ title: 'Cohort definition', required: ['cohort', 'index', 'include'] });
  });
});

describe('An analysis asked for over HTTP', () => {
  const run = (name: string, body: object) => request(service.url).post(`/analyses/${name}`).send(body);

  it('keeps its result, which a service that starts anew still gives', async () => {
    const asked = { cohort: 'uncertain-converted@1', parameters: { at: [365] }, asOf: before + 2 };
    const made = await run('os', asked).expect(201);
    const { id } = made.body.manifest;
    expect(made.headers['location']).toBe(`/results/${id}`);
    expect(made.body).toMatchObject({
      timeZero: 'index',
      cohort: { name: 'uncertain-converted', version: 1, size: 5, parameters: {}, looksAhead: [] },
      manifest: { log: { size: before + 3 }, inputs: { asOf: before + 2, parameters: { at: [365] } } },
    });
    expect((await run('os', asked).expect(200)).text).toBe(made.text);
    await service.stop();
    service = await startService(service.folder);
    expect((await get(`/results/${id}`).expect(200)).text).toBe(made.text);
  });

  it('is of every registered patient where no cohort is named', async () => {
    const { body } = await run('conversion', {}).expect(201);
    expect(body.cohort).toEqual({ name: 'all', version: 1, size: 60, synthetic: 60 });
  });

  it('is listed with what can be set', async () => {
    const { body } = await get('/analyses').expect(200);
    expect(body.analyses).toContainEqual(expect.objectContaining({ name: 'pfs', timeless: false }));
  });

  it('is refused with the place of what cannot be asked', async () => {
    const refusals: [string, object, number, string, string][] = [
      ['nothing', {}, 404, 'unknown-analysis', '/name'],
      ['os', { cohort: 'nobody' }, 404, 'unknown-cohort', '/cohort'],
      ['os', { cohort: 'uncertain-converted', timeZero: 'diagnosis' }, 400, 'immortal-time', '/timeZero'],
      ['os', { cohort: 'uncertain-converted', groupBy: 'colour' }, 400, 'unknown-group-by', '/groupBy'],
      ['os', { timeZero: 'index' }, 400, 'unknown-time-zero', '/timeZero'],
      ['os', { cohort: 7 }, 422, 'invalid-field', '/cohort'],
      ['os', { kohort: 'all' }, 422, 'unknown-field', '/kohort'],
    ];
    for (const [name, body, status, code, pointer] of refusals) {
      const answer = await run(name, body).expect(status);
      expect([answer.body.code, answer.body.pointer]).toEqual([code, pointer]);
    }
    expect((await get(`/results/${'0'.repeat(32)}`).expect(404)).body.code).toBe('unknown-result');
    expect((await get('/results/..%2F..%2Fkey').expect(404)).body.code).toBe('unknown-result');
  });
});
