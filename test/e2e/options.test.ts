import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { CommandLine } from './command-line.js';
import {
  baselineCt,
  firstCycle,
  liverMetastasis,
  progression,
  record,
  registeredPatient,
  REGISTRATION,
} from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

/** A progression found 152 days after the start, nothing assessed between: more than 2 * (56 + 7), less than 2 * (84 + 7). */
const COURSE = [
  liverMetastasis('2007-02-12'),
  baselineCt('2007-02-26'),
  firstCycle('2007-03-02'),
  progression('2007-08-01'),
];
const CENSORED = { status: 'censored', days: 0, reason: { code: 'missed-assessments' } };
const EVENT = { status: 'event', days: 152, reason: { code: 'progression' } };
const SCHEDULE = { interval: 84, window: 7, missed: 2, phases: [] };

describe('over HTTP a patient is asked about', () => {
  let service: Service;
  let patientId: string;
  beforeAll(async () => {
    service = await startService(temporaryFolder());
    patientId = await registeredPatient(service.url);
    await record(service.url, patientId, COURSE);
  });
  afterAll(async () => {
    await service.stop();
    removeFolder(service.folder);
  });
  const ask = (query: string) => request(service.url).get(`/patients/${patientId}/outcomes?${query}`);

  it('with options, one or several, and the answer states all of them', async () => {
    expect((await ask('')).body.endpoints.pfs).toMatchObject(CENSORED);
    const one = await ask('option=schedule.interval=84');
    expect(one.body).toMatchObject({ options: { schedule: SCHEDULE }, endpoints: { pfs: EVENT } });
    const { body } = await ask('option=schedule.interval=84&option=liverSurgery=censor&option=schedule.missed=1');
    expect(body.options).toMatchObject({ schedule: { ...SCHEDULE, missed: 1 }, liverSurgery: 'censor', margins: 'R0' });
    expect(body.endpoints.pfs).toMatchObject(CENSORED);
  });

  it('by intention to treat, where nothing was missed', async () => {
    expect((await ask('ruleSet=itt-ema')).body).toMatchObject({
      timeZero: 'first-line-treatment',
      endpoints: { pfs: EVENT, ttp: EVENT, ttf: EVENT, firstProgression: { pattern: 'liver-only' } },
    });
  });

  it.each([
    ['option=surgery=censor', 'unknown-option', '/options/surgery'],
    ['option=liverSurgery=no', 'bad-option', '/options/liverSurgery'],
    ['option=schedule.interval=0', 'bad-option', '/options/schedule'],
    ['option=margins', 'bad-option', '/option'],
    ['options=margins=R0', 'unknown-parameter', '/options'],
  ])('and %s is refused as %s at %s', async (query, code, pointer) => {
    const { status, body } = await ask(query);
    expect({ status, code: body.code, pointer: body.pointer }).toEqual({ status: 400, code, pointer });
    expect(body.remedy).toEqual(expect.any(String));
  });

  it('as the OpenAPI document says: any number of options', async () => {
    const { body } = await request(service.url).get('/openapi.json');
    const { parameters } = body.paths['/patients/{id}/outcomes'].get;
    const option = parameters.find(({ name }: { readonly name: string }) => name === 'option');
    expect(option).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'array', items: { type: 'string' } },
    });
    expect(option.description).toMatch(/NAME=VALUE/);
  });
});

describe('on the command line a patient, or a cohort, is asked about', () => {
  let line: CommandLine;
  beforeAll(() => {
    line = new CommandLine();
    const events = [{ ...REGISTRATION, type: 'PatientRegistered' }, ...COURSE];
    const input = events.map((event) => `${JSON.stringify({ patientId: 'p1', ...event })}\n`).join('');
    expect(line.run(['import', '-'], input)).toMatchObject({ status: 0 });
  });
  afterAll(() => line.dispose());
  const longer = ['--option', 'schedule.interval=84', '--option', 'margins=R0-R1'];

  it('with options, one or several, and the answer states all of them', () => {
    expect(line.json(['outcomes', 'p1'])).toMatchObject({ endpoints: { pfs: CENSORED } });
    const options = { schedule: SCHEDULE, margins: 'R0-R1', assessor: 'any' };
    expect(line.json(['outcomes', 'p1', ...longer])).toMatchObject({ options, endpoints: { pfs: EVENT } });
    expect(line.json(['analyse', 'pfs', ...longer])).toMatchObject({ options, groups: [{ n: 1, events: 1 }] });
  });

  it('and one that does not exist, or does not fit, is wrong usage with what to write', () => {
    for (const args of [
      ['outcomes', 'p1'],
      ['analyse', 'pfs'],
    ]) {
      const unknown = line.run([...args, '--option', 'surgery=censor']);
      expect(unknown).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/Use one of liverSurgery/),
      });
      const bad = line.run([...args, '--option', 'margins=R2']);
      expect(bad).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/Give R0 or R0-R1/) });
    }
  });
});
