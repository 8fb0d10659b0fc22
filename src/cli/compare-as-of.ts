import { Option } from 'commander';
import { whatMoved, type Moved, type PatientMoved, type ResultOf } from '../analyses/index.js';
import type { LogPoint } from '../ports/index.js';
import { NOTHING_KNOWN, type Reading } from '../projections/index.js';
import { learntBetween, type Entry, type Learnt } from '../timeline/index.js';
import { UsageError } from './failure.js';
import type { OpenFolder } from './folder.js';
import type { ReadOptions } from './options.js';

export const compareAsOf = (): Option =>
  new Option(
    '--compare-as-of <moments...>',
    'as known at two moments (the second: now unless given): how the numbers moved, which patients, by which events',
  ).conflicts(['asOf', 'compareAsKnownAtSource']);

export const compareAsKnownAtSource = (): Option =>
  new Option(
    '--compare-as-known-at-source <dates...>',
    'the same of two states of knowledge of the source (the second: all unless given)',
  ).conflicts('asKnownAtSource');

export interface CompareOptions extends Pick<ReadOptions, 'asOf' | 'asKnownAtSource'> {
  readonly compareAsOf?: readonly string[];
  readonly compareAsKnownAtSource?: readonly string[];
}

/** A state of knowledge: of this system up to a place in its log, and of the source up to a day; null: all. */
interface Knowledge {
  readonly moment: LogPoint | null;
  readonly reading: Reading;
}

/** An event that was learnt in between. */
export interface LearntEvent extends Learnt {
  /** Whether the patient's row, before or after, rests on it or on what it corrects or retracts. */
  readonly evidence: boolean;
}

/** One analysis in two states of knowledge. */
export interface KnowledgeCompared extends Omit<Moved, 'patients'> {
  /** What both were asked. */
  readonly asked: Omit<ResultOf<object, object>['manifest']['inputs'], 'asOf' | 'asKnownAtSource'>;
  readonly before: ResultSeen;
  readonly after: ResultSeen;
  readonly patients: readonly (PatientMoved & { readonly events: readonly LearntEvent[] })[];
}

type Seen = Pick<ResultOf<object, object>, 'asOf' | 'asKnownAtSource' | 'cohort'>;

interface ResultSeen extends Seen {
  readonly id: string;
}

/**
 * Runs an analysis in two states of knowledge and says what moved: its numbers, its patients, and of each of these the
 * events that were learnt in between. Null where no comparison is asked for.
 * @throws UsageError unless there are one or two states, in their order; AsOfError for what is none
 */
export async function compareKnowledge(
  options: CompareOptions,
  { asOf, atSource }: Pick<OpenFolder, 'asOf' | 'atSource'>,
  resultOf: (knowledge: Knowledge) => Promise<ResultOf<object, object>>,
): Promise<KnowledgeCompared | null> {
  const given = options.compareAsOf ?? options.compareAsKnownAtSource;
  if (!given) return null;
  const stateOf = async (text: string | undefined): Promise<Knowledge> => ({
    moment: await asOf(options.compareAsOf ? text : options.asOf),
    reading: atSource(options.compareAsOf ? options.asKnownAtSource : text),
  });
  const [then, later] = [await stateOf(given[0]), await stateOf(given[1])];
  const before = await resultOf(then);
  const after = await resultOf(later);
  refuseDisorder(given, before, after);
  const { patients, ...moved } = whatMoved(before, after);
  const explained = [];
  for (const patient of patients) {
    const entriesIn = async ({ reading }: Knowledge, result: typeof before): Promise<readonly Entry[]> =>
      (await reading.revealedTimeline(patient.patientId, pointOf(result))).value?.entries ?? [];
    const events = learntEvents(await entriesIn(then, before), await entriesIn(later, after), patient);
    explained.push({ ...patient, events });
  }
  const { asOf: _, asKnownAtSource: __, ...asked } = after.manifest.inputs;
  return { asked, before: seen(before), after: seen(after), ...moved, patients: explained };
}

function refuseDisorder(given: readonly string[], before: Seen, after: Seen): void {
  if (given.length > 2) throw new UsageError(`two states of knowledge are compared, not ${given.join(', ')}`);
  const [then, later] = [before, after].map(({ asOf, asKnownAtSource }) => ({
    position: asOf.position ?? -1,
    day: asKnownAtSource ?? 'all',
  }));
  if (then && later && (then.position > later.position || then.day > later.day)) {
    throw new UsageError(`${given.join(' ')}: give the earlier of the two first`);
  }
}

const pointOf = ({ asOf: { position, recordedAt } }: ResultOf<object, object>): LogPoint =>
  position === null || recordedAt === null ? NOTHING_KNOWN : { position, recordedAt };

const seen = ({ asOf, asKnownAtSource, cohort, manifest: { id } }: ResultOf<object, object>): ResultSeen => ({
  asOf,
  asKnownAtSource,
  cohort,
  id,
});

/** What was said of a patient in between, by position. */
function learntEvents(
  known: readonly Entry[],
  learnt: readonly Entry[],
  { before, after }: PatientMoved,
): readonly LearntEvent[] {
  const rows = JSON.stringify([before, after]);
  return learntBetween(known, learnt).map((event) => ({
    ...event,
    evidence: [event, event.of].some((one) => one !== null && rows.includes(one.id)),
  }));
}
