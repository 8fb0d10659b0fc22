import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { brittleWay, temporaryMongo } from '../adapters/temporary-mongo.js';
import { serviceUrl } from '../contracts/service-url.js';
import {
  correction,
  followedUp,
  liverMetastasis,
  liverResection,
  progression,
  record,
  registeredPatient,
} from './patient.js';
import { readiness, removeFolder, startService, temporaryFolder, type Service } from './server.js';

const server = serviceUrl('READ_MODELS_URL');

(server === null ? describe.skip : describe)('a service whose read models are on MongoDB', () => {
  const folder = temporaryFolder();
  const database = temporaryMongo(server ?? 'mongodb://127.0.0.1/x');
  let way: Awaited<ReturnType<typeof brittleWay>>;
  let service: Service;
  let patientId: string;
  let embedded: Awaited<ReturnType<typeof answersOf>>;

  /** What the service answers of the patient, and what it keeps of him for cohorts. */
  async function answersOf({ url, adapters }: Service) {
    const paths = ['timeline', 'outcomes', 'outcomes?cutOff=2008-01-01'];
    const answers = await Promise.all(
      paths.map(async (path) => (await request(url).get(`/patients/${patientId}/${path}`).expect(200)).text),
    );
    const { documents, checkpoint } = await (await adapters.models.live()).get('os', [patientId]);
    return { answers, kept: documents.map((one) => JSON.stringify(one)), checkpoint };
  }

  beforeAll(async () => {
    const first = await startService(folder, { READ_MODELS_URL: undefined });
    patientId = await registeredPatient(first.url);
    const relapse = progression('2008-06-10');
    const course = [liverMetastasis('2007-03-01'), liverResection('2007-06-01'), relapse, followedUp('2009-01-10')];
    await record(first.url, patientId, course);
    await record(first.url, patientId, [correction(relapse.id, '2008-07-10', relapse.data)]);
    for (let tries = 0; tries < 100; tries += 1) {
      embedded = await answersOf(first);
      if (embedded.checkpoint?.position === 5) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await first.stop();
    way = await brittleWay(database.url);
    service = await startService(folder, { READ_MODELS_URL: way.url });
  });
  afterAll(async () => {
    await service.stop();
    await way.close();
    await database.drop();
    removeFolder(folder);
  });

  it('answers, and keeps, the same bytes as one that has them in its folder', async () => {
    expect(embedded.kept).toEqual([expect.stringContaining('"patientId"')]);
    expect(await answersOf(service)).toEqual(embedded);
    const connection = database.connect();
    expect(await connection.use((db) => db.collection('documents_g1').countDocuments())).toBeGreaterThan(0);
    await connection.close();
  });

  it('goes on recording and showing patients while MongoDB is away, is not ready, and catches up by itself', async () => {
    await readiness(service.url, { status: 200, lag: 0 });
    way.cut();
    await expect((await service.adapters.models.live()).get('os', [patientId])).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    const { position } = await record(service.url, patientId, [followedUp('2009-06-10')]);
    const down = await readiness(service.url, { status: 503, lag: 1 });
    expect(down).toMatchObject({ projection: { stoppedBy: { why: expect.stringMatching(/do not answer/) } } });
    await request(service.url).get(`/patients/${patientId}/timeline`).expect(200);
    way.mend();
    expect(await readiness(service.url, { status: 200, lag: 0 })).toMatchObject({
      projection: { position, stoppedBy: null },
    });
  });
});
