import type { Command } from 'commander';
import { Option } from 'commander';
import { parseClinicalDate } from '../events/index.js';
import { questionOf } from '../outcomes/index.js';
import { NOTHING_KNOWN, timelineView } from '../projections/index.js';
import { timelineDiff, timelineDiffView } from '../studies/index.js';
import { fitsBasis } from '../timeline/index.js';
import { CheckFailed, UsageError } from './failure.js';
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
import { print, printJson } from './output.js';
import { timelineDiffText } from './timeline-diff-text.js';
import { timelineText } from './timeline-text.js';

/** What `timeline` takes beside what all reads do. */
interface TimelineOptions extends ReadOptions {
  readonly diff?: readonly string[];
}

const diff = (): Option =>
  new Option(
    '--diff <moments...>',
    'what was learnt between two moments (the second: now unless given), and what that did to the endpoints',
  ).conflicts('asOf');

export const timeline = (): Command =>
  command(
    'timeline',
    "one patient's timeline, with marks for corrected and retracted entries",
    'hepatrace timeline demo-007 --as-of 2026-03-01',
    [asOf(), diff(), asKnownAtSource(), cutOff(), ruleSet(), timeZero(), option(), json(), dataDir()],
  )
    .argument('<patient>', 'patient id')
    .action(async (patientId: string, options: TimelineOptions) => {
      if (options.diff) return showDiff(patientId, options, options.diff);
      refuseUnused(options);
      const day = options.cutOff ?? null;
      if (day !== null && parseClinicalDate(day)?.precision !== 'day') {
        throw new UsageError(`--cut-off ${day} is no day: give a date (2009-12-31) or a relative day (+365)`);
      }
      await readFolder(options.dataDir, async ({ atSource, asOf: momentOf }) => {
        const reading = atSource(options.asKnownAtSource);
        const moment = await momentOf(options.asOf);
        const seen = await reading.revealedTimeline(patientId, moment);
        const { value } = seen;
        if (!value) throw unknownPatient(patientId, moment !== null || reading.knownAtSource !== null);
        if (!fitsBasis(value, day)) {
          process.stderr.write(
            `hepatrace: ${patientId} has ${value.dateBasis === 'relative' ? 'relative days, no calendar' : 'calendar dates'}: give a cut-off of the same kind\n`,
          );
          throw new CheckFailed();
        }
        const view = timelineView({ ...seen, value }, day, reading.knownAtSource);
        if (options.json) printJson(view);
        else print(timelineText(view));
      });
    });

/** The rules of endpoints say nothing of a timeline itself. */
function refuseUnused({ ruleSet, timeZero, option }: TimelineOptions): void {
  if (ruleSet !== undefined || timeZero !== undefined || (option?.length ?? 0) > 0)
    throw new UsageError(
      '--rule-set, --time-zero and --option are of the endpoints in --diff: give that too, or see outcomes',
    );
}

async function showDiff(patientId: string, options: TimelineOptions, moments: readonly string[]): Promise<void> {
  const [from, to, ...more] = moments;
  if (more.length > 0) throw new UsageError(`two moments are compared, not ${moments.join(', ')}`);
  const question = questionOf(options);
  await readFolder(options.dataDir, async ({ atSource, asOf: momentOf }) => {
    const reading = atSource(options.asKnownAtSource);
    const [earlier, later] = [(await momentOf(from)) ?? NOTHING_KNOWN, await momentOf(to)];
    if (later && earlier.position > later.position)
      throw new UsageError(`${moments.join(' ')}: give the earlier of the two first`);
    const found = await timelineDiff(reading, patientId, question, earlier, later);
    if (!found) throw unknownPatient(patientId, later !== null || reading.knownAtSource !== null);
    if (options.json) printJson(timelineDiffView(found));
    else print(timelineDiffText(found));
  });
}

/** Says that there is no such patient. */
export function unknownPatient(patientId: string, then: boolean): CheckFailed {
  process.stderr.write(
    `hepatrace: ${then ? 'no such patient was known then' : 'there is no such patient'}: ${patientId}\n`,
  );
  return new CheckFailed();
}
