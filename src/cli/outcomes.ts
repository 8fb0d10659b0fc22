import type { Command } from 'commander';
import { questionOf } from '../outcomes/index.js';
import { outcomesView } from '../projections/index.js';
import { readFolder } from './folder.js';
import {
  asKnownAtSource,
  asOf,
  command,
  cutOff,
  dataDir,
  json,
  option,
  ruleSet,
  timeZero,
  type ReadOptions,
} from './options.js';
import { outcomesText } from './outcomes-text.js';
import { print, printJson } from './output.js';
import { unknownPatient } from './timeline.js';

export const outcomes = (): Command =>
  command(
    'outcomes',
    "one patient's endpoints, with the reason and the evidence of each",
    'hepatrace outcomes demo-007 --cut-off 2009-12-31',
    [ruleSet(), timeZero(), option(), asOf(), asKnownAtSource(), cutOff(), json(), dataDir()],
  )
    .argument('<patient>', 'patient id')
    .action(async (patientId: string, options: ReadOptions) => {
      const question = questionOf(options);
      await readFolder(options.dataDir, async ({ atSource, asOf: momentOf }) => {
        const reading = atSource(options.asKnownAtSource);
        const moment = await momentOf(options.asOf);
        const seen = await reading.outcomes(patientId, question, moment);
        const { value } = seen;
        if (!value) throw unknownPatient(patientId, moment !== null || reading.knownAtSource !== null);
        const view = outcomesView({ ...seen, value }, reading.knownAtSource);
        if (options.json) printJson(view);
        else print(outcomesText(view));
      });
    });
