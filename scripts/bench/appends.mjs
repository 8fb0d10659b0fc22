// Durable concurrent appends through the store, 200 in flight, beside (a) a loop that writes the same stored form with one
// synced transaction an event and (b) a raw better-sqlite3 loop of plain rows, one synced transaction a row.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { inFolder, median, rate, withStore } from './folder.mjs';
import { eventsOf } from './log-events.mjs';

const IN_FLIGHT = 200;
const EACH = 100;

export async function appends() {
  const rounds = [];
  for (let round = 0; round < 3; round += 1) rounds.push(await once());
  const of = (name) => median(rounds.map((one) => one[name]));
  const [concurrent, singly, raw] = [of('concurrent'), of('singly'), of('raw')];
  return [
    { what: `appends, ${IN_FLIGHT} in flight`, value: concurrent, unit: 'events/s' },
    {
      what: '  same stored form, one transaction an event',
      value: singly,
      unit: 'events/s',
      ratio: concurrent / singly,
      least: 4,
    },
    {
      what: '  raw loop of plain rows, one transaction a row',
      value: raw,
      unit: 'rows/s',
      ratio: concurrent / raw,
      least: 1,
    },
  ];
}

async function once() {
  const concurrent = await inFolder((folder) =>
    withStore(folder, async (store) => {
      const events = Array.from({ length: IN_FLIGHT }, (_, patient) => eventsOf(`p-${patient}`, EACH));
      const all = () =>
        Promise.all(
          events.map(async (own, patient) => {
            for (const event of own) await store.append(`patient-p-${patient}`, 'any', [event]);
          }),
        );
      return (await rate(IN_FLIGHT * EACH, all)).perSecond;
    }),
  );
  const singly = await inFolder((folder) =>
    withStore(folder, async (store) => {
      const own = eventsOf('p-0', 2_000);
      const loop = async () => {
        for (const event of own) await store.append('patient-p-0', 'any', [event]);
      };
      return (await rate(own.length, loop)).perSecond;
    }),
  );
  const raw = await inFolder(async (folder) => {
    const database = openDatabase(join(folder, 'raw.db'));
    database.exec(
      'CREATE TABLE rows (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT',
    );
    const insert = database.prepare('INSERT INTO rows (id, body) VALUES (?, ?)');
    const bodies = eventsOf('p-0', 2_000).map((event) => JSON.stringify(event));
    const { perSecond } = await rate(bodies.length, () => {
      for (const body of bodies) insert.run(randomUUID(), body);
    });
    database.close();
    return perSecond;
  });
  return { concurrent, singly, raw };
}
