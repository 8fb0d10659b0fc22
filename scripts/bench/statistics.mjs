// Kaplan-Meier with limits, log-rank of two groups and Cox (three and ten covariates, Efron) on whole days, beside R's
// survfitKM, survdiff, coxph.fit (the bare fit) and coxph (as a user calls it, with formula and residuals) on the same data
// in one Rscript. Milliseconds, the median of several runs each.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cox, kaplanMeier, logRank } from '../../dist/statistics/index.js';
import { inFolder, median, rate } from './folder.mjs';

const SIZES = [10_000, 100_000, 1_000_000];
/** Up to here there are ten covariates, and R is also called as its users do: both take long. */
const FEW = 100_000;
/** Odd; at the smallest size as many again go before, for the compiler. */
const RUNS = 9;
const SCRIPT = fileURLToPath(new URL('./statistics.R', import.meta.url));

/** Each beside its routines of R, and the size, if any, at which it must not take longer than the first. */
const ESTIMATORS = [
  {
    what: 'Kaplan-Meier with limits',
    routines: ['survfitKM'],
    size: 1_000_000,
    run: ({ times, statuses }) => kaplanMeier(times, statuses),
  },
  { what: 'log-rank, two groups', routines: ['survdiff'], size: 100_000, run: logRank },
  {
    what: 'Cox, three covariates, Efron',
    // As for the log-rank, the goal is the command that a user of R gives; the bare fitter beneath it stands beside.
    routines: ['coxph', 'coxph.fit'],
    size: 100_000,
    run: (cohort) => cox({ ...cohort, covariates: cohort.covariates.slice(0, 3) }),
  },
  { what: 'Cox, ten covariates, Efron', routines: ['coxph.fit.10'], most: FEW, run: cox },
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
    for (const { what, routines, size, most = Infinity, run } of ESTIMATORS) {
      for (let round = 0; round < RUNS; round += 1) run(cohorts[0]);
      for (const cohort of cohorts) {
        const patients = cohort.times.length;
        if (patients > most) continue;
        const runs = [];
        for (let round = 0; round < RUNS; round += 1) runs.push((await rate(1, () => run(cohort))).seconds * 1000);
        const value = median(runs);
        rows.push({ what: `${what}, ${patients.toLocaleString('en')} patients`, value, unit: 'ms' });
        if (!byR) rows.push({ what: '  no Rscript with survival here', unit: 'ms' });
        for (const [place, routine] of routines.entries()) {
          const inR = byR?.get(`${routine} ${patients}`);
          if (inR === undefined) continue;
          const wanted = place === 0 && patients === size && { most: 1 };
          rows.push({
            what: `  R's ${routine.replace('.10', '')}`,
            value: inR,
            unit: 'ms',
            ratio: value / inR,
            ...wanted,
          });
        }
      }
    }
    return rows;
  });

/** The median milliseconds by routine and size; null without R. */
function timesInR(folder) {
  const { status, stdout } = spawnSync('Rscript', [SCRIPT, folder, RUNS, FEW, ...SIZES].map(String), {
    encoding: 'utf8',
  });
  if (status !== 0) return null;
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, size, took]) => [`${name} ${size}`, Number(took)]),
  );
}

/** Exponential times in whole days up to some ten years, a third censored; age, sex and number of metastases tell, seven more do not. */
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
  const more = Array.from({ length: size > FEW ? 0 : 7 }, () =>
    new Float64Array(size).map(() => (random() < 0.3 ? 1 : 0)),
  );
  const covariates = [
    ...Object.entries({ age, male, metastases }).map(([name, values]) => ({ name, values })),
    ...more.map((values, index) => ({ name: `other ${index}`, values })),
  ];
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
