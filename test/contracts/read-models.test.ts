import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import { SqliteReadModels } from '../../src/adapters/sqlite/read-models.js';
import { readModelsContract } from './read-models.contract.js';

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
