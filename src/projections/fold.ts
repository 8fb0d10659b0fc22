import type { RecordedEvent } from '../events/index.js';
import type { Checkpoint, EventStore } from '../ports/index.js';
import { draftOf, emptyTimeline, extend, type Timeline, type TimelineDraft } from '../timeline/index.js';

/** Names the code that makes the documents. Raise it when fold or rules change: the read models are then built anew. */
export const PROJECTION = 'cohort-rows-2';

/** Whether read models were made by this code from this log, as far as they go. */
export async function isOfLog({ position, recordedAt, projection }: Checkpoint, store: EventStore): Promise<boolean> {
  return projection === PROJECTION && (await store.pointAt(position))?.recordedAt === recordedAt;
}

/** An event that stopped a fold, and why. */
export class PoisonEventError extends Error {
  override readonly name = 'PoisonEventError';
  readonly code = 'poison-event';
  constructor(
    readonly event: Pick<RecordedEvent, 'id' | 'type' | 'version' | 'position'>,
    options: ErrorOptions,
  ) {
    super(
      `event ${event.id} (${event.type} version ${event.version}, position ${event.position ?? '?'}) cannot be read: ${
        options.cause instanceof Error ? options.cause.message : String(options.cause)
      }`,
      options,
    );
  }
}

/**
 * Folds events into the timelines of their patients: the one fold of live, rebuild and as-of. An event that a timeline
 * has seen already changes nothing.
 * @param timelines read and written; must hold the patients' timelines as they stand, or nothing for new patients
 * @param under in whose record they are all read; absent: each in that of its own patient
 * @throws PoisonEventError at the first event that cannot be read; those before it are folded
 */
export function fold(timelines: Map<string, Timeline>, events: readonly RecordedEvent[], under?: string): void {
  const drafts = new Map<string, TimelineDraft>();
  for (const event of events) {
    const patientId = under ?? event.patientId;
    if (patientId === undefined) continue;
    let draft = drafts.get(patientId);
    if (!draft) {
      draft = draftOf(timelines.get(patientId) ?? emptyTimeline(patientId));
      drafts.set(patientId, draft);
      timelines.set(patientId, draft);
    }
    if (event.revision <= draft.revision) continue;
    try {
      extend(draft, event);
    } catch (cause) {
      throw new PoisonEventError(event, { cause });
    }
  }
}
