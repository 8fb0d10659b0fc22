import type { Command } from 'commander';
import { parseClinicalDate } from '../events/index.js';
import { timelineView } from '../projections/index.js';
import { fitsBasis } from '../timeline/index.js';
import { CheckFailed, UsageError } from './failure.js';
import { readFolder } from './folder.js';
import { asKnownAtSource, asOf, command, cutOff, dataDir, json, type ReadOptions } from './options.js';
import { print, printJson } from './output.js';
import { timelineText } from './timeline-text.js';

export const timeline = (): Command =>
  command(
    'timeline',
    "one patient's timeline, with marks for corrected and retracted entries",
    'hepatrace timeline demo-007 --as-of 2026-03-01',
    [asOf(), asKnownAtSource(), cutOff(), json(), dataDir()],
  )
    .argument('<patient>', 'patient id')
    .action(async (patientId: string, options: ReadOptions) => {
      const day = options.cutOff ?? null;
      if (day !== null && parseClinicalDate(day)?.precision !== 'day') {
        throw new UsageError(`--cut-off ${day} is no day: give a date (2009-12-31) or a relative day (+365)`);
      }
      await readFolder(options.dataDir, async ({ atSource, asOf: momentOf }) => {
        const reading = atSource(options.asKnownAtSource);
        const moment = await momentOf(options.asOf);
        const seen = await reading.revealedTimeline(patientId, moment);
        if (!seen.value) throw unknownPatient(patientId, moment !== null || reading.knownAtSource !== null);
        if (!fitsBasis(seen.value, day)) {
          process.stderr.write(
            `hepatrace: ${patientId} has ${seen.value.dateBasis === 'relative' ? 'relative days, no calendar' : 'calendar dates'}: give a cut-off of the same kind\n`,
          );
          throw new CheckFailed();
        }
        const view = timelineView(seen.value, seen.asOf, day, reading.knownAtSource);
        if (options.json) printJson(view);
        else print(timelineText(view));
      });
    });

/** Says that there is no such patient. */
export function unknownPatient(patientId: string, then: boolean): CheckFailed {
  process.stderr.write(
    `hepatrace: ${then ? 'no such patient was known then' : 'there is no such patient'}: ${patientId}\n`,
  );
  return new CheckFailed();
}
