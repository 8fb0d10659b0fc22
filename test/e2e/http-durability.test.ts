import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { correction, followedUp, progression, record, registeredPatient } from './patient.js';
import {
  builtCli,
  dataFolderOf,
  environmentOf,
  removeFolder,
  startService,
  temporaryFolder,
  type Service,
} from './server.js';

let folder: string;
let started: Service[];
beforeEach(() => {
  folder = temporaryFolder();
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((service) => service.stop()));
  removeFolder(folder);
});

async function start(): Promise<Service> {
  const service = await startService(folder);
  started.push(service);
  return service;
}

interface History {
  readonly events: readonly { readonly id: string; readonly revision: number; readonly position: number }[];
}
/** The disk of the machine that runs the tests may be so quick that no two requests ever meet. */
function slowDisk({ adapters: { store } }: Service): void {
  const append = store.append.bind(store);
  jest.spyOn(store, 'append').mockImplementation(async (...batch) => {
    await setTimeout(5);
    return append(...batch);
  });
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const numbersOf = (values: readonly number[]) => values.toSorted((a, b) => a - b);

async function historyOf(url: string, patientId: string): Promise<History['events']> {
  const { body } = await request(url).get(`/patients/${patientId}/events`).expect(200);
  return (body as History).events;
}

describe('a hundred recorders at once', () => {
  it('lose nothing of one patient: every event is there, once, at a revision of its own', async () => {
    const service = await start();
    slowDisk(service);
    const patientId = await registeredPatient(service.url);
    const visits = upTo(100).map(() => followedUp('2008-01-10'));
    const answers = await Promise.all(visits.map((visit) => record(service.url, patientId, visit)));
    const events = await historyOf(service.url, patientId);
    expect(new Set(events.slice(1).map(({ id }) => id))).toEqual(new Set(visits.map(({ id }) => id)));
    expect(events.map(({ revision }) => revision)).toEqual(upTo(101));
    expect(numbersOf(answers.map(({ position }) => position))).toEqual(upTo(101).slice(1));
    const { body } = await request(service.url).get(`/patients/${patientId}/timeline`).expect(200);
    expect(body.entries).toHaveLength(101);
  });

  it('lose nothing of as many patients, and each patient has the own events alone', async () => {
    const service = await start();
    slowDisk(service);
    const patients = await Promise.all(upTo(100).map(() => registeredPatient(service.url)));
    const visits = patients.map(() => followedUp('2008-01-10'));
    await Promise.all(patients.map((patientId, index) => record(service.url, patientId, visits[index] as object)));
    const histories = await Promise.all(patients.map((patientId) => historyOf(service.url, patientId)));
    expect(histories.map((events) => events.map(({ id }) => id))).toEqual(
      patients.map((patientId, index) => [patientId, visits[index]?.id]),
    );
    expect(numbersOf(histories.flat().map(({ position }) => position))).toEqual(upTo(200));
  });
});

describe('a service that is stopped', () => {
  it('gives the same answers when it starts again on the same folder', async () => {
    const first = await start();
    const patientId = await registeredPatient(first.url);
    const progressed = { ...progression('2007-04-30'), note: 'new lesion in segment 7' };
    await record(first.url, patientId, [progressed, followedUp('unknown')]);
    await record(first.url, patientId, correction(progressed.id, '2007-05-14', progressed.data));
    const paths = ['timeline', 'timeline?asOf=2', 'outcomes', 'outcomes?asOf=2', 'events'];
    const read = async (url: string) =>
      Promise.all(
        paths.map(async (path) => (await request(url).get(`/patients/${patientId}/${path}`).expect(200)).text),
      );
    const before = await read(first.url);
    await first.stop();

    const again = await start();
    expect(await read(again.url)).toEqual(before);
    await record(again.url, patientId, followedUp('2008-01-10'));
    expect(await historyOf(again.url, patientId)).toHaveLength(5);
  });

  it('first answers the recorders that have asked, and keeps what it answered', async () => {
    const service = await start();
    slowDisk(service);
    const patientId = await registeredPatient(service.url);
    const visits = upTo(50).map(() => followedUp('2008-01-10'));
    let arrived = 0;
    const allArrived = new Promise<void>((resolve) => {
      service.onRequest(() => {
        arrived += 1;
        if (arrived === visits.length) resolve();
      });
    });
    let answered = 0;
    const answers = visits.map(async (visit) => {
      await record(service.url, patientId, visit);
      answered += 1;
    });
    await allArrived;
    expect(answered).toBeLessThan(visits.length);
    await Promise.all([service.stop(), ...answers]);

    const again = await start();
    expect(await historyOf(again.url, patientId)).toHaveLength(51);
  });

  it('by a signal, as it was built, ends clean and gives the folder free', async () => {
    const env = environmentOf(folder);
    const serve = ['serve', '--port', '0', '--data-dir', dataFolderOf(folder)];
    const child = spawn(process.execPath, [builtCli(), ...serve], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
      const patientId = await registeredPatient(/ on (http:\/\/\S+) /.exec(line)?.[1] ?? line);
      child.kill('SIGTERM');
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGTERM');
      const again = await start();
      expect(await historyOf(again.url, patientId)).toHaveLength(1);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
