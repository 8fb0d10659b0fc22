import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import { MongoReadModels } from '../../src/adapters/mongodb/read-models.js';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { SystemClock } from '../../src/adapters/system-clock.js';
import { temporaryMongo } from '../adapters/temporary-mongo.js';
import { readModelsContract } from './read-models.contract.js';
import { serviceUrl } from './service-url.js';

readModelsContract('memory', () => {
  const models = new MemoryReadModels();
  return Promise.resolve({ models, dispose: () => models.close() });
});

readModelsContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hepatrace-'));
  let models = SqliteReadModels.forWriting(folder);
  return Promise.resolve({
    models,
    reopen: async () => {
      await models.close();
      models = SqliteReadModels.forWriting(folder);
      return models;
    },
    dispose: async () => {
      await models.close();
      rmSync(folder, { recursive: true });
    },
  });
});

const url = serviceUrl('READ_MODELS_URL');
readModelsContract(
  'MongoDB',
  () => {
    const database = temporaryMongo(url ?? '');
    const open = (): MongoReadModels => new MongoReadModels(database.connect(), new SystemClock());
    let models = open();
    return Promise.resolve({
      models,
      reopen: async () => {
        await models.close();
        models = open();
        return models;
      },
      dispose: async () => {
        await models.close();
        await database.drop();
      },
    });
  },
  url === null ? describe.skip : describe,
);
