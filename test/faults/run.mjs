/**
 * npm run test:faults [-- [FAULT …] --seed N --runs N]: what a log goes through, and what of it is lost, halved or wrong.
 * --runs is the most of each fault. Exits with 1 when anything acknowledged is not there as it was recorded.
 */
import { parseArgs } from 'node:util';
import { flippedBytes } from './flipped-bytes.mjs';
import { killedAtPoints, killedAtRandom } from './killed.mjs';
import { oldBackup } from './old-backup.mjs';
import { powerCut } from './power-cut.mjs';
import { Random } from './random.mjs';
import { syncedFirst } from './synced-first.mjs';
import { twoSequencers } from './two-sequencers.mjs';

const FAULTS = {
  kill: killedAtRandom,
  'kill-at': killedAtPoints,
  power: powerCut,
  sync: syncedFirst,
  flip: flippedBytes,
  backup: oldBackup,
  sequencers: twoSequencers,
};
const COUNTS = ['acknowledged', 'lost', 'partial', 'wrong', 'found'];
const MOST_PROBLEMS = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: 'Infinity' } },
});
const [seed, most] = [Number(values.seed), Number(values.runs)];
const unknown = positionals.find((name) => !(name in FAULTS));
if (unknown !== undefined || !Number.isInteger(seed) || !(most >= 1)) {
  console.error(`give any of ${Object.keys(FAULTS).join(', ')}, --seed N and --runs N`);
  process.exit(2);
}

const random = new Random(seed);
const rows = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(FAULTS)) {
  const fault = FAULTS[name];
  const row = { name: fault.name, runs: 0, problems: [] };
  const started = performance.now();
  const tell = (result) => {
    row.runs += 1;
    for (const count of COUNTS) if (result[count] !== undefined) row[count] = (row[count] ?? 0) + result[count];
    row.problems.push(...result.problems);
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${fault.name}: ${row.runs}`);
  };
  await fault
    .run(Math.min(fault.runs, most), random.fork(name), tell)
    .catch((error) => row.problems.push(`it could not be finished: ${error.stack}`));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  rows.push({ ...row, seconds: (performance.now() - started) / 1_000 });
}

const didHarm = ({ lost = 0, partial = 0, wrong = 0, problems }) => lost + partial + wrong + problems.length > 0;
const line = (name, cells) => `${name.padEnd(44)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
console.log(`seed ${seed}\n\n${line('fault', ['runs', ...COUNTS, 'seconds'])}`);
for (const row of rows) {
  console.log(line(row.name, [row.runs, ...COUNTS.map((count) => row[count] ?? '–'), row.seconds.toFixed(1)]));
  for (const problem of row.problems.slice(0, MOST_PROBLEMS)) console.log('  ✗', problem);
  if (row.problems.length > MOST_PROBLEMS) console.log(`  ✗ and ${row.problems.length - MOST_PROBLEMS} more`);
}
for (const { name, runs, problems } of rows)
  if (runs === 0 && problems.length === 0) console.log(`\nnot run, as this machine lacks what it needs: ${name}`);
const failed = rows.filter(didHarm).length;
console.log(failed === 0 ? '\nnothing acknowledged was lost, halved or changed' : `\n${failed} faults did harm`);
process.exitCode = failed === 0 ? 0 : 1;
