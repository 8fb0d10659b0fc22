// npm run bench [appends|cohorts|imports|log|provenance|reads|statistics|verify …]: figures of this machine, each beside a reference of the same run.
import { cpus } from 'node:os';
import { appends } from './bench/appends.mjs';
import { cohorts } from './bench/cohorts.mjs';
import { imports } from './bench/imports.mjs';
import { logCost as log } from './bench/log-cost.mjs';
import { provenance } from './bench/provenance.mjs';
import { reads } from './bench/reads.mjs';
import { statistics } from './bench/statistics.mjs';
import { verify } from './bench/verify.mjs';

const ALL = { appends, cohorts, imports, log, provenance, reads, statistics, verify };
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in ALL));
if (unknown !== undefined) {
  console.error(`there is no benchmark ${unknown}: ${Object.keys(ALL).join(', ')}`);
  process.exit(2);
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
console.log(`${''.padEnd(56)}${'measured'.padStart(12)}            ratio  wanted`);
let short = 0;
for (const name of wanted.length > 0 ? wanted : Object.keys(ALL)) {
  for (const row of await ALL[name]()) console.log(line(row));
}
console.log(short === 0 ? '\nall figures are as wanted' : `\n${short} figures fall short`);

function line({ what, value, unit, ratio, least, most, floor, ceiling = Infinity }) {
  const met =
    least !== undefined
      ? ratio >= least
      : most !== undefined
        ? ratio <= most
        : (floor === undefined || value >= floor) && value <= ceiling;
  if (!met) short += 1;
  const goal =
    least !== undefined
      ? `≥ ${least} ×`
      : most !== undefined
        ? `≤ ${most} ×`
        : floor !== undefined
          ? `≥ ${floor.toLocaleString('en')}`
          : ceiling < Infinity
            ? `≤ ${ceiling.toLocaleString('en')}`
            : '';
  const figure =
    value === undefined
      ? ''
      : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
  const times = ratio === undefined ? '' : `${ratio.toFixed(2)} ×`;
  return `${what.padEnd(56)}${figure.padStart(12)} ${unit.padEnd(11)}${times.padStart(9)}  ${goal}${met ? '' : '  ✗'}`.trimEnd();
}
