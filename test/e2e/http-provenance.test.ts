import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import {
  headerHash,
  leafHash,
  openCheckpoint,
  parseLeaf,
  subtreeRoot,
  verifyConsistency,
  verifyInclusion,
  vkeyOf,
} from '../../src/provenance/index.js';
import { followedUp, record, registeredPatient } from './patient.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

let service: Service;
let vkey: string;
const ids: string[] = [];
beforeAll(async () => {
  service = await startService(temporaryFolder());
  const patientId = await registeredPatient(service.url);
  for (const count of [3, 297]) {
    const events = Array.from({ length: count }, () => followedUp('2008-01-10'));
    ids.push(...events.map(({ id }) => id));
    await record(service.url, patientId, events);
    await service.adapters.checkpointer.checkpoint();
  }
  vkey = await vkeyOf(service.adapters.store, service.adapters.keys);
});
afterAll(async () => {
  await service.stop();
  removeFolder(service.folder);
});

const get = (path: string) => request(service.url).get(`/provenance/${path}`);
const hash = (text: string): Buffer => Buffer.from(text, 'base64url');
const linesOf = <T>(text: string): T[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

describe('what an auditor asks a log of 301 events for', () => {
  it('is its last checkpoint, as a signed note in plain text, and all of them', async () => {
    const { text } = await get('checkpoint')
      .expect(200)
      .expect('Content-Type', /text\/plain/);
    expect(openCheckpoint(text, vkey).size).toBe(301);
    const all = await get('checkpoints')
      .expect(200)
      .expect('Content-Type', /ndjson/);
    const notes = linesOf<{ size: number; note: string }>(all.text);
    expect(notes.map(({ size }) => size)).toEqual([4, 301]);
    expect(notes[1]!.note).toBe(text);
    expect(linesOf<{ size: number }>((await get('checkpoints?after=4')).text).map(({ size }) => size)).toEqual([301]);
    expect((await get('checkpoints?after=301').expect(200)).text).toBe('');
  });

  it('is the proof that an event is in it, of which leaf and header can be checked', async () => {
    for (const [size, index] of [
      [301, 300],
      [301, 1],
      [4, 3],
    ] as const) {
      const { body } = await get(`events/${ids[index - 1]}/proof?size=${size}`)
        .accept('application/json')
        .expect(200);
      const { root } = openCheckpoint(body.checkpoint, vkey);
      const proof = { index, size, leafHash: leafHash(body.leaf), path: body.path.map(hash), root };
      expect(body).toMatchObject({ index, size, leafHash: proof.leafHash.toString('base64url') });
      expect(verifyInclusion(proof)).toBe(true);
      expect(headerHash(body.header, hash(body.hs)).equals(parseLeaf(body.leaf, index).hc)).toBe(true);
    }
  });

  it('is the same proof in the text that others read too', async () => {
    const { text } = await get(`events/${ids[7]}/proof`)
      .expect(200)
      .expect('Content-Type', /text\/plain/);
    const [head, note] = [text.slice(0, text.indexOf('\n\n')), text.slice(text.indexOf('\n\n') + 2)];
    const [version, extra = '', index, ...path] = head.split('\n');
    expect([version, index]).toEqual(['c2sp.org/tlog-proof@v1', 'index 8']);
    const leaf = Buffer.from(extra.slice('extra '.length), 'base64').toString();
    const { size, root } = openCheckpoint(note, vkey);
    const hashes = path.map((line) => Buffer.from(line, 'base64'));
    expect(verifyInclusion({ index: 8, size, leafHash: leafHash(leaf), path: hashes, root })).toBe(true);
  });

  it('is the proof that it only grew', async () => {
    const { body } = await get('consistency?from=4&to=301').expect(200);
    const [from, to] = linesOf<{ note: string }>((await get('checkpoints')).text).map(({ note }) =>
      openCheckpoint(note, vkey),
    );
    const proof = { from: 4, to: 301, fromRoot: from!.root, toRoot: to!.root, path: body.path.map(hash) };
    expect(verifyConsistency(proof)).toBe(true);
    expect(body.checkpoint).toBe((await get('checkpoint')).text);
    expect((await get('consistency?from=4')).body).toEqual(body);
    expect((await get('consistency?from=4&to=200')).body).toMatchObject({ to: 200, checkpoint: null });
  });

  it('are its leaves and its tiles, which give the root that was signed', async () => {
    const entries = linesOf<{ index: number; leaf: string; hs: string; header: string }>((await get('log')).text);
    expect(entries.map(({ index }) => index)).toEqual(Array.from({ length: 301 }, (_, index) => index));
    const hashes = entries.map(({ leaf }) => leafHash(leaf));
    expect(subtreeRoot(hashes)).toEqual(openCheckpoint((await get('checkpoint')).text, vkey).root);
    const whole = await get('tiles/0/0')
      .expect(200)
      .expect('Cache-Control', /immutable/);
    expect(whole.body).toEqual(Buffer.concat(hashes.slice(0, 256)));
    const partial = await get('tiles/0/1').expect(200).expect('Cache-Control', 'no-store');
    expect(partial.body).toEqual(Buffer.concat(hashes.slice(256)));
    expect((await get('tiles/1/0')).body).toEqual(subtreeRoot(hashes.slice(0, 256)));
  });

  it('is what came after an index, without what patients told, unless it is asked for', async () => {
    const { text } = await get('log?after=298').expect(200);
    expect(linesOf<object>(text).map((line) => Object.keys(line))).toEqual(
      Array.from({ length: 2 }, () => ['index', 'leaf', 'hs', 'header']),
    );
    expect(text).not.toContain('2008-01-10');
    const [entry] = linesOf<{ cs: string; content: string }>((await get('log?after=299&content=true')).text);
    expect(hash(entry!.content).toString('utf8', 6)).toContain('"occurredOn":"2008-01-10"');
    expect((await get('log?after=300').expect(200)).text).toBe('');
  });

  it('is refused with a code and a remedy where there is no answer', async () => {
    const refusals: readonly [string, number, string][] = [
      ['events/no-such-event/proof', 404, 'event-unknown'],
      [`events/${ids[200]}/proof?size=4`, 400, 'bad-tree-size'],
      [`events/${ids[0]}/proof?size=5`, 400, 'bad-tree-size'],
      [`events/${ids[0]}/proof?size=x`, 400, 'bad-query'],
      ['consistency', 400, 'bad-query'],
      ['consistency?from=9&to=4', 400, 'bad-tree-size'],
      ['consistency?from=4&to=302', 400, 'bad-tree-size'],
      ['consistency?from=4&until=5', 400, 'unknown-parameter'],
      ['tiles/0/2', 404, 'no-such-tile'],
      ['tiles/0/x', 404, 'no-such-tile'],
      ['log?content=all', 400, 'bad-query'],
    ];
    for (const [path, status, code] of refusals) {
      const { body } = await get(path).expect(status);
      expect({ path, code: body.code, remedy: body.remedy !== '' }).toEqual({ path, code, remedy: true });
    }
  });

  it('is the receipt of an event that was recorded a moment ago: it is signed when it is asked for', async () => {
    const patientId = await registeredPatient(service.url);
    const { body } = await get(`events/${patientId}/proof`).accept('application/json').expect(200);
    expect(body).toMatchObject({ index: 301, size: 302 });
  });
});

describe('an auditor with verify-log.mjs', () => {
  it('finds nothing in what the service answers, contents included, and names an event that was altered on the way', async () => {
    const folder = temporaryFolder();
    const [file, note] = [join(folder, 'log.ndjson'), join(folder, 'note')];
    writeFileSync(note, (await get('checkpoint')).text);
    const verifyLog = (text: string) => {
      writeFileSync(file, text);
      const args = ['scripts/verify-log.mjs', file, '--checkpoint', note, '--vkey', vkey, '--json'];
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return { status, ...(JSON.parse(stdout) as { checked: object; findings: object[] }) };
    };
    const { text } = await get('log?content=true');
    const size = linesOf(text).length;
    expect(verifyLog(text)).toMatchObject({
      status: 0,
      checked: { leaves: size, headers: size, contents: size, checkpoints: 1 },
      findings: [],
    });
    const altered = text.replace('\\"revision\\":2', '\\"revision\\":9');
    expect(verifyLog(altered).findings[0]).toMatchObject({ code: 'altered-header', index: 2 });
    removeFolder(folder);
  });
});

describe('a service with an empty log', () => {
  it('has no checkpoint yet, and says so', async () => {
    const empty = await startService(temporaryFolder());
    const { body } = await request(empty.url).get('/provenance/checkpoint').expect(404);
    expect(body.code).toBe('no-checkpoint');
    await empty.stop();
    removeFolder(empty.folder);
  });
});

describe('a service whose log is not what was signed of it', () => {
  it('records nothing, says why, and goes on answering', async () => {
    const frozen = await startService(temporaryFolder());
    const patientId = await registeredPatient(frozen.url);
    await frozen.adapters.checkpointer.checkpoint();
    const { log, checkpointer } = frozen.adapters;
    // A checkpoint that somebody has put beside those that were signed.
    const kept = (await log.log.lastCheckpoint())!;
    await log.log.keep({ ...kept, size: 2, note: kept.note.replace('\n1\n', '\n2\n') });
    await expect(checkpointer.checkpoint()).rejects.toMatchObject({ code: 'log-frozen' });
    const events = request(frozen.url).post(`/patients/${patientId}/events`).send(followedUp('2008-01-10'));
    const { body } = await events.expect(503).expect('Retry-After', '1');
    expect(body).toMatchObject({ code: 'log-frozen', remedy: expect.stringContaining('hepatrace log thaw') });
    await request(frozen.url).get(`/patients/${patientId}/timeline`).expect(200);
    const { body: health } = await request(frozen.url).get('/health/ready').expect(503);
    expect(health.signing.frozen.because).toMatchObject([{ witness: 'the database', code: 'bad-signature' }]);
    const { text: metrics } = await request(frozen.url).get('/metrics');
    expect(metrics).toMatch(/^hepatrace_log_frozen 1$/m);
    expect(frozen.log.some((line) => line.includes('the log is frozen'))).toBe(true);
    await frozen.stop();
    removeFolder(frozen.folder);
  });
});
