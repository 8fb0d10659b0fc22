import { patientStream, type RecordedEvent } from '../events/index.js';
import { derive, type CohortRow, type Outcomes, type Question, type RowAsked } from '../outcomes/index.js';
import type { Checkpoint, EventStore, LogPoint, ReadModels } from '../ports/index.js';
import { PatientRecords, type Merges } from '../records/index.js';
import { reveal, type Timeline } from '../timeline/index.js';
import { isOfLog } from './fold.js';
import { keptIn, keptRow } from './kept-rows.js';
import { knownAtSource } from './known-at-source.js';
import { foldRecord } from './merged-record.js';
import { foldPatients, replay, rowsIn, type Part, type ReplayOptions, type FoldRange } from './parts.js';
import { RenderedTimelines, render, type Kept, type RenderedTimeline } from './rendered-timelines.js';

/** A value, and the last place of the log that it takes into account (null: an empty log, or before its first event). */
export interface Seen<T> {
  readonly value: T;
  readonly asOf: LogPoint | null;
}

/** A value that is of one patient. */
export interface PatientSeen<T> extends Seen<T> {
  /** The patient into whom the one asked for was merged, and of whom the value is; null: he was not. */
  readonly mergedInto: string | null;
}

interface RecordAt {
  readonly merges: Merges;
  /** Whose record it is: of the patient asked for, or of the one into whom he was merged. */
  readonly remaining: string;
  readonly upTo: number;
  readonly seen: Omit<PatientSeen<never>, 'value'>;
}

/** What goes through a range of the log for the rows of a cohort: in parts, side by side. */
export type Replay = (asked: RowAsked, range: FoldRange) => readonly AsyncIterable<Part<CohortRow>>[];

/**
 * Every read of timelines and outcomes, of now or of then. A patient is folded from his events whenever he is asked for;
 * of a cohort, what the read models keep is answered from them where they are up with the log, all else from the log
 * itself. Both give the same, because the fold is the same.
 */
export class Reading {
  private readonly rendered = new RenderedTimelines();
  private readonly records: PatientRecords;

  constructor(
    private readonly store: EventStore,
    /** Null where there are none yet. */
    private readonly models: ReadModels | null,
    /** Waits for the projector; where there is none, the read models are as they are. */
    private readonly caughtUp: ((position: number) => Promise<boolean>) | null,
    private readonly replayed: Replay = (asked, range) => [rowsIn(store, range, asked)],
    /** Only what the source knew by the end of this day; null: all that is on record. */
    readonly knownAtSource: string | null = null,
  ) {
    this.records = new PatientRecords(store);
  }

  /** The same reads of what the source itself knew by the end of a day, always from the log; null: of all. */
  asKnownAtSource(day: string | null): Reading {
    return day === null ? this : new Reading(this.store, null, null, this.replayed, day);
  }

  /** One patient's timeline, or that of the one into whom he was merged; null when he is not in the log as it was known. */
  async timeline(patientId: string, asOf: LogPoint | null): Promise<PatientSeen<Timeline | null>> {
    const known = await this.recordAt(patientId, asOf);
    return { ...known.seen, value: await this.foldOne(known) };
  }

  /** One patient's timeline with sealed fields laid in, as people read it. */
  async revealedTimeline(patientId: string, asOf: LogPoint | null): Promise<PatientSeen<Timeline | null>> {
    return this.revealed(await this.recordAt(patientId, asOf));
  }

  /** The same as text, entries by clinical date; that of now is kept until something of the patient is recorded. */
  async renderedTimeline(
    patientId: string,
    asOf: LogPoint | null,
    cutOff: string | null,
  ): Promise<PatientSeen<RenderedTimeline | null>> {
    const known = await this.recordAt(patientId, asOf);
    const { asOf: point } = known.seen;
    const whole = asOf === null && cutOff === null && !known.merges.knows(patientId);
    const kept = whole ? this.rendered.get(patientId) : null;
    if (kept && point && !(await this.hasMore(patientId, kept, point))) {
      return { ...known.seen, value: this.rendered.put(patientId, { value: kept.value, asOf: point }).value };
    }
    const { value } = await this.revealed(known);
    const rendered = value && render(value, cutOff);
    if (whole && rendered && point) this.rendered.put(patientId, { value: rendered, asOf: point });
    return { ...known.seen, value: rendered };
  }

  /** One patient's events as recorded, sealed fields opened; those of who is merged with him stand among them. */
  async history(patientId: string, asOf: LogPoint | null): Promise<PatientSeen<readonly RecordedEvent[]>> {
    const { merges, remaining, upTo, seen } = await this.recordAt(patientId, asOf);
    const events: RecordedEvent[] = [];
    for await (const batch of this.records.eventsOf(remaining, merges, { upTo, identity: true }))
      events.push(...knownAtSource(batch, this.knownAtSource));
    return { ...seen, value: events };
  }

  /** One patient's outcomes. */
  async outcomes(patientId: string, question: Question, asOf: LogPoint | null): Promise<PatientSeen<Outcomes | null>> {
    const { value, ...seen } = await this.timeline(patientId, asOf);
    return { ...seen, value: value && derive(value, question) };
  }

  /** All timelines of one moment, in the order of patient ids, in batches. */
  async timelines<T>(
    asOf: LogPoint | null,
    use: (timelines: AsyncIterable<readonly Timeline[]>, asOf: LogPoint | null) => Promise<T>,
  ): Promise<T> {
    const point = asOf ?? (await this.store.head());
    return use(this.foldAll(point?.position ?? -1), seenPoint(point));
  }

  /**
   * Hands over the row of every registered patient, in any order: of now from the read models, where they keep what is
   * asked; else from the log.
   * @param to is told the last place of the log that the rows take into account, and says who takes them
   * @throws as {@link replay}
   */
  async rows(
    asked: RowAsked,
    asOf: LogPoint | null,
    to: (asOf: LogPoint | null) => (row: CohortRow) => void,
    options: ReplayOptions = {},
  ): Promise<void> {
    if (asOf === null && (await this.keptRows(asked, to))) return;
    const point = asOf ?? (await this.store.head());
    const upTo = point?.position ?? -1;
    const take = to(seenPoint(point));
    const range = { upTo, asKnownAtSource: this.knownAtSource };
    await replay(this.replayed(asked, range), { of: upTo + 1 }, ({ made }) => made.forEach(take), options);
  }

  /** False, and nothing handed over, where the log itself has to answer. */
  private async keptRows(asked: RowAsked, to: (asOf: LogPoint) => (row: CohortRow) => void): Promise<boolean> {
    const collection = keptIn(asked);
    const head = await this.store.head();
    if (collection === null || !head || !this.models) return false;
    await this.caughtUp?.(head.position);
    return (await this.models.live()).scan(collection, async ({ documents, checkpoint }) => {
      const point = await this.trusted(checkpoint, head);
      if (!point) return false;
      const take = to(point);
      for await (const batch of documents) {
        for (const document of batch) {
          const row = keptRow(document);
          if (row) take(row);
        }
      }
      return true;
    });
  }

  /**
   * How far read models know this log; null where they cannot answer for it: made by other code, of another log (a
   * restored backup), or behind it with no projector to bring them up. A projector that stopped at a poison event answers
   * with what it has, and says how far that is.
   */
  private async trusted(checkpoint: Checkpoint | null, head: LogPoint): Promise<LogPoint | null> {
    if (!checkpoint || !(await isOfLog(checkpoint, this.store))) return null;
    if (checkpoint.position < head.position && !this.caughtUp) return null;
    return { position: checkpoint.position, recordedAt: checkpoint.recordedAt };
  }

  /** Whether something of the patient was recorded since his timeline was rendered. */
  private async hasMore(patientId: string, { value, asOf }: Kept, head: LogPoint): Promise<boolean> {
    if (asOf.position === head.position) return false;
    const next = value.revision + 1;
    const range = { from: next, to: next, upTo: head.position };
    for await (const batch of this.store.readStream(patientStream(patientId), range)) if (batch.length > 0) return true;
    return false;
  }

  /** In whose record a patient is read at a moment. */
  private async recordAt(patientId: string, asOf: LogPoint | null): Promise<RecordAt> {
    const point = asOf ?? (await this.store.head());
    const upTo = point?.position ?? -1;
    const merges = await this.records.mergesUpTo(upTo, (events) => knownAtSource(events, this.knownAtSource));
    const remaining = merges.remaining(patientId);
    const mergedInto = remaining === patientId ? null : remaining;
    return { merges, remaining, upTo, seen: { asOf: seenPoint(point), mergedInto } };
  }

  private foldOne({ remaining, merges, upTo }: RecordAt): Promise<Timeline | null> {
    return foldRecord(this.records, remaining, merges, { upTo, asKnownAtSource: this.knownAtSource });
  }

  private async revealed(known: RecordAt): Promise<PatientSeen<Timeline | null>> {
    const value = await this.foldOne(known);
    if (!value) return { ...known.seen, value };
    const events: RecordedEvent[] = [];
    const { remaining, merges, upTo } = known;
    for await (const batch of this.records.eventsOf(remaining, merges, { upTo, identity: true })) events.push(...batch);
    return { ...known.seen, value: reveal(value, events) };
  }

  /** Those who are merged into another are in his. */
  private async *foldAll(upTo: number): AsyncGenerator<readonly Timeline[]> {
    const range = { upTo, asKnownAtSource: this.knownAtSource };
    for await (const { timelines } of foldPatients(this.store, range))
      yield timelines.filter(({ mergedInto }) => mergedInto === null);
  }
}

const seenPoint = (point: LogPoint | null): LogPoint | null => (point && point.position >= 0 ? point : null);
