import { patientStream, type RecordedEvent } from '../events/index.js';
import { derive, type Outcomes, type Question } from '../outcomes/index.js';
import type { Checkpoint, Collection, EventStore, LogPoint, ReadModels, StoredDocument } from '../ports/index.js';
import { foldPatients } from './rebuild.js';
import { RenderedTimelines, render, type RenderedTimeline } from './rendered-timelines.js';
import { entriesByDate, isSynthetic, reveal, type Timeline } from '../timeline/index.js';
import { canonicalJson } from '../provenance/index.js';
import { KEPT_QUESTIONS, fold, isOfLog, outcomesId } from './fold.js';

/** A value, and the last place of the log that it takes into account (null: an empty log, or before its first event). */
export interface Seen<T> {
  readonly value: T;
  readonly asOf: LogPoint | null;
}

/**
 * Every read of timelines and outcomes, of now or of then. Now is answered from the read models where they are up with
 * the log, else from the log itself; then, always from the log. Both give the same, because the fold is the same.
 */
export class Reading {
  private readonly rendered = new RenderedTimelines();

  constructor(
    private readonly store: EventStore,
    /** Null where there are none yet. */
    private readonly models: ReadModels | null,
    /** Waits for the projector; where there is none, the read models are as they are. */
    private readonly caughtUp: ((position: number) => Promise<boolean>) | null,
  ) {}

  /** One patient's timeline; null when the patient is not in the log as it was known. */
  async timeline(patientId: string, asOf: LogPoint | null): Promise<Seen<Timeline | null>> {
    const now = asOf ? null : await this.current('timelines', patientId);
    if (now) return { value: (now.value?.body as Timeline | undefined) ?? null, asOf: now.asOf };
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
    const head = kept && (await this.caughtUpHead());
    if (kept && head && kept.asOf.position === head.position) return kept;
    const now = kept && (await this.current('timelines', patientId));
    if (now?.value && kept && now.value.lastPosition === kept.value.position) {
      return this.rendered.put(patientId, { value: kept.value, asOf: now.asOf });
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
    for await (const batch of this.store.readStream(patientStream(patientId), range)) events.push(...batch);
    return { value: events, asOf: seenPoint(point) };
  }

  /** One patient's outcomes: kept ready for the default questions, else derived on the spot. */
  async outcomes(patientId: string, question: Question, asOf: LogPoint | null): Promise<Seen<Outcomes | null>> {
    const now = asOf || !isKept(question) ? null : await this.current('outcomes', outcomesId(question, patientId));
    if (now) return { value: (now.value?.body as Outcomes | undefined) ?? null, asOf: now.asOf };
    const { value, asOf: point } = await this.timeline(patientId, asOf);
    return { value: value && derive(value, question), asOf: point };
  }

  /** All timelines of one moment, in the order of patient ids, in batches. */
  async timelines<T>(
    asOf: LogPoint | null,
    use: (timelines: AsyncIterable<readonly Timeline[]>, asOf: LogPoint | null) => Promise<T>,
  ): Promise<T> {
    const head = asOf ? null : await this.caughtUpHead();
    if (head && this.models) {
      const generation = await this.models.live();
      const answered = await generation.scan('timelines', async ({ documents, checkpoint }) => {
        const point = await this.trusted(checkpoint, head);
        return point && { value: await use(timelinesOf(documents), point) };
      });
      if (answered) return answered.value;
    }
    const point = asOf ?? (await this.store.head());
    return use(this.foldAll(point?.position ?? -1), seenPoint(point));
  }

  /** One document as it stands now; null where the log itself has to answer. */
  private async current(
    collection: Collection,
    id: string,
  ): Promise<{ readonly value: StoredDocument | undefined; readonly asOf: LogPoint } | null> {
    const head = await this.caughtUpHead();
    if (!head || !this.models) return null;
    const { documents, checkpoint } = await (await this.models.live()).get(collection, [id]);
    const point = await this.trusted(checkpoint, head);
    return point && { value: documents[0], asOf: point };
  }

  /** The end of the log at the moment of asking, once the projector knows it (bounded). */
  private async caughtUpHead(): Promise<LogPoint | null> {
    const head = await this.store.head();
    if (head && this.models && this.caughtUp) await this.caughtUp(head.position);
    return head;
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

  private async foldOne(patientId: string, upTo: number): Promise<Timeline | null> {
    const timelines = new Map<string, Timeline>();
    for await (const batch of this.store.readStream(patientStream(patientId), { upTo })) fold(timelines, batch);
    return timelines.get(patientId) ?? null;
  }

  private async *foldAll(upTo: number): AsyncGenerator<readonly Timeline[]> {
    for await (const { timelines } of foldPatients(this.store, { upTo })) yield timelines;
  }
}

const KEPT = new Set(KEPT_QUESTIONS.map(canonicalJson));
const isKept = (question: Question): boolean => KEPT.has(canonicalJson(question));

const seenPoint = (point: LogPoint | null): LogPoint | null => (point && point.position >= 0 ? point : null);

async function* timelinesOf(documents: AsyncIterable<readonly StoredDocument[]>): AsyncGenerator<readonly Timeline[]> {
  for await (const batch of documents) yield batch.map(({ body }) => body as Timeline);
}

/** What an as-of or current timeline shows of itself in HTTP and in the terminal. */
export interface TimelineView extends Omit<Timeline, 'position' | 'recordedAt'> {
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  readonly cutOff: string | null;
  readonly synthetic: boolean;
}

/** The timeline in the public shape. */
export function timelineView(timeline: Timeline, asOf: LogPoint | null, cutOff: string | null): TimelineView {
  const { patientId, revision, dateBasis } = timeline;
  const entries = entriesByDate(timeline, cutOff);
  return { patientId, revision, dateBasis, synthetic: isSynthetic(timeline), asOf: asOfView(asOf), cutOff, entries };
}

const CLOSING = Buffer.from('}');

/** The same as JSON in UTF-8, around entries that are bytes already. */
export function timelineJson(
  patientId: string,
  { revision, dateBasis, synthetic, entries }: RenderedTimeline,
  asOf: LogPoint | null,
  cutOff: string | null,
): Buffer {
  const head = JSON.stringify({ patientId, revision, dateBasis, synthetic, asOf: asOfView(asOf), cutOff });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"entries":`), entries, CLOSING]);
}

export const asOfView = (
  asOf: LogPoint | null,
): { readonly position: number | null; readonly recordedAt: string | null } => ({
  position: asOf?.position ?? null,
  recordedAt: asOf?.recordedAt ?? null,
});

/** The outcomes in the public shape. */
export function outcomesView(outcomes: Outcomes, asOf: LogPoint | null) {
  const { patientId, revision, dateBasis, synthetic, ruleSet, timeZero, options, cutOff, endpoints, findings } =
    outcomes;
  return {
    patientId,
    revision,
    dateBasis,
    synthetic,
    ruleSet,
    timeZero,
    options,
    asOf: asOfView(asOf),
    cutOff,
    endpoints,
    findings,
  };
}
