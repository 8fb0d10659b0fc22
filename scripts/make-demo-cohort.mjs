/**
 * Writes the demo cohort, 60 SYNTHETIC patients made after a published series (README beside the output):
 *
 *     node scripts/make-demo-cohort.mjs [--out FILE]
 *
 * The same seed gives the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accrue } from './demo-cohort/accrual.mjs';
import { historyOf } from './demo-cohort/history.mjs';
import { PLAN } from './demo-cohort/plan.mjs';
import { draws } from './demo-cohort/random.mjs';

const SEED = 20110315;
const OUT = fileURLToPath(new URL('../examples/demo-cohort/events.ndjson', import.meta.url));

const { values } = parseArgs({ options: { out: { type: 'string', default: OUT } } });

const lines = accrue(PLAN, draws(SEED)).flatMap(({ plan, foundOn }, i) => {
  const patientId = `demo-${String(i + 1).padStart(3, '0')}`;
  // A stream of draws for each patient: what is changed in one leaves the others as they are.
  return historyOf(plan, patientId, foundOn, draws(SEED + 1 + plan.index));
});
writeFileSync(values.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
