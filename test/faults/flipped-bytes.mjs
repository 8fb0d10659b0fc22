import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../dist/adapters/sqlite/event-store.js';
import { inFolder } from './in-folder.mjs';
import { anchorsIn, dataIn, keysIn, openLog } from './open-log.mjs';
import { collect, verified } from './oracle.mjs';
import { visitsOf } from './visits.mjs';

const EVENTS = 'data/events.db';
const KEYS = 'data/keys.db';
const TABLES = ['events', 'leaves', 'tiles', 'checkpoints'];
const PATIENTS = 20;
/** How a store refuses: damaged, not there at all, or shut because the key file's own record is damaged. */
const REFUSALS = new Set(['integrity-failure', 'store-unavailable', 'no-data', 'newer-data', 'wrong-key']);

/**
 * One byte of a log, of its keys or of an anchor is another, or the log's file is cut off. What is read is then what was
 * recorded, or nothing; what `verify` calls clean is what was written, in every table.
 */
export const flippedBytes = {
  name: 'one byte flipped, or a file cut short',
  runs: 500,
  run: (count, random, tell) =>
    inFolder(async (root) => {
      const original = await written(root);
      for (let copy = 0; copy < count; copy += 1) {
        const { name, bytes, what } = damaged(original.files, random);
        layOut(root, { ...original.files, [name]: bytes });
        tell(await lookedAt(root, original, { name, what }));
      }
    }),
};

async function written(root) {
  const log = await openLog(root);
  for (let batch = 0; batch < PATIENTS * 4; batch += 1) {
    const patient = `p${batch % PATIENTS}`;
    await log.store.append(`patient-${patient}`, 'any', visitsOf(patient, 1 + (batch % 4)));
    if (batch % PATIENTS === 0) await log.checkpointer.checkpoint();
  }
  const events = await collect(log.store.readAll({ identity: true }));
  await log.close();
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
  const kept = paths.filter((path) => path === EVENTS || path === KEYS || path.startsWith('anchor'));
  const files = Object.fromEntries(kept.map((path) => [path, readFileSync(join(root, path))]));
  return { files, events, rows: rowsIn(root) };
}

function damaged(files, random) {
  const drawn = random.below(10);
  if (drawn === 0) {
    const length = random.below(files[EVENTS].length);
    return { name: EVENTS, bytes: files[EVENTS].subarray(0, length), what: `cut at ${length}` };
  }
  const anchored = Object.keys(files).filter((path) => path.startsWith('anchor'));
  const name = drawn === 1 ? KEYS : drawn === 2 ? random.pick(anchored) : EVENTS;
  const bytes = Buffer.from(files[name]);
  const at = random.below(bytes.length);
  bytes[at] ^= 1 + random.below(255);
  return { name, bytes, what: `byte ${at}` };
}

function layOut(root, files) {
  for (const folder of readdirSync(root)) rmSync(join(root, folder), { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes, { mode: 0o600 });
  }
}

function rowsIn(root) {
  const database = openDatabase(join(dataIn(root), 'events.db'), { readOnly: true });
  const rows = TABLES.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
  database.close();
  return rows;
}

async function lookedAt(root, { events, rows }, { name, what }) {
  const result = { acknowledged: events.length, lost: 0, partial: 0, wrong: 0, found: 0, problems: [] };
  const problem = (text) => result.problems.push(`${name}, ${what}: ${text}`);
  const keys = keysIn(dataIn(root), true);
  let store = null;
  try {
    store = SqliteEventStore.forReading(dataIn(root), keys);
    let shut = 0;
    for (const { range, read, identity = true, counted = false } of readsOf(store)) {
      const { refused, ...counts } = await held(read, events.filter(range), identity);
      result.wrong += counts.wrong;
      if (!counted) result.lost += counts.lost;
      shut += counts.shut;
      if (refused && !REFUSALS.has(refused.code)) problem(`reading failed: ${refused.stack}`);
    }
    const log = { signed: store.signed, stored: store.stored, store, keys };
    const { findings, notChecked } = await verified(log, anchorsIn(root));
    if (findings.length > 0 || notChecked.length > 0) result.found = 1;
    else if (shut > 0) problem('a sealed note is shut, and verify finds nothing');
    else if (!isDeepStrictEqual(rowsIn(root), rows)) problem('verify calls clean what was not written so');
  } catch (error) {
    if (REFUSALS.has(error.code)) result.found = 1;
    else problem(`opening or verifying failed: ${error.stack}`);
  } finally {
    await store?.close();
    await keys.close();
  }
  return result;
}

/** Each way to read, and which events it has to give; whoever folds all streams counts them himself. */
const readsOf = (store) => [
  { range: () => true, read: store.readAll({ identity: true }) },
  { range: () => true, read: store.readStreams(), identity: false, counted: true },
  ...Array.from({ length: PATIENTS }, (_, patient) => ({
    range: ({ patientId }) => patientId === `p${patient}`,
    read: store.readStream(`patient-p${patient}`, { identity: true }),
  })),
];

/** Counts what is given that was not recorded so, and what is kept back without a word. */
async function held(read, expected, identity) {
  const given = [];
  let refused = null;
  try {
    for await (const batch of read) given.push(...batch);
  } catch (error) {
    refused = error;
  }
  const recorded = new Map(expected.map((event) => [event.position, event]));
  return {
    wrong: given.filter((event) => !isServed(event, recorded.get(event.position))).length,
    shut: given.filter(({ note, position }) => identity && note === undefined && recorded.has(position)).length,
    lost: refused ? 0 : expected.length - given.length,
    refused,
  };
}

/** As it was recorded; the sealed note may be shut. */
function isServed(event, recorded) {
  const { note: _, ...shut } = recorded ?? {};
  return isDeepStrictEqual(event, recorded) || isDeepStrictEqual(event, shut);
}
