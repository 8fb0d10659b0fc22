import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inFolder } from './in-folder.mjs';
import { anchorsIn, openLog } from './open-log.mjs';
import { Oracle } from './oracle.mjs';

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));
/** Kills of one log, one after the other; then a new log, so that none grows long. */
const KILLS_OF_A_LOG = 10;
const LONGEST_LIFE_MS = 200;
const PATIENCE_MS = 60_000;

const POINTS = [
  ...['events.db', 'keys.db', 'read-models.db'].flatMap((file) => [
    `before a commit of ${file}`,
    `after a commit of ${file}`,
  ]),
  ...['keeping a checkpoint', 'anchoring', 'switching the read models'].flatMap((what) => [
    `before ${what}`,
    `after ${what}`,
  ]),
  'amid anchoring',
];

export const killedAtRandom = {
  name: 'kill -9 at a random moment, 8 recorders',
  runs: 200,
  run: (count, random, tell) =>
    killings(count, tell, () => {
      const life = random.below(LONGEST_LIFE_MS);
      const since = random.pick(['it begins', 'its first answer', 'its first answer', 'its first answer']);
      return {
        args: [],
        what: `${life} ms after ${since}`,
        kill: async (child, closed, answered) => {
          if (since !== 'it begins') await Promise.race([answered, closed]);
          await delay(life);
          child.kill('SIGKILL');
        },
      };
    }),
};

export const killedAtPoints = {
  name: 'kill -9 at a named point',
  runs: POINTS.length * 4,
  run: (count, random, tell) => {
    const first = random.below(POINTS.length);
    let next = first;
    return killings(count, tell, () => {
      const point = POINTS[next++ % POINTS.length];
      const time = point.endsWith('switching the read models') ? 1 : 1 + random.below(8);
      return {
        args: ['--at', point, '--time', String(time)],
        what: `${point}, time ${time}`,
        kill: async (child, closed) => {
          await Promise.race([closed, delay(PATIENCE_MS, undefined, { ref: false })]);
          child.kill('SIGKILL');
        },
      };
    });
  },
};

/** Two logs side by side: one is examined while the writer of the other starts. */
async function killings(count, tell, next) {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      const kills = Math.min(left, KILLS_OF_A_LOG);
      left -= kills;
      await inFolder(async (root) => {
        const oracle = new Oracle();
        for (let kill = 0; kill < kills; kill += 1) tell(await killedOnce(root, oracle, next()));
      });
    }
  };
  await Promise.all([lane(), lane()]);
}

async function killedOnce(root, oracle, { args, what, kill }) {
  const before = oracle.acknowledged.size;
  const child = spawn(process.execPath, [WRITER, root, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const [said, complaints] = [[], []];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  const [begun, answered] = [once(child.stdout, 'data'), answerOf(child)];
  await Promise.race([begun, closed]);
  await kill(child, closed, answered);
  const [, signal] = await closed;
  const struck = !child.killed && args.length > 0;
  oracle.hear(Buffer.concat(said).toString().split('\n').slice(0, -1));
  const log = await openLog(root);
  try {
    await log.projector.start();
    const examined = await oracle.examine(log, anchorsIn(root));
    await oracle.recordOn(log);
    const problems = examined.problems.map((problem) => `killed ${what}: ${problem}`);
    if (signal !== 'SIGKILL') problems.push(`the writer ended by itself: ${Buffer.concat(complaints).toString()}`);
    if (args.length > 0 && !struck) problems.push(`the writer never came to the point ${what}`);
    return { ...examined, acknowledged: oracle.acknowledged.size - before, problems };
  } finally {
    await log.close();
  }
}

/** The first line after the one that says that it begins. */
const answerOf = ({ stdout }) =>
  new Promise((resolve) => {
    stdout.on('data', (chunk) => {
      if (/\d /.test(chunk)) resolve();
    });
  });
