import { PatientsMerged, at, type Violation } from '../events/index.js';
import { MERGE_TYPES, type Merges } from '../records/index.js';
import { isRegistered } from '../timeline/index.js';
import type { Decision } from './decide.js';
import type { IdentifiedDraft } from './draft.js';
import type { RecordOf } from './record-of.js';

/** A merge, or an un-merge, and the two whom it is about. */
interface Asked {
  readonly type: string;
  readonly merges: Merges;
  readonly remaining: RecordOf;
  readonly other: RecordOf;
}

interface MergeRule {
  readonly code: string;
  /** What is refused, in a sentence for people. */
  readonly text: string;
  readonly remedy: string;
  readonly types: readonly string[];
  /** What is wrong; null: nothing. */
  readonly breach: (asked: Asked) => string | null;
}

const idOf = ({ timeline: { patientId } }: RecordOf): string => patientId;
const merging = { types: [PatientsMerged.name] };

/** One merge at a time: what else is recorded is then decided on the record as it has become. */
const MERGE_ALONE = {
  code: 'merge-alone',
  text: 'A merge or an un-merge in a batch with other events',
  remedy: 'Send it by itself.',
  types: MERGE_TYPES,
};

/** Each event stands with those that it names, and a batch in one stream. */
export const NAMES_TWO_RECORDS = {
  code: 'names-two-records',
  text: 'Events sent together that name events of two patients who are merged',
  remedy: 'Send those about the one and those about the other by themselves.',
};

/** What is refused of merges, of un-merges, and of what is recorded between the two. */
export const MERGE_RULES: readonly MergeRule[] = [
  { ...MERGE_ALONE, breach: () => null },
  {
    code: 'merge-with-self',
    text: 'A patient who is to be merged with himself',
    remedy: 'Name the other patient; of two who are merged already there is nothing to merge.',
    ...merging,
    breach: ({ remaining, other, merges }) =>
      merges.remaining(idOf(other)) === idOf(remaining) ? `${idOf(other)} is read as ${idOf(remaining)} already` : null,
  },
  {
    code: 'merge-unregistered',
    text: 'A merge with a patient who is not registered',
    remedy: 'Check both ids; a patient whose registration is retracted is registered anew first.',
    ...merging,
    breach: ({ remaining, other }) => {
      const missing = [remaining, other].find(({ timeline }) => !isRegistered({ ...timeline, mergedInto: null }));
      return missing ? `${idOf(missing)} is not registered` : null;
    },
  },
  {
    code: 'already-merged',
    text: 'A merge with a patient who is merged already, with somebody else',
    remedy: 'Un-merge them first, then merge both with the patient who remains.',
    ...merging,
    breach: ({ remaining, other, merges }) => {
      const into = merges.remaining(idOf(other));
      if (into !== idOf(other) && into !== idOf(remaining)) return `${idOf(other)} is merged into ${into}`;
      const [one] = merges.others(idOf(other));
      return one === undefined ? null : `${one} is merged into ${idOf(other)}`;
    },
  },
  {
    code: 'merge-of-date-bases',
    text: 'A merge of a patient with dates and one with relative days',
    remedy: 'Record the events of one of them anew under the dates of the other; no rule can convert them.',
    ...merging,
    breach: ({ remaining, other }) =>
      remaining.timeline.dateBasis === other.timeline.dateBasis
        ? null
        : `${idOf(remaining)} has ${remaining.timeline.dateBasis} dates, ${idOf(other)} ${other.timeline.dateBasis} ones`,
  },
  {
    code: 'same-id-in-both',
    text: 'A merge of two patients of whom events with the same id are on record',
    remedy: 'Record the events of the other anew under a new patient, with ids of their own, and merge that one.',
    ...merging,
    breach: ({ remaining, other }) => {
      // What earlier merges said of the two is in the records of both, but stands once.
      const [same] = [...other.stands].find(([id, owner]) => (remaining.stands.get(id) ?? owner) !== owner) ?? [];
      return same === undefined ? null : `${same} is an event of both`;
    },
  },
  {
    code: 'not-merged',
    text: 'An un-merge of two who are not merged',
    remedy: 'Name the patient who was merged into this one.',
    types: MERGE_TYPES.filter((name) => name !== PatientsMerged.name),
    breach: ({ remaining, other, merges }) =>
      idOf(remaining) !== idOf(other) && merges.remaining(idOf(other)) === idOf(remaining)
        ? null
        : `${idOf(other)} is not merged into ${idOf(remaining)}`,
  },
];

/** Whether any of these events merges or un-merges patients. */
export const isMerge = (drafts: readonly { readonly type: string }[]): boolean =>
  drafts.some(({ type }) => MERGE_TYPES.includes(type));

/** Refuses a batch in which a merge is not alone; else whether the merge may be recorded. */
export async function decideMerge(
  drafts: readonly IdentifiedDraft[],
  pointerOf: (index: number) => string,
  merges: Merges,
  remaining: RecordOf,
  read: (patientId: string) => Promise<RecordOf>,
): Promise<Decision> {
  const refuse = (violations: readonly Violation[]): Decision => ({ accepted: false, code: 'refused', violations });
  const index = drafts.findIndex((draft) => isMerge([draft]));
  const draft = drafts[index];
  if (!draft) throw new TypeError('none of the events is a merge');
  const { code, remedy } = MERGE_ALONE;
  if (drafts.length > 1)
    return refuse([{ code, pointer: pointerOf(index), detail: 'a merge is recorded by itself', remedy }]);
  const asked = { type: draft.type, merges, remaining, other: await read(draft.data['otherPatientId'] as string) };
  const violations = MERGE_RULES.filter(({ types }) => types.includes(draft.type)).flatMap(
    ({ code, remedy, breach }): readonly Violation[] => {
      const detail = breach(asked);
      return detail === null ? [] : [{ code, pointer: at(at(pointerOf(0), 'data'), 'otherPatientId'), detail, remedy }];
    },
  );
  const [first] = violations;
  return first ? refuse([first]) : { accepted: true, questioned: [], events: drafts };
}
