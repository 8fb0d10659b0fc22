// Verify of 600,000 events by one thread and by two, the start of the threads and the database's own check of its file
// included; the reference reads the bytes that are hashed, and makes as many SHA-256, all of one and the same text.
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { openForReading } from '../../dist/adapters/index.js';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { JudgingThreads } from '../../dist/cli/judging-threads.js';
import { verifyLog } from '../../dist/provenance/index.js';
import { inFolder, median, withStore } from './folder.mjs';
import { eventsOf } from './log-events.mjs';

const PATIENTS = 6_000;
const EACH = 100;
const EVENTS = PATIENTS * EACH;
/** The header, the content, the leaf, the node above it. */
const HASHES = 4;
const PAGE = 1_000;

export const verify = () =>
  inFolder(async (dataDir) => {
    await withStore(dataDir, async (store) => {
      const next = Array.from({ length: PATIENTS }, (_, patient) => `p-${patient}`).values();
      const lane = async () => {
        for (const patient of next) await store.append(`patient-${patient}`, 'none', eventsOf(patient, EACH));
      };
      await Promise.all(Array.from({ length: 20 }, lane));
    });
    const rounds = [];
    for (let round = 0; round < 3; round += 1) {
      rounds.push({
        bare: await timed(() => bare(dataDir)),
        one: await timed(() => whole(dataDir, 1)),
        two: await timed(() => whole(dataDir, 2)),
      });
    }
    const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
    const row = (what, name) => ({ what, value: EVENTS / of(name, 'seconds'), unit: 'events/s' });
    const ratio = of('two', 'processor') / of('bare', 'processor');
    return [
      { ...row(`verify of ${EVENTS} events by two threads`, 'two'), floor: 150_000 },
      { what: '  its processor time', value: (1e6 * of('two', 'processor')) / EVENTS, unit: 'µs/event' },
      { ...row('  by one thread', 'one') },
      { ...row(`  the bytes alone, ${HASHES} hashes an event; processor time`, 'bare'), ratio, most: 4 },
    ];
  });

async function whole(dataDir, threads) {
  const places = { dataDir, keyFile: join(dataDir, 'key'), eventStoreUrl: null };
  const { storedLog, close } = openForReading(places);
  const judging = threads === 1 ? undefined : new JudgingThreads(places, threads, EVENTS);
  const { size, findings } = await verifyLog(storedLog, { judging });
  await judging?.close();
  await close();
  if (size !== EVENTS || findings.length > 0) throw new Error(JSON.stringify({ size, findings }));
}

function bare(dataDir) {
  const database = openDatabase(join(dataDir, 'events.db'), { readOnly: true });
  const page = database
    .prepare(
      `SELECT group_concat(header_salt || header || content_salt || ifnull(clinical, '') || ifnull(identity, ''), ''),
         (SELECT group_concat(leaf, '') FROM leaves WHERE position BETWEEN :from AND :to)
       FROM events WHERE position BETWEEN :from AND :to`,
    )
    .raw();
  const text = Buffer.alloc(300);
  for (let from = 0; from < EVENTS; from += PAGE) {
    page.get({ from, to: from + PAGE - 1 });
    for (let hashes = 0; hashes < HASHES * PAGE; hashes += 1) hash('sha256', text, 'binary');
  }
  database.close();
}

async function timed(run) {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1_000, processor: (user + system) / 1e6 };
}
