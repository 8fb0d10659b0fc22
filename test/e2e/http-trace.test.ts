import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openCheckpoint, verifyInclusion, vkeyOf } from '../../src/provenance/index.js';
import { faultsOf } from '../tracing/json-schema.js';
import {
  baselineCt,
  correction,
  firstCycle,
  liverMetastasis,
  progression,
  record,
  registeredPatient,
} from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
let patientId: string;
let resultId: string;
const events = [
  liverMetastasis('2007-02-10'),
  baselineCt('2007-02-20'),
  firstCycle('2007-03-02'),
  { ...progression('2007-06-10'), source: { system: 'radiology', document: { id: 'report 4711', page: 3 } } },
];
beforeAll(async () => {
  service = await startService(temporaryFolder());
  patientId = await registeredPatient(service.url);
  await record(service.url, patientId, events);
  await record(service.url, patientId, [correction(events[3]!.id, '2007-06-16', events[3]!.data)]);
  const { body } = await request(service.url).post('/analyses/pfs').send({}).expect(201);
  resultId = body.manifest.id;
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const trace = (path: string) => request(service.url).get(`/provenance/trace/${path}`);

describe('an auditor who asks where a number comes from', () => {
  it('gets rule, steps, events, people, documents and proofs of an endpoint', async () => {
    const { body } = await trace(`patients/${patientId}/outcomes/pfs?pointer=/days`)
      .expect(200)
      .expect('Cache-Control', 'no-store');
    // From 2 March to 16 June 2007.
    expect(body.value).toEqual({ pointer: '/endpoints/pfs/days', value: 106 });
    expect(body.rule).toMatchObject({ name: 'pfs', ruleSet: 'fda-2007-table-a', version: 1 });
    const found = body.events.find(({ id }: { id: string }) => id === events[3]!.id);
    expect(found).toMatchObject({ status: 'corrected', source: { document: { id: 'report 4711', page: 3 } } });
    const { root } = openCheckpoint(body.checkpoint, await vkeyOf(service.adapters.store, service.adapters.keys));
    for (const { proof } of body.events) {
      const [leafHash, path] = [Buffer.from(proof.leafHash, 'base64url'), proof.path.map(bytes)];
      expect(verifyInclusion({ index: proof.index, size: proof.size, leafHash, path, root })).toBe(true);
    }
  });

  it('gets the same as PROV-JSON and as FHIR', async () => {
    const path = `patients/${patientId}/outcomes/pfs`;
    const prov = await trace(`${path}?format=prov`).expect(200);
    expect(faultsOf('prov-json.schema.json', prov.body)).toEqual([]);
    const fhir = await trace(`${path}?format=fhir`)
      .expect(200)
      .expect('Content-Type', /application\/fhir\+json/);
    expect(faultsOf('fhir-provenance.schema.json', JSON.parse(fhir.text))).toEqual([]);
  });

  it('gets what stood behind the number before it was corrected', async () => {
    const { body } = await trace(`patients/${patientId}/outcomes/pfs?asOf=4`).expect(200);
    expect([body.asOf.position, body.value.value.days]).toEqual([4, 100]);
  });

  it('gets of a result that is kept the patients behind a value', async () => {
    const { body } = await trace(`results/${resultId}?pointer=/groups/0/median`).expect(200);
    expect(body.result).toMatchObject({ id: resultId, intact: true });
    expect(body.patients).toMatchObject([{ patientId, part: 'event', time: 106 }]);
    expect(body.events).toHaveLength(5);
  });

  it('gets of the verdict of a cohort the events behind each criterion', async () => {
    const definition = {
      cohort: 'progressed',
      events: { found: { event: 'ProgressionDocumented', take: 'first' } },
      index: 'found',
      include: ['found'],
    };
    await request(service.url).post('/cohorts').send({ definition, reason: 'for the test' }).expect(201);
    const { body } = await trace(`patients/${patientId}/cohorts/progressed`).expect(200);
    expect(body.value.value.verdict).toBe('in');
    expect(body.events.map(({ id }: { id: string }) => id)).toContain(events[3]!.id);
  });

  it('is refused with a code and a remedy where there is no answer', async () => {
    const refusals: readonly [string, number, string][] = [
      ['patients/nobody/outcomes/pfs', 404, 'patient-unknown'],
      [`patients/${patientId}/outcomes/psf`, 400, 'unknown-endpoint'],
      [`patients/${patientId}/outcomes/pfs?pointer=/day`, 400, 'no-such-value'],
      [`patients/${patientId}/outcomes/pfs?format=pdf`, 400, 'bad-query'],
      [`patients/${patientId}/outcomes/pfs?cutof=2008`, 400, 'unknown-parameter'],
      [`patients/${patientId}/cohorts/all`, 404, 'unknown-cohort'],
      [`patients/${patientId}/cohorts/nothing`, 404, 'unknown-cohort'],
      [`results/${'0'.repeat(32)}`, 404, 'unknown-result'],
    ];
    for (const [path, status, code] of refusals) {
      const { body } = await trace(path).expect(status);
      expect({ path, code: body.code, remedy: body.remedy !== '' }).toEqual({ path, code, remedy: true });
    }
  });
});

const bytes = (hash: string): Buffer => Buffer.from(hash, 'base64url');
