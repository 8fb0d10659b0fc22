// What the transparency log costs: appends that share transactions, and an import without its read models, each also with
// no SHA-256, no leaf and no tile, all else the same. By processor time, as both ways wait for the same disk.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileAt, importFiles } from '../../dist/interchange/index.js';
import { Recording, recordFacts } from '../../dist/recording/index.js';
import { inFolder, median, withStore } from './folder.mjs';
import { draftsOf, eventsOf } from './log-events.mjs';

const PATIENTS = 300;
const EACH = 100;
const ROUNDS = 3;

export async function logCost() {
  const rows = [];
  for (const [what, work] of Object.entries({
    'appends, 300 in flight, by processor time': appended,
    'import without its read models, by processor time': imported,
  })) {
    const [withLog, without] = [[], []];
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [figures, wrap] of [
        [withLog, (_, run) => run()],
        [without, withoutLog],
      ]) {
        const seconds = await inFolder((folder) =>
          withStore(folder, (store) => wrap(store, () => work(store, folder))),
        );
        // The first round compiles.
        if (round > 0) figures.push((PATIENTS * EACH) / seconds);
      }
    }
    const [ours, bare] = [median(withLog), median(without)];
    rows.push(
      { what, value: ours, unit: 'events/s' },
      { what: '  the same without the log', value: bare, unit: 'events/s', ratio: bare / ours, most: 1.3 },
    );
  }
  return rows;
}

const appended = (store) => {
  const events = Array.from({ length: PATIENTS }, (_, patient) => eventsOf(`p-${patient}`, EACH));
  return processorSeconds(() =>
    Promise.all(
      events.map(async (own, patient) => {
        for (const event of own) await store.append(`patient-p-${patient}`, 'any', [event]);
      }),
    ),
  );
};

const imported = async (store, folder) => {
  const file = join(folder, 'events.ndjson');
  const lines = Array.from({ length: PATIENTS }, (_, patient) =>
    draftsOf(EACH).map((draft) => `${JSON.stringify({ patientId: `p-${patient}`, ...draft })}\n`),
  );
  writeFileSync(file, lines.flat().join(''));
  const recording = new Recording(store, { now: () => new Date().toISOString() });
  const caller = { subject: 'bench', role: 'local-user', organisation: 'local', requestId: 'bench' };
  const files = [fileAt(file)];
  return processorSeconds(async () => {
    const { counts } = await importFiles({
      files,
      mapping: null,
      secret: Buffer.alloc(32, 7),
      signal: new AbortController().signal,
      record: (patientId, drafts) => recordFacts(store, recording, { patientId, drafts, caller }),
      define: () => Promise.reject(new Error('there is no cohort in it')),
    });
    if (counts.recorded !== PATIENTS * EACH) throw new Error(JSON.stringify(counts));
  });
};

/** A writer without leaves, tiles and hashes: what it leaves behind can be read by nobody. */
async function withoutLog(store, run) {
  const { writer } = store;
  const { hash } = crypto;
  const nothing = { run: () => undefined };
  Object.assign(writer.statements, { leaf: nothing, tile: nothing });
  writer.tree = new Counter(0);
  const sums = { buffer: Buffer.alloc(32), binary: '\0'.repeat(32), base64url: 'A'.repeat(43), hex: '0'.repeat(64) };
  crypto.hash = (_, __, encoding = 'hex') => sums[encoding];
  syncBuiltinESMExports();
  try {
    const figure = await run();
    if ((await store.signed.size()) > 0) throw new Error('there are leaves: this was no writing without the log');
    return figure;
  } finally {
    crypto.hash = hash;
    syncBuiltinESMExports();
  }
}

/** A tree that only counts its leaves. */
class Counter {
  constructor(size) {
    this.size = size;
  }
  append() {
    this.size += 1;
  }
  touched() {
    return [];
  }
  fork() {
    return new Counter(this.size);
  }
}

async function processorSeconds(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
