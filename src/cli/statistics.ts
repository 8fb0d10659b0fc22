import { Command } from 'commander';
import { logRankTest, rmst, trend } from './statistics/comparisons.js';
import { cox } from './statistics/cox.js';
import { km, reverseKm } from './statistics/curves.js';
import { estimatorCommand } from './statistics/estimator.js';
import { incidence } from './statistics/incidence.js';
import { difference, fisher, proportion } from './statistics/proportions.js';
import { landmark, simonMakuch } from './statistics/state-changes.js';

const ESTIMATORS = [
  km,
  reverseKm,
  logRankTest,
  trend,
  cox,
  rmst,
  incidence,
  simonMakuch,
  landmark,
  proportion,
  difference,
  fisher,
];

export const statistics = (): Command => {
  const made = new Command('statistics')
    .description('the bare estimators on any table of numbers, to check them against R')
    .addHelpText(
      'after',
      `\nExample:\n  hepatrace statistics ${km.name} ${km.example}\n\nTimes are whole days. Rows that lack a value (empty, NA) are dropped and counted.\nGroups that are known only after time zero (resected or not) take landmark, simon-makuch or cox --since.`,
    );
  for (const estimator of ESTIMATORS) made.addCommand(estimatorCommand(estimator).exitOverride());
  return made;
};
