/**
 * Opens a log as the service does and records visits until it is killed; prints each acknowledged event as `position id`.
 *
 *     node writer.mjs FOLDER [--at POINT --time N]    8 recorders; kills itself when it gets to the point the nth time
 *     node writer.mjs FOLDER --alone COUNT            one recorder, one batch after the other, then ends
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { openExclusively } from '../../dist/adapters/sqlite/database.js';
import { rebuild } from '../../dist/projections/index.js';
import { openLog } from './open-log.mjs';
import { visitsOf } from './visits.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { at: { type: 'string' }, time: { type: 'string', default: '1' }, alone: { type: 'string' } },
});
let left = Number(values.time);

function reached(point) {
  if (point !== values.at) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** Says of every transaction of the driver when it is about to be committed, and when it is. */
function watchTransactions() {
  const any = openExclusively(':memory:');
  const driver = Object.getPrototypeOf(any);
  any.close();
  const transaction = driver.transaction;
  driver.transaction = function watched(work) {
    const file = basename(this.name);
    const inner = transaction.call(this, (...given) => {
      const answer = work(...given);
      reached(`before a commit of ${file}`);
      return answer;
    });
    const outer =
      (run) =>
      (...given) => {
        const answer = run(...given);
        reached(`after a commit of ${file}`);
        return answer;
      };
    return Object.assign(outer(inner), { immediate: outer(inner.immediate) });
  };
}

async function recorder(store, batches) {
  for (let batch = 0, patientId; batch < batches; batch += 1) {
    if (batch % 10 === 0) patientId = randomUUID();
    const { events } = await store.append(`patient-${patientId}`, 'any', visitsOf(patientId, 1 + (batch % 4)));
    writeSync(1, events.map(({ position, id }) => `${position} ${id}\n`).join(''));
  }
}

if (values.at) watchTransactions();
writeSync(1, 'begins\n');
const log = await openLog(positionals[0], { reached });
if (values.alone) {
  await recorder(log.store, Number(values.alone));
  await log.close();
} else {
  await rebuild(log.store, log.models);
  await log.projector.start();
  await Promise.all(Array.from({ length: 8 }, () => recorder(log.store, Infinity)));
}
