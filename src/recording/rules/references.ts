import { at, CATALOGUE, eventTypeOf } from '../../events/index.js';
import type { Entry, Timeline } from '../../timeline/index.js';
import { placeOf, type Batch, type Submission } from '../batch.js';
import type { Breach, Rule } from './rule.js';

/** An id by which a draft names another event. */
interface Naming {
  readonly submission: Submission;
  readonly pointer: string;
  readonly id: string;
  /** Types that the named event may have; undefined: any. */
  readonly types: readonly string[] | undefined;
  /** The named entry after the whole batch, wherever in the batch it was recorded. */
  readonly entry: Entry | undefined;
}

/** Types whose events name others. */
const NAMING = CATALOGUE.flatMap(({ name, references = [] }) => (references.length > 0 ? name : []));

function namingsOf({ submissions, after }: Batch): readonly Naming[] {
  return submissions.flatMap((submission) => {
    const { draft, pointer, type, content } = submission;
    const own = (eventTypeOf(draft.type)?.references ?? []).map((reference) => ({
      ...reference,
      id: draft.data[reference.field],
      pointer: at(at(pointer, 'data'), reference.field),
    }));
    const corrected = draft.type === 'EventCorrected' && type !== null ? (eventTypeOf(type)?.references ?? []) : [];
    const within = corrected.map((reference) => ({
      ...reference,
      id: content?.data[reference.field],
      pointer: placeOf(submission, `data/${reference.field}`),
    }));
    return [...own, ...within].flatMap(({ id, types, pointer }) =>
      typeof id === 'string'
        ? [{ submission, pointer, id, types, entry: after.entries.find((entry) => entry.id === id) }]
        : [],
    );
  });
}

const atNamings = (batch: Batch, test: (naming: Naming) => boolean, detail: (naming: Naming) => string): Breach[] =>
  namingsOf(batch)
    .filter(test)
    .map((naming) => ({ pointer: naming.pointer, detail: detail(naming) }));

const isRemark = (timeline: Timeline, id: string): boolean =>
  timeline.entries.some(({ history }) => history.some((statement) => statement.id === id));

/** An id names one event. */
export const idRepeated: Rule = {
  code: 'id-repeated',
  text: 'Two events of a batch with the same id',
  remedy: 'Give each event an id of its own, or none.',
  breaches: ({ submissions }) => {
    const isSeen = (id: string, index: number): boolean =>
      submissions.slice(0, index).some((one) => one.draft.id === id);
    return submissions
      .filter(({ draft }, index) => isSeen(draft.id, index))
      .map(({ draft: { id }, pointer }) => ({
        pointer: at(pointer, 'id'),
        detail: `${id} is the id of another event of the batch`,
      }));
  },
};

/** Whether elsewhere or nowhere, an event that is not on this patient's timeline cannot be named. */
export const unknownReference: Rule = {
  code: 'unknown-reference',
  text: 'An id of no event of this patient',
  remedy:
    'Name an event on the timeline of this patient or in the same batch; a specimen of an operation done elsewhere, or not yet recorded, is described in `specimen`.',
  types: NAMING,
  breaches: (batch) =>
    atNamings(
      batch,
      ({ entry, id }) => !entry && !isRemark(batch.after, id),
      ({ id }) => `this patient has no event ${id}`,
    ),
};

/** Corrections and retractions speak of first records only, and nothing speaks of them. */
export const namesCorrection: Rule = {
  code: 'names-a-correction',
  text: 'An id of a correction or a retraction in place of the event itself',
  remedy: 'Name the first record, which keeps its id; the last correction of it holds.',
  types: NAMING,
  breaches: (batch) =>
    atNamings(
      batch,
      ({ entry, id }) => !entry && isRemark(batch.after, id),
      ({ id }) => `${id} is a correction or a retraction, not a first record`,
    ),
};

/** A retraction is final: from then on nobody names the event. */
export const retractedReference: Rule = {
  code: 'retracted-reference',
  text: 'An id of an event that is retracted',
  remedy: 'Name an event that stands; what was retracted by mistake is recorded anew, under another id.',
  types: NAMING,
  breaches: (batch) =>
    atNamings(
      batch,
      ({ id, submission: { then } }) => then.entries.some((entry) => entry.id === id && entry.status === 'retracted'),
      ({ id }) => `${id} is retracted`,
    ),
};

/** An imaging is named as an imaging, a resection as a resection. */
export const wrongTypeReference: Rule = {
  code: 'wrong-type-reference',
  text: 'An id of an event of another type than the field names',
  remedy:
    'Name an event of the type that the field is about; a specimen that is not of a resection is described in `specimen`.',
  types: NAMING,
  breaches: (batch) =>
    atNamings(
      batch,
      ({ entry, types }) => entry !== undefined && types !== undefined && !types.includes(entry.type),
      ({ id, entry, types }) => `${id} is ${entry?.type}, not ${types?.join(' or ')}`,
    ),
};
