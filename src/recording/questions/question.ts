import type { Violation } from '../../events/index.js';
import type { Timeline } from '../../timeline/index.js';
import { placeOf, type Batch, type Submission } from '../batch.js';

/** Something unlikely on record. */
export interface Doubt {
  /** Ids of the entries that it is about, the one in doubt first. */
  readonly entries: readonly [string, ...string[]];
  /** Field of the first entry's content, such as `occurredOn` or `data/margin`. */
  readonly field: string;
  readonly detail: string;
}

/** What is recorded only when the recorder has acknowledged it: unlikely, but possible. */
export interface Question {
  readonly code: string;
  /** What is in doubt, for people. */
  readonly text: string;
  /** What to check. */
  readonly remedy: string;
  /** Types whose record, correction or retraction can raise it. */
  readonly types: readonly string[];
  readonly doubts: (record: Timeline) => readonly Doubt[];
}

export interface Asked {
  readonly violation: Violation;
  readonly answered: boolean;
}

/**
 * The question as a batch raises it: about every doubt that is there after the batch and was not before. It is asked at the
 * last draft about one of the entries in doubt, else at the last correction or retraction that can have raised it (that of a
 * diagnosis, of which the resection is left without one). Any of these may carry the acknowledgement, so that a patient's
 * history can be recorded anew in one batch. One draft is asked the same question once.
 */
export function askedOf(batch: Batch, { code, text, remedy, types, doubts }: Question): readonly Asked[] {
  const able = batch.submissions.filter(({ type }) => type !== null && types.includes(type));
  if (able.length === 0) return [];
  const found = doubts(batch.after);
  if (found.length === 0) return [];
  const known = new Set(doubts(batch.before).map(keyOf));
  const remarks = able.filter(({ draft, entryId }) => draft.id !== entryId);

  const asked = new Map<Submission, { doubts: Doubt[]; answered: boolean }>();
  for (const doubt of found.filter((one) => !known.has(keyOf(one)))) {
    const about = able.filter(({ entryId }) => doubt.entries.includes(entryId));
    const submission = about.at(-1) ?? remarks.at(-1);
    if (!submission) continue;
    const answered = [...about, ...remarks].some(({ draft }) => draft.acknowledge?.includes(code));
    const before = asked.get(submission) ?? { doubts: [], answered: true };
    asked.set(submission, { doubts: [...before.doubts, doubt], answered: before.answered && answered });
  }
  return [...asked].map(
    ([
      submission,
      {
        doubts: [first, ...more],
        answered,
      },
    ]) => ({
      answered,
      violation: {
        code,
        pointer:
          first && submission.content && submission.entryId === first.entries[0]
            ? placeOf(submission, first.field)
            : submission.pointer,
        detail: `${text}: ${first?.detail}${more.length > 0 ? `; and ${more.length} more` : ''}`,
        remedy: `${remedy} If it is right as it stands, add "${code}" to acknowledge.`,
      },
    }),
  );
}

const keyOf = ({ entries }: Doubt): string => entries.toSorted().join(' ');
