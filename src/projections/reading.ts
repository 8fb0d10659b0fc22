import { patientStream, type RecordedEvent } from '../events/index.js';
import { derive, type CohortRow, type Outcomes, type Question, type RowAsked } from '../outcomes/index.js';
import type { Checkpoint, EventStore, LogPoint, ReadModels } from '../ports/index.js';
import { reveal, type Timeline } from '../timeline/index.js';
import { fold, isOfLog } from './fold.js';
import { keptIn, keptRow } from './kept-rows.js';
import { knownAtSource } from './known-at-source.js';
import { foldPatients, replay, rowsIn, type Part, type ReplayOptions } from './parts.js';
import { RenderedTimelines, render, type RenderedTimeline } from './rendered-timelines.js';

/** A value, and the last place of the log that it takes into account (null: an empty log, or before its first event). */
export interface Seen<T> {
  readonly value: T;
  readonly asOf: LogPoint | null;
}

/** What goes through the log up to a position for the rows of a cohort: in parts, side by side. */
export type Replay = (asked: RowAsked, upTo: number) => readonly AsyncIterable<Part<CohortRow>>[];

/**
 * Every read of timelines and outcomes, of now or of then. A patient is folded from his events whenever he is asked for;
 * of a cohort, what the read models keep is answered from them where they are up with the log, all else from the log
 * itself. Both give the same, because the fold is the same.
 */
export class Reading {
  private readonly rendered = new RenderedTimelines();

  constructor(
    private readonly store: EventStore,
    /** Null where there are none yet. */
    private readonly models: ReadModels | null,
    /** Waits for the projector; where there is none, the read models are as they are. */
    private readonly caughtUp: ((position: number) => Promise<boolean>) | null,
    private readonly replayed: Replay = (asked, upTo) => [rowsIn(store, { upTo }, asked)],
    /** Only what the source knew by the end of this day; null: all that is on record. */
    readonly knownAtSource: string | null = null,
  ) {}

  /** The same reads of what the source itself knew by the end of a day, always from the log; null: of all. */
  asKnownAtSource(day: string | null): Reading {
    const { store } = this;
    const replayed: Replay = (asked, upTo) => [rowsIn(store, { upTo, asKnownAtSource: day }, asked)];
    return day === null ? this : new Reading(store, null, null, replayed, day);
  }

  /** One patient's timeline; null when the patient is not in the log as it was known. */
  async timeline(patientId: string, asOf: LogPoint | null): Promise<Seen<Timeline | null>> {
    const point = asOf ?? (await this.store.head());
    return { value: point && (await this.foldOne(patientId, point.position)), asOf: seenPoint(point) };
  }

  /** One patient's timeline with sealed fields laid in, as people read it. */
  async revealedTimeline(patientId: string, asOf: LogPoint | null): Promise<Seen<Timeline | null>> {
    const { value, asOf: point } = await this.timeline(patientId, asOf);
    if (!value) return { value, asOf: point };
    const events = [];
    for await (const batch of this.store.readStream(patientStream(patientId), { to: value.revision, identity: true }))
      events.push(...batch);
    return { value: reveal(value, events), asOf: point };
  }

  /** The same as text, entries by clinical date; that of now is kept until something of the patient is recorded. */
  async renderedTimeline(
    patientId: string,
    asOf: LogPoint | null,
    cutOff: string | null,
  ): Promise<Seen<RenderedTimeline | null>> {
    const whole = asOf === null && cutOff === null;
    const kept = whole ? this.rendered.get(patientId) : null;
    const head = kept && (await this.store.head());
    if (kept && head && !(await this.hasMore(patientId, kept, head))) {
      return this.rendered.put(patientId, { value: kept.value, asOf: head });
    }
    const { value, asOf: point } = await this.revealedTimeline(patientId, asOf);
    const rendered = value && render(value, cutOff);
    if (whole && rendered && point) return this.rendered.put(patientId, { value: rendered, asOf: point });
    return { value: rendered, asOf: point };
  }

  /** One patient's events as recorded, sealed fields opened. */
  async history(patientId: string, asOf: LogPoint | null): Promise<Seen<readonly RecordedEvent[]>> {
    const point = asOf ?? (await this.store.head());
    const events: RecordedEvent[] = [];
    const range = { upTo: point?.position ?? -1, identity: true };
    for await (const batch of this.store.readStream(patientStream(patientId), range))
      events.push(...knownAtSource(batch, this.knownAtSource));
    return { value: events, asOf: seenPoint(point) };
  }

  /** One patient's outcomes. */
  async outcomes(patientId: string, question: Question, asOf: LogPoint | null): Promise<Seen<Outcomes | null>> {
    const { value, asOf: point } = await this.timeline(patientId, asOf);
    return { value: value && derive(value, question), asOf: point };
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
    await replay(this.replayed(asked, upTo), upTo + 1, (rows) => rows.forEach(take), options);
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
  private async hasMore(patientId: string, { value, asOf }: Seen<RenderedTimeline>, head: LogPoint): Promise<boolean> {
    if (asOf?.position === head.position) return false;
    const next = value.revision + 1;
    const range = { from: next, to: next, upTo: head.position };
    for await (const batch of this.store.readStream(patientStream(patientId), range)) if (batch.length > 0) return true;
    return false;
  }

  private async foldOne(patientId: string, upTo: number): Promise<Timeline | null> {
    const timelines = new Map<string, Timeline>();
    for await (const batch of this.store.readStream(patientStream(patientId), { upTo }))
      fold(timelines, knownAtSource(batch, this.knownAtSource));
    return timelines.get(patientId) ?? null;
  }

  private async *foldAll(upTo: number): AsyncGenerator<readonly Timeline[]> {
    const range = { upTo, asKnownAtSource: this.knownAtSource };
    for await (const { timelines } of foldPatients(this.store, range)) yield timelines;
  }
}

const seenPoint = (point: LogPoint | null): LogPoint | null => (point && point.position >= 0 ? point : null);
