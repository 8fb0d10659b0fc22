import { cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder } from './in-folder.mjs';
import { anchorsIn, dataIn, openLog } from './open-log.mjs';
import { Oracle, collect, verified } from './oracle.mjs';
import { visitsOf } from './visits.mjs';

const BACKUPS = 8;
const KINDS = ['events', 'keys', 'both', 'journal', 'all keys'];
const by = { subject: 'u-1', role: 'administrator', organisation: 'org-1' };

/**
 * An older copy of events.db, of keys.db or of both is put back, the journal is lost, or all keys. A log that is shorter than
 * its anchors know takes nothing and signs nothing, and says which indexes are missing; patients whose key is missing are
 * named. Thawed, it goes on and is clean under its new name.
 */
export const oldBackup = {
  name: 'an old backup put back',
  runs: 40,
  run: (count, random, tell) =>
    inFolder(async (home) => {
      const { backups, whole } = await backedUp(home, random);
      for (let run = 0; run < count; run += 1) {
        const kind = KINDS[run % KINDS.length];
        const [root, old] = [join(home, 'restored'), random.pick(backups)];
        cpSync(whole.root, root, { recursive: true });
        restore(kind, old, whole, dataIn(root));
        tell(await lookedAt(root, kind, old, whole));
        rmSync(root, { recursive: true });
      }
    }),
};

/** A log that is stopped and copied again and again, each time with new patients; at last it is copied as it runs. */
async function backedUp(home, random) {
  const root = join(home, 'log');
  const oracle = new Oracle();
  const backups = [];
  for (let copy = 0; copy < BACKUPS; copy += 1) {
    const log = await openLog(root);
    for (let batch = 0; batch < 5; batch += 1) await recorded(log, oracle, `p${copy}-${batch}`, random);
    await log.close();
    backups.push({ root: join(home, `backup-${copy}`), size: oracle.acknowledged.size });
    cpSync(root, backups.at(-1).root, { recursive: true });
  }
  const log = await openLog(root);
  await recorded(log, oracle, 'last', random);
  await log.checkpointer.checkpoint();
  while ((await log.checkpointer.status()).anchors.some(({ size }) => size !== oracle.acknowledged.size))
    await new Promise((resolve) => setTimeout(resolve, 5));
  const running = { root: join(home, 'running'), size: oracle.acknowledged.size };
  cpSync(root, running.root, { recursive: true });
  await log.close();
  return { backups, whole: { ...running, acknowledged: oracle.acknowledged } };
}

async function recorded({ store }, oracle, patient, random) {
  const { events } = await store.append(`patient-${patient}`, 'any', visitsOf(patient, 1 + random.below(6)));
  oracle.hear(events.map(({ position, id }) => `${position} ${id}`));
}

function restore(kind, old, whole, data) {
  const put = (name) => {
    for (const ending of ['', '-wal', '-shm']) rmSync(join(data, name + ending), { force: true });
    if (existsSync(join(dataIn(old.root), name))) cpSync(join(dataIn(old.root), name), join(data, name));
  };
  if (kind === 'events' || kind === 'both') put('events.db');
  if (kind === 'keys' || kind === 'both') put('keys.db');
  if (kind === 'journal') for (const ending of ['-wal', '-shm']) rmSync(join(data, `events.db${ending}`));
  if (kind === 'all keys') for (const ending of ['', '-wal', '-shm']) rmSync(join(data, `keys.db${ending}`));
}

async function lookedAt(root, kind, old, { size, acknowledged }) {
  const notes = notesIn(root);
  const log = await openLog(root);
  try {
    const there = await log.signed.size();
    const answer = await visit(log);
    const { frozen } = await log.checkpointer.status();
    const codes = (await verified(log, anchorsIn(root))).findings.map(({ code }) => code);
    const wrong =
      kind === 'keys'
        ? [[answer.position !== size, 'it does not go on'], namedBy(codes, 'key-missing')]
        : [
            [answer.code !== 'log-frozen', 'it takes a visit'],
            [notesIn(root) !== notes, 'it signed another story'],
            ...(kind === 'all keys'
              ? [namedBy(codes, 'bad-signature', 'unknown-key')]
              : cutOff(there, size, frozen, codes)),
          ];
    if (frozen) {
      await log.checkpointer.thaw('backup put back', by);
      wrong.push([(await visit(log)).revision !== 0, 'thawed, it does not go on']);
    }
    const places = new Map((await collect(log.store.readAll())).map(({ id, position }) => [id, position]));
    const lost = [...acknowledged].filter(([id, position]) => position < there && places.get(id) !== position).length;
    const problems = wrong.flatMap(([is, text]) => (is ? `${kind}, copy of ${old.size} events: ${text}` : []));
    return { acknowledged: size, lost, found: problems.length === 0 ? 1 : 0, problems };
  } finally {
    await log.close();
  }
}

/** What the store answers to one more visit, or why it does not take it. */
const visit = ({ store }) => store.append('patient-new', 'any', visitsOf('new', 1)).catch((error) => error);

const namedBy = (codes, ...expected) => [
  !codes.some((code) => expected.includes(code)),
  `verify says ${codes.join(', ')}, not ${expected.join(' or ')}`,
];

/** The freeze names each index that is missing, in words too, and so does verify. */
function cutOff(there, size, frozen, codes) {
  const last = size - 1;
  const text = there === last ? `index ${last} is missing` : `indexes ${there} to ${last} are missing`;
  const named = frozen?.because.some(
    ({ missing, text: said }) => missing?.from === there && missing.to === last && said.includes(text),
  );
  return [[!named, `it does not say that ${text}: ${JSON.stringify(frozen)}`], namedBy(codes, 'truncated')];
}

/** All that the anchors keep. */
const notesIn = (root) =>
  anchorsIn(root)
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'base64'))
    .join(' ');
