// Kaplan-Meier with limits, log-rank of two groups and Cox (three covariates, Efron) on whole days, beside R's survfitKM,
// survdiff and coxph.fit on the same data in one Rscript. Milliseconds, the median of several runs each.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cox, kaplanMeier, logRank } from '../../dist/statistics/index.js';
import { inFolder, median, rate } from './folder.mjs';

const SIZES = [10_000, 100_000, 1_000_000];
/** Odd; at the smallest size as many again go before, for the compiler. */
const RUNS = 9;
const SCRIPT = fileURLToPath(new URL('./statistics.R', import.meta.url));

/** Each beside its routine of R, and the size at which it must not take longer. */
const ESTIMATORS = [
  {
    what: 'Kaplan-Meier with limits',
    routine: 'survfitKM',
    size: 1_000_000,
    run: ({ times, statuses }) => kaplanMeier(times, statuses),
  },
  { what: 'log-rank, two groups', routine: 'survdiff', size: 100_000, run: logRank },
  { what: 'Cox, three covariates, Efron', routine: 'coxph.fit', size: 100_000, run: cox },
];

export const statistics = () =>
  inFolder(async (folder) => {
    const cohorts = SIZES.map(cohortOf);
    for (const { times, statuses, arms, covariates } of cohorts) {
      const columns = [times, statuses, arms, ...covariates.map(({ values }) => values)];
      writeFileSync(join(folder, String(times.length)), Buffer.concat(columns.map((one) => Buffer.from(one.buffer))));
    }
    const byR = timesInR(folder);
    const rows = [];
    for (const { what, routine, size, run } of ESTIMATORS) {
      for (let round = 0; round < RUNS; round += 1) run(cohorts[0]);
      for (const cohort of cohorts) {
        const patients = cohort.times.length;
        const runs = [];
        for (let round = 0; round < RUNS; round += 1) runs.push((await rate(1, () => run(cohort))).seconds * 1000);
        const value = median(runs);
        const inR = byR?.get(`${routine} ${patients}`);
        rows.push({ what: `${what}, ${patients.toLocaleString('en')} patients`, value, unit: 'ms' });
        rows.push({
          what: `  ${byR ? `R's ${routine}` : 'no Rscript with survival here'}`,
          value: inR,
          unit: 'ms',
          ...(inR !== undefined && { ratio: value / inR, ...(patients === size && { most: 1 }) }),
        });
      }
    }
    return rows;
  });

/** The median milliseconds by routine and size; null without R. */
function timesInR(folder) {
  const { status, stdout } = spawnSync('Rscript', [SCRIPT, folder, RUNS, ...SIZES].map(String), { encoding: 'utf8' });
  if (status !== 0) return null;
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, size, took]) => [`${name} ${size}`, Number(took)]),
  );
}

/** Exponential times in whole days up to some ten years, a third censored; age, sex and number of metastases tell. */
function cohortOf(size) {
  const random = generator(size);
  const [times, statuses, arms] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [age, male, metastases] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let patient = 0; patient < size; patient += 1) {
    arms[patient] = random() < 0.5 ? 0 : 1;
    age[patient] = 40 + 45 * random();
    male[patient] = random() < 0.6 ? 1 : 0;
    metastases[patient] = 1 + Math.floor(8 * random());
    const hazard = Math.exp(
      -7 - 0.2 * arms[patient] + 0.02 * (age[patient] - 60) + 0.1 * male[patient] + 0.05 * metastases[patient],
    );
    const [death, censoring] = [-Math.log(random()) / hazard, 300 + 3000 * random()];
    times[patient] = Math.floor(Math.min(death, censoring));
    statuses[patient] = death <= censoring ? 1 : 0;
  }
  const covariates = Object.entries({ age, male, metastases }).map(([name, values]) => ({ name, values }));
  return { times, statuses, arms, groups: Array.from(arms, (arm) => (arm === 0 ? 'A' : 'B')), covariates };
}

/** Numbers between 0 and 1, the same ones for the same seed: mulberry32. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
