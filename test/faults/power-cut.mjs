import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { Anchor } from '../../dist/ports/index.js';
import { inFolder } from './in-folder.mjs';
import { dataIn, openLog } from './open-log.mjs';
import { Oracle } from './oracle.mjs';
import { visitsOf } from './visits.mjs';

/** In the order in which they are synced: a key before the event that needs it, a journal before its database. */
const FILES = ['keys.db-wal', 'keys.db', 'events.db-wal', 'events.db'];
/** What a disk writes at once; more may be torn. */
const SECTOR = 512;
const WAL_HEADER = 32;
const STEPS = 60;

/**
 * A log is written step by step, each step one commit or one move of the journal into the database, and its files are kept
 * after each. The power goes off amid a step: what was synced before is there; of what changes in the file that is being
 * written there are some sectors, or the first bytes, and the rest is as it was, zero, or garbage.
 */
export const powerCut = {
  name: 'power cut amid a step',
  runs: 1_000,
  run: async (count, random, tell) => {
    const states = await inFolder((root) => written(root, random));
    await inFolder(async (root) => {
      for (let image = 0; image < count; image += 1) {
        const step = random.below(STEPS);
        tell(await lookedAt(root, imageOf(states[step], states[step + 1], random), states[step], step));
      }
    });
  },
};

/** An anchor on another machine: it has what it was given, and gives it again. */
class Elsewhere extends Anchor {
  name = 'elsewhere';

  constructor(notes) {
    super();
    this.notes = [...notes];
  }

  lastNotes() {
    return Promise.resolve(this.notes.slice(-1));
  }

  keep({ note }) {
    this.notes.push(note);
    return Promise.resolve();
  }
}

/** The state before the first step and after each: files, what was acknowledged, what was anchored. */
async function written(root, random) {
  const oracle = new Oracle();
  const anchor = new Elsewhere([]);
  const log = await openLog(root, { anchors: [anchor] });
  const state = () => ({ files: filesIn(root), acknowledged: new Map(oracle.acknowledged), notes: [...anchor.notes] });
  await oracle.recordOn(log);
  await log.checkpointer.checkpoint();
  const states = [state()];
  for (let step = 0; step < STEPS; step += 1) {
    const drawn = random.below(10);
    if (drawn === 0) intoTheDatabase(root, random.pick(['keys.db', 'events.db']));
    else if (drawn === 1) await log.checkpointer.checkpoint();
    else await appended(log, oracle, random);
    states.push(state());
  }
  await log.close();
  return states;
}

/** Batches that wait together share one commit. */
async function appended({ store }, oracle, random) {
  const patients = Array.from({ length: 1 + random.below(4) }, () => `p${random.below(40)}`);
  const answers = await Promise.all(
    [...new Set(patients)].map((patient) =>
      store.append(`patient-${patient}`, 'any', visitsOf(patient, 1 + random.below(5))),
    ),
  );
  for (const { events } of answers) oracle.hear(events.map(({ position, id }) => `${position} ${id}`));
}

/** Moves the journal into the database: the next commit begins a new one. */
function intoTheDatabase(root, file) {
  const database = openDatabase(join(dataIn(root), file));
  database.pragma('wal_checkpoint(PASSIVE)');
  database.close();
}

const filesIn = (root) =>
  Object.fromEntries(
    FILES.map((name) => [name, join(dataIn(root), name)]).map(([name, file]) => [
      name,
      existsSync(file) ? readFileSync(file) : Buffer.alloc(0),
    ]),
  );

/** The files as the disk has them when the power goes off between two states. */
function imageOf(before, after, random) {
  const changing = FILES.filter((name) => !before.files[name].equals(after.files[name]));
  const amid = random.pick(changing.length > 0 ? changing : FILES);
  const image = {};
  for (const name of FILES) {
    const [old, fresh] = [before.files[name], after.files[name]];
    const done = FILES.indexOf(name) < FILES.indexOf(amid);
    const tear = name.endsWith('-wal') ? tornJournal : torn;
    image[name] = name === amid ? tear(old, fresh, random) : done ? fresh : old;
  }
  return image;
}

/**
 * A journal that begins anew. SQLite syncs its header before the first frame (ticket ff5be73dee): else what is left of the
 * old one could be taken for a journal that ends early. So the power goes off amid the one or amid the other.
 */
function tornJournal(old, fresh, random) {
  if (old.subarray(0, WAL_HEADER).equals(fresh.subarray(0, WAL_HEADER))) return torn(old, fresh, random);
  const begun = Buffer.concat([fresh.subarray(0, WAL_HEADER), old.subarray(WAL_HEADER)]);
  return random.below(2) === 0 ? torn(old, begun, random) : torn(begun, fresh, random);
}

/**
 * A file of which only some of what is new was written. No byte beside those that were written is touched: SQLite counts on
 * that (powersafe overwrite), for the frames of a journal share sectors.
 */
function torn(old, fresh, random) {
  const kind = random.pick(['cut', 'zeros', 'garbage', 'sectors']);
  const bytes = Buffer.alloc(Math.max(old.length, fresh.length));
  old.copy(bytes);
  const changes = changesOf(old, fresh);
  const { from, to } = changes.length > 0 ? random.pick(changes) : { from: fresh.length, to: fresh.length + 1 };
  const cut = from + random.below(to - from);
  for (const { from, to } of changes) {
    const upTo = kind === 'sectors' ? random.pick([from, to]) : Math.max(from, Math.min(to, cut));
    fresh.copy(bytes, from, from, upTo);
    if (kind === 'zeros') bytes.fill(0, upTo, to);
    if (kind === 'garbage') random.bytes(to - upTo).copy(bytes, upTo);
  }
  if (kind === 'cut') return bytes.subarray(0, Math.max(old.length, cut));
  return kind === 'garbage' ? Buffer.concat([bytes, random.bytes(random.below(4) * SECTOR)]) : bytes;
}

/** What of each sector is new, from the first byte that differs to the last. */
function changesOf(old, fresh) {
  const changes = [];
  for (let at = 0; at < fresh.length; at += SECTOR) {
    const end = Math.min(at + SECTOR, fresh.length);
    if (end <= old.length && fresh.subarray(at, end).equals(old.subarray(at, end))) continue;
    let [from, to] = [at, end];
    while (fresh[from] === old[from]) from += 1;
    while (fresh[to - 1] === old[to - 1]) to -= 1;
    changes.push({ from, to });
  }
  return changes;
}

async function lookedAt(root, files, { acknowledged, notes }, step) {
  rmSync(dataIn(root), { recursive: true, force: true });
  mkdirSync(dataIn(root));
  for (const [name, bytes] of Object.entries(files))
    if (bytes.length > 0) writeFileSync(join(dataIn(root), name), bytes, { mode: 0o600 });
  const oracle = new Oracle();
  oracle.acknowledged = new Map(acknowledged);
  const log = await openLog(root, { anchors: [new Elsewhere(notes)] });
  try {
    const examined = await oracle.examine(log, [], { readModels: false });
    await oracle.recordOn(log);
    await log.checkpointer.checkpoint();
    return { ...examined, problems: examined.problems.map((problem) => `amid step ${step}: ${problem}`) };
  } finally {
    await log.close();
  }
}
