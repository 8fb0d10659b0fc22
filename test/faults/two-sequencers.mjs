import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import ts from 'typescript';
import { FileAnchor } from '../../dist/adapters/anchors/file.js';
import { KurrentEventStore } from '../../dist/adapters/kurrentdb/event-store.js';
import { SystemClock } from '../../dist/adapters/system-clock.js';
import { Checkpointer } from '../../dist/provenance/index.js';
import { inFolder } from './in-folder.mjs';
import { anchorsIn, keysIn } from './open-log.mjs';
import { Oracle } from './oracle.mjs';
import { visitsOf } from './visits.mjs';

const LEAVES = 'transparency-log';
/** Runs at once: each waits for its sequencers most of the time. */
const AT_ONCE = 10;
const PATIENCE_MS = 60_000;

/** The server's double is written in TypeScript, as the tests that it is made for. */
const source = readFileSync(new URL('../adapters/kurrentdb-double.ts', import.meta.url), 'utf8');
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
});
const { KurrentDouble } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);

/**
 * Of two sequencers on one server one is paused with its leaves under way, while the other goes on; then those leaves arrive,
 * and the server has to refuse them. Each event has one place, in the server's order, and no two stories are signed.
 */
export const twoSequencers = {
  name: 'two sequencers, one paused',
  runs: 50,
  run: async (count, random, tell) => {
    for (let begun = 0; begun < count; begun += AT_ONCE) {
      const runs = Array.from({ length: Math.min(AT_ONCE, count - begun) }, (_, run) =>
        random.fork(`run ${begun + run}`),
      );
      await Promise.all(runs.map(async (draws) => tell(await inFolder((root) => paused(root, draws)))));
    }
  },
};

async function paused(root, random) {
  const server = new KurrentDouble();
  const oracle = new Oracle();
  const [one, other] = ['one', 'other'].map((name, index) => sequencer(server, root, name, anchorsIn(root)[index]));
  try {
    for (let batch = 1 + random.below(4); batch > 0; batch -= 1)
      await Promise.all([one, other].map((process) => recorded(process, oracle, random)));
    one.pause();
    const sent = [one, other].flatMap((process) =>
      Array.from({ length: 1 + random.below(3) }, () => recorded(process, oracle, random)),
    );
    await Promise.all(sent);
    await until(() => one.held() > 0 && placedIn(server) === visitsIn(server).length);
    await Promise.allSettled([one.checkpointer.checkpoint(), other.checkpointer.checkpoint()]);
    one.resume();
    await recorded(one, oracle, random);
    await until(() => placedIn(server) === visitsIn(server).length);
    await until(async () => (await one.store.head())?.position === (await other.store.head())?.position);
    await Promise.allSettled([one.checkpointer.checkpoint(), other.checkpointer.checkpoint()]);
    const { problems, ...examined } = await oracle.examine(other, anchorsIn(root), { readModels: false });
    const places = server.streams.get(LEAVES).map(({ data }) => data);
    if (places.some(({ id, index }, at) => index !== at || id !== visitsIn(server)[at].id))
      problems.push('the places of the log are not in the order of the server');
    if (places.some(({ at }, index) => at < (places[index - 1]?.at ?? ''))) problems.push('time went back');
    const fenced = one.refused();
    if (fenced === 0) problems.push('the leaves that came late were not refused');
    return { ...examined, found: fenced > 0 ? 1 : 0, problems };
  } finally {
    one.resume();
    await Promise.all([one.close(), other.close()]);
  }
}

/** A process of its own; while it is paused, what it writes to the log is under way. */
function sequencer(server, root, name, anchor) {
  let gate = null;
  let [held, refused] = [0, 0];
  const connect = () => {
    const client = server.connect();
    const append = client.appendToStream;
    client.appendToStream = async (stream, ...rest) => {
      const late = stream === LEAVES && gate !== null;
      if (late) {
        held += 1;
        await gate.promise;
      }
      return append(stream, ...rest).catch((error) => {
        if (late && error.type === 'wrong-expected-version') refused += 1;
        throw error;
      });
    };
    return client;
  };
  const keys = keysIn(root);
  const clock = new SystemClock();
  const options = { indexFile: join(root, `${name}.db`), sequencedMs: 50, callMs: PATIENCE_MS };
  const store = new KurrentEventStore(connect, keys, clock, options);
  const checkpointer = new Checkpointer(store, store.signed, keys, clock, [new FileAnchor(anchor)]);
  return {
    ...{ store, signed: store.signed, stored: store.stored, keys, checkpointer },
    held: () => held,
    refused: () => refused,
    pause: () => (gate = openable()),
    resume: () => {
      gate?.open();
      gate = null;
    },
    close: async () => {
      await checkpointer.close();
      await store.close();
      await keys.close();
    },
  };
}

function openable() {
  let open;
  const promise = new Promise((resolve) => (open = resolve));
  return { promise, open };
}

async function recorded({ store }, oracle, random) {
  const patient = `p${random.below(5)}`;
  const { events } = await store.append(`patient-${patient}`, 'any', visitsOf(patient, 1 + random.below(3)));
  oracle.hear(events.map(({ position, id }) => `${position} ${id}`));
}

const visitsIn = (server) => server.all.filter(({ streamId }) => streamId.startsWith('patient-'));
const placedIn = (server) => server.streams.get(LEAVES)?.length ?? 0;

async function until(isSo) {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it never came to be so');
    await delay(5);
  }
}
