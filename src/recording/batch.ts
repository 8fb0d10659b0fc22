import { at, upcast, type JsonObject, type RecordedEvent } from '../events/index.js';
import { evolve, type Timeline } from '../timeline/index.js';
import { typeOfNamed } from './corrections.js';
import { isAboutRecord, type IdentifiedDraft } from './draft.js';
import { standing } from './standing.js';

/** One draft of a batch, with what it says of which entry and what was on record just before it. */
export interface Submission {
  readonly draft: IdentifiedDraft;
  /** Where the draft stands in what was sent. */
  readonly pointer: string;
  /** The entry it is about: its own, or the one that a correction or retraction names. */
  readonly entryId: string;
  /** Type of that entry; null where it names no event. */
  readonly type: string | null;
  /** What it states of the entry, sealed fields included; null for a retraction. */
  readonly content: { readonly occurredOn: string; readonly data: JsonObject } | null;
  /** Whether that content still holds after the whole batch. */
  readonly inForce: boolean;
  readonly then: Timeline;
}

/** What the rules look at: the record before and after the whole batch, and the drafts in the order of the fold. */
export interface Batch {
  readonly before: Timeline;
  readonly after: Timeline;
  /** Day number of the latest civil day anywhere on earth. */
  readonly today: number;
  readonly submissions: readonly Submission[];
}

/** Folds the drafts, which must be sound, over the timeline. */
export function foldBatch(
  before: Timeline,
  drafts: readonly IdentifiedDraft[],
  today: number,
  pointerOf: (index: number) => string,
): Batch {
  const pointers = new Map(drafts.map((draft, index) => [draft, pointerOf(index)]));
  const steps: { draft: IdentifiedDraft; then: Timeline }[] = [];
  let after = before;
  for (const draft of inFoldOrder(before, drafts)) {
    steps.push({ draft, then: after });
    after = evolve(after, provisional(after, draft));
  }
  const inForce = new Set(standing(after).map((entry) => entry.correctedBy ?? entry.id));
  const submissions = steps.map(({ draft, then }): Submission => {
    const type = isAboutRecord(draft) ? typeOfNamed(before, drafts, draft) : draft.type;
    return {
      draft,
      pointer: pointers.get(draft) ?? '',
      entryId: isAboutRecord(draft) ? (draft.data['eventId'] as string) : draft.id,
      type,
      content: contentOf(draft, type),
      inForce: inForce.has(draft.id),
      then,
    };
  });
  return { before, after, today, submissions };
}

/** JSON pointer of a field of the content that a draft states, such as `occurredOn` or `data/margin`. */
export function placeOf({ draft, pointer }: Submission, field: string): string {
  return `${draft.type === 'EventCorrected' ? at(pointer, 'data') : pointer}/${field}`;
}

/**
 * The order in which a batch is recorded: as given, but the registration of a patient not yet registered comes first, and
 * a correction or retraction that stands before the event it names comes right after it; the fold would miss it otherwise.
 */
function inFoldOrder(before: Timeline, drafts: readonly IdentifiedDraft[]): readonly IdentifiedDraft[] {
  const firsts = new Map(drafts.flatMap((draft, index) => (isAboutRecord(draft) ? [] : [[draft.id, index] as const])));
  const comesTooSoon = (draft: IdentifiedDraft, index: number): boolean =>
    isAboutRecord(draft) && (firsts.get(draft.data['eventId'] as string) ?? -1) > index;
  const early = drafts.filter(comesTooSoon);
  const ordered = drafts
    .filter((draft) => !early.includes(draft))
    .flatMap((draft) => [draft, ...early.filter(({ data }) => data['eventId'] === draft.id)]);
  const registration = ordered.find(({ type }) => type === 'PatientRegistered');
  if (!registration || standing(before, 'PatientRegistered').length > 0) return ordered;
  return [registration, ...ordered.filter((draft) => draft !== registration)];
}

function contentOf(draft: IdentifiedDraft, type: string | null): Submission['content'] {
  if (draft.type === 'EventRetracted' || type === null) return null;
  if (draft.type !== 'EventCorrected') return { occurredOn: draft.occurredOn ?? 'unknown', data: draft.data };
  const { occurredOn, data, dataVersion } = draft.data;
  return {
    occurredOn: occurredOn as string,
    data: upcast(type, (dataVersion as number | undefined) ?? 1, data as JsonObject),
  };
}

/** The draft as if recorded; no rule reads who or when. */
function provisional(timeline: Timeline, draft: IdentifiedDraft): RecordedEvent {
  return {
    ...draft,
    recordedAt: '',
    recordedBy: { subject: '', role: '', organisation: '' },
    position: null,
    revision: timeline.revision + 1,
  };
}
