import {
  AnalysisRun,
  groupingFacts,
  type Analysis,
  type CohortUsed,
  type Context,
  type LogUsed,
  type ParameterValue,
  type ResultOf,
} from '../analyses/index.js';
import { derive, type Asked, type Question } from '../outcomes/index.js';
import type { LogPoint, SignedLog } from '../ports/index.js';
import type { Reading, ReplayOptions } from '../projections/index.js';
import { HashTree, canonicalSha256 } from '../provenance/index.js';
import { membersOf, questionAbout, questionOfMember, refuseImmortalTime, type ChosenCohort } from './members.js';

/** What is asked of which patients. */
export interface Study {
  readonly cohort: ChosenCohort;
  readonly asked: Asked;
  readonly groupBy?: string | undefined;
  readonly stratifyBy?: string | undefined;
  /** The analysis' own, as given. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where a result comes from, for its manifest. */
export interface Origin {
  readonly log: SignedLog;
  /** Version of this software. */
  readonly software: string;
}

export type StudyResult = ResultOf<object, object>;

/**
 * Runs an analysis over a cohort as known then; null: now.
 * @throws RefusedAnalysisError, QuestionError
 */
export async function runStudy(
  reading: Reading,
  analysis: Analysis,
  study: Study,
  moment: LogPoint | null,
  origin: Origin,
  options: ReplayOptions = {},
): Promise<StudyResult> {
  const question = questionAbout(study.cohort, study.asked, analysis.timeless ?? false);
  const begin = (asOf: LogPoint | null) => {
    const made = new AnalysisRun(analysis, {
      ...contextOf(study, question, reading, asOf, origin),
      digest: canonicalSha256,
    });
    if (!analysis.timeless) refuseImmortalTime(study.cohort, made.timeZero);
    return { run: made, asOf };
  };
  const { run, asOf } = await (study.cohort.definition === null && analysis.endpoints
    ? overRows(reading, { ...study, analysis, endpoints: analysis.endpoints, question }, moment, begin, options)
    : overMembers(reading, study.cohort, question, moment, begin, options));
  return run.result(await logUsed(origin.log, asOf));
}

interface Begun {
  readonly run: AnalysisRun<object, object, unknown, Readonly<Record<string, ParameterValue>>>;
  readonly asOf: LogPoint | null;
}
type Begin = (asOf: LogPoint | null) => Begun;

/** Every registered patient, by no more than the endpoints that the analysis has named. */
async function overRows(
  reading: Reading,
  asked: Study & Required<Pick<Analysis, 'endpoints'>> & { readonly analysis: Analysis; readonly question: Question },
  moment: LogPoint | null,
  begin: Begin,
  options: ReplayOptions,
): Promise<Begun> {
  const { analysis, question, endpoints, groupBy = null, stratifyBy = null } = asked;
  const facts = groupingFacts(analysis, groupBy, stratifyBy);
  let begun = begin(null);
  await reading.rows(
    { question, endpoints, facts },
    moment,
    (asOf) => {
      begun = begin(asOf);
      return (row) => begun.run.addRow(row);
    },
    options,
  );
  return begun;
}

const overMembers = (
  reading: Reading,
  cohort: ChosenCohort,
  question: Question,
  moment: LogPoint | null,
  begin: Begin,
  { signal }: ReplayOptions,
): Promise<Begun> =>
  reading.timelines(moment, async (batches, asOf) => {
    const begun = begin(asOf);
    for await (const members of membersOf(batches, cohort, question.cutOff)) {
      signal?.throwIfAborted();
      for (const member of members) {
        const { timeline } = member;
        begun.run.add({ timeline, outcomes: derive(timeline, questionOfMember(question, member)) });
      }
    }
    return begun;
  });

/** A cohort as results name it. */
export function cohortUsed({ name, version, definition }: ChosenCohort): CohortUsed {
  if (!definition) return { name, version };
  const { plan, sha256 } = definition;
  return { name, version, sha256, parameters: plan.parameters, looksAhead: plan.looksAhead.map((one) => one.name) };
}

/** What an analysis is told of a study. */
function contextOf(
  { cohort, groupBy, stratifyBy, parameters }: Study,
  question: Question,
  { knownAtSource }: Pick<Reading, 'knownAtSource'>,
  asOf: LogPoint | null,
  { software }: Origin,
): Omit<Context, 'digest'> {
  return {
    cohort: cohortUsed(cohort),
    question,
    asOf,
    asKnownAtSource: knownAtSource,
    groupBy: groupBy ?? null,
    stratifyBy: stratifyBy ?? null,
    parameters,
    software,
  };
}

/** The log up to that place, as its tree has it. */
export async function logUsed(log: SignedLog, asOf: LogPoint | null): Promise<LogUsed> {
  const size = (asOf?.position ?? -1) + 1;
  const root = await new HashTree((level, n) => log.tile(level, n)).root(size);
  return { size, root: root.toString('base64') };
}
