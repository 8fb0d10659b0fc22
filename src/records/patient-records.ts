import { patientStream, type RecordedEvent } from '../events/index.js';
import type { EventStore, StreamRange } from '../ports/index.js';
import { MERGE_TYPES, Merges } from './merges.js';

/** How much of a record is read. */
type RecordRange = Pick<StreamRange, 'upTo' | 'identity'>;

/** Reads the records of patients: one stream each, and more of those with whom others are merged. */
export class PatientRecords {
  /** All that were found so far, by position. */
  private readonly found: RecordedEvent[] = [];
  private seen = -1;

  constructor(private readonly store: EventStore) {}

  /**
   * Who is read as one with whom.
   * @param upTo position, inclusive: as it was known then
   * @param known leaves out what was not known in another sense
   */
  async mergesUpTo(
    upTo: number,
    known: (events: readonly RecordedEvent[]) => readonly RecordedEvent[] = (events) => events,
  ): Promise<Merges> {
    if (upTo > this.seen) {
      for await (const batch of this.store.readAll({ after: this.seen, upTo, types: MERGE_TYPES })) {
        // Two reads at once meet the same events, each of them in order.
        const last = positionOf(this.found.at(-1));
        this.found.push(...batch.filter((event) => positionOf(event) > last));
      }
      this.seen = Math.max(this.seen, upTo);
    }
    if (this.found.length === 0) return NOBODY;
    return new Merges(known(this.found.filter((event) => positionOf(event) <= upTo)));
  }

  /** Of all that is on record now. */
  async merges(): Promise<Merges> {
    return this.mergesUpTo((await this.store.head())?.position ?? -1);
  }

  /**
   * The events of which a patient's record is made, as recorded: those of his own stream; of his others' too, by position;
   * and what others' streams say of his being merged with them.
   */
  async *eventsOf(
    patientId: string,
    merges: Merges,
    range: RecordRange = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    if (!merges.knows(patientId)) yield* this.store.readStream(patientStream(patientId), range);
    else yield (await this.merged(patientId, merges, range)).toSorted((a, b) => positionOf(a) - positionOf(b));
  }

  private async merged(patientId: string, merges: Merges, range: RecordRange): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (const member of [patientId, ...merges.others(patientId)])
      for await (const batch of this.store.readStream(patientStream(member), range)) events.push(...batch);
    for (const { patientId: remaining = '', revision } of merges.namingOf(patientId)) {
      const one = { ...range, from: revision, to: revision };
      for await (const batch of this.store.readStream(patientStream(remaining), one)) events.push(...batch);
    }
    return events;
  }
}

/**
 * The events of a merged record as if they had been recorded as one: numbered anew. Of a record that was never merged with
 * another they are as they were.
 */
export const asOneRecord = (events: readonly RecordedEvent[]): readonly RecordedEvent[] =>
  events.map((event, revision) => (event.revision === revision ? event : { ...event, revision }));

const NOBODY = new Merges([]);

/** Events that have no place in the log yet come last. */
const positionOf = (event: RecordedEvent | undefined): number =>
  event ? (event.position ?? Number.MAX_SAFE_INTEGER) : -1;
