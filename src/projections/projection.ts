import { patientStream, type RecordedEvent } from '../events/index.js';
import { IntegrityError, type Checkpoint, type EventStore, type Generation } from '../ports/index.js';
import { PatientRecords, type Merges } from '../records/index.js';
import type { Timeline } from '../timeline/index.js';
import { PROJECTION, fold } from './fold.js';
import { documentsOf } from './kept-rows.js';
import { foldRecord } from './merged-record.js';

/** Entries of timelines that are kept in memory between batches. */
const KEPT_ENTRIES = 100_000;

/**
 * Brings one generation up to the log, batch by batch: fold, derive each touched patient once, write documents and
 * checkpoint together.
 */
export class Projection {
  private readonly timelines = new Map<string, Timeline>();
  private readonly records: PatientRecords;

  constructor(
    private readonly generation: Generation,
    private readonly store: EventStore,
  ) {
    this.records = new PatientRecords(store);
  }

  async apply(events: readonly RecordedEvent[]): Promise<Checkpoint> {
    const last = events.at(-1);
    if (!last || last.position === null) throw new TypeError('a batch of positioned events is needed');
    const merges = await this.records.mergesUpTo(last.position);
    const unmerged = events.filter(({ patientId = '' }) => !merges.knows(patientId));
    await this.load(unmerged);
    fold(this.timelines, unmerged);
    const merged = await this.foldMerged(events, merges, last.position);
    const point = await this.store.pointAt(last.position);
    if (!point) throw new IntegrityError(last.position, 'its leaf is missing');
    const touched = new Set(unmerged.flatMap(({ patientId }) => this.timelines.get(patientId ?? '') ?? []));
    const checkpoint = { ...point, projection: PROJECTION };
    await this.generation.write([...touched, ...merged].flatMap(documentsOf), checkpoint);
    this.forget();
    return checkpoint;
  }

  /** What was recorded before the batch of patients who are in it. */
  private async load(events: readonly RecordedEvent[]): Promise<void> {
    const seen = new Set<string>();
    for (const { patientId, revision } of events) {
      if (patientId === undefined || seen.has(patientId)) continue;
      seen.add(patientId);
      if (revision === 0 || this.timelines.has(patientId)) continue;
      const past = this.store.readStream(patientStream(patientId), { to: revision - 1 });
      for await (const batch of past) fold(this.timelines, batch);
    }
  }

  /** Everyone who is, or was, read as one with a patient in the batch, anew: that is rare, and says itself what it needs. */
  private async foldMerged(
    events: readonly RecordedEvent[],
    merges: Merges,
    upTo: number,
  ): Promise<readonly Timeline[]> {
    const touched = events.flatMap(({ patientId = '' }) =>
      merges.knows(patientId) ? [...merges.groupOf(patientId)] : [],
    );
    const timelines = [];
    for (const patientId of new Set(touched)) {
      const timeline = await foldRecord(this.records, patientId, merges, { upTo, asKnownAtSource: null });
      if (timeline) timelines.push(timeline);
    }
    return timelines;
  }

  private forget(): void {
    let entries = 0;
    for (const timeline of this.timelines.values()) entries += timeline.entries.length;
    for (const [patientId, timeline] of this.timelines) {
      if (entries <= KEPT_ENTRIES) return;
      this.timelines.delete(patientId);
      entries -= timeline.entries.length;
    }
  }
}
