import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { CommandLine } from './command-line.js';

const PATIENTS = Array.from({ length: 1_100 }, (_, index) => `p${String(index).padStart(4, '0')}`);
const VISITS = ['2008', '2009', '2010', '2011', '2012', '2013', '2014', '2015', '2016'];
const RULES = { ruleSet: 'as-recorded', timeZero: 'registration' };

function linesOf(patientId: string): string {
  const registered = { type: 'PatientRegistered', occurredOn: '2007-01-10', data: { dateBasis: 'calendar' } };
  const seen = VISITS.map((year) => ({ type: 'FollowedUp', occurredOn: `${year}-01-10`, data: { status: 'alive' } }));
  return [registered, ...seen].map((event) => JSON.stringify({ patientId, ...event })).join('\n');
}

describe('a server that is asked about then', () => {
  let line: CommandLine;
  let threads: string;
  let url: string;
  let server: ReturnType<CommandLine['start']>;
  beforeAll(async () => {
    line = new CommandLine();
    expect(line.run(['import', '-'], PATIENTS.map(linesOf).join('\n')).status).toBe(0);
    threads = join(line.folder, 'threads');
    const spy = join(line.folder, 'spy.mjs');
    writeFileSync(threads, '');
    writeFileSync(
      spy,
      `import { appendFileSync } from 'node:fs';\nprocess.on('worker', () => appendFileSync(${JSON.stringify(threads)}, '+'));\n`,
    );
    line.environment['NODE_OPTIONS'] = `--import=${spy}`;
    server = line.start(['serve', '--port', '0']);
    const [first] = (await once(createInterface(server.stderr), 'line')) as [string];
    url = / on (http:\/\/\S+) /.exec(first)?.[1] ?? first;
    server.stderr.resume();
    delete line.environment['NODE_OPTIONS'];
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
    line.dispose();
  });

  const started = (): number => readFileSync(threads, 'utf8').length;

  it('folds a long log in threads of its own, and answers as the command line does', async () => {
    const before = started();
    const asOf = PATIENTS.length * (VISITS.length + 1) - 1;
    const { body } = await request(url)
      .post('/analyses/os')
      .send({ ...RULES, asOf })
      .expect(201);
    expect(started()).toBeGreaterThan(before);
    const { manifest } = line.json<{ manifest: object }>([
      'analyse',
      'os',
      '--rule-set',
      'as-recorded',
      '--time-zero',
      'registration',
      '--as-of',
      String(asOf),
    ]);
    expect((body as { manifest: object }).manifest).toEqual(manifest);
  });

  it('does so with what its source knew then', async () => {
    const before = started();
    const asked = { ...RULES, asKnownAtSource: '2020-01-01' };
    const { body } = await request(url).post('/analyses/os').send(asked).expect(201);
    expect(started()).toBeGreaterThan(before);
    // All of it was imported today, and no line says when its source knew it.
    expect(body).toMatchObject({ asKnownAtSource: '2020-01-01', cohort: { size: 0 } });
  });

  it('starts none for what is folded sooner than a thread is there', async () => {
    const before = started();
    await request(url)
      .post('/analyses/os')
      .send({ ...RULES, asOf: 9_999 - 1 })
      .expect(201);
    expect(started()).toBe(before);
  });
});
