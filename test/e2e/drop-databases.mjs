import { MongoClient } from 'mongodb';

/** Drops the databases that the e2e suite made in this run: see stores.ts. */
export default async function dropDatabases() {
  const { E2E_RUN, READ_MODELS_URL } = process.env;
  if (!READ_MODELS_URL) return;
  const client = await MongoClient.connect(READ_MODELS_URL);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) {
      if (name.startsWith(`hepatrace_e2e_${E2E_RUN}_`)) await client.db(name).dropDatabase();
    }
  } finally {
    await client.close();
  }
}
