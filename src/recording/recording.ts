import {
  dayNumber,
  formatDay,
  patientStream,
  type EventDraft,
  type NewEvent,
  type Recorder,
  type Violation,
} from '../events/index.js';
import { WrongRevisionError, type Appended, type Clock, type EventStore, type Expected } from '../ports/index.js';
import { emptyTimeline, evolve, type Timeline } from '../timeline/index.js';
import type { IdentifiedDraft } from './draft.js';
import { completeCorrections } from './corrections.js';
import { decide } from './decide.js';

/** Who asks, and in which request: handed down from the edge, never ambient. */
export interface Caller extends Recorder {
  readonly requestId: string;
}

export interface RecordRequest {
  readonly patientId: string;
  readonly drafts: readonly EventDraft[];
  /** Revision that the caller saw last (`If-Match`); absent: whatever it is now. */
  readonly seenRevision?: number | undefined;
  readonly caller: Caller;
  /** Where draft `index` stands in what was sent, for the messages; `/index` if absent. */
  readonly pointerOf?: (index: number) => string;
}

export interface Recorded extends Appended {
  /** Codes of the questions that were asked and had been answered. */
  readonly questioned: readonly string[];
}

/** The rules refuse the batch, or ask something first; nothing was recorded. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
  constructor(
    readonly code: 'refused' | 'needs-acknowledgement',
    readonly violations: readonly Violation[],
  ) {
    super(violations.map(({ detail, remedy }) => `${detail}. ${remedy}`).join(' '));
  }
}

const ATTEMPTS = 20;

/**
 * Commands in: load the patient's timeline, decide, append at the revision that was decided on. A known id is answered
 * before any rule is asked, so a retry is never refused.
 */
export class Recording {
  /** Writers of one patient wait for each other here, instead of undoing each other's decisions in the store. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws NotRecordedError, IdConflictError; WrongRevisionError when the caller's revision is stale
   */
  async record(request: RecordRequest): Promise<Recorded> {
    const { patientId } = request;
    const turn = (this.turns.get(patientId) ?? Promise.resolve()).then(
      () => this.recordNow(request),
      () => this.recordNow(request),
    );
    this.turns.set(patientId, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(patientId) === turn) this.turns.delete(patientId);
    }
  }

  private async recordNow(request: RecordRequest): Promise<Recorded> {
    const { patientId, seenRevision, caller } = request;
    const stream = patientStream(patientId);
    const drafts = request.drafts.map((draft) => ({ ...draft, id: draft.id ?? this.clock.newId() }));
    for (let attempt = 1; ; attempt += 1) {
      const timeline = await this.load(patientId);
      const known = knownIds(timeline);
      if (drafts.some(({ id }) => known.has(id))) {
        return {
          ...(await this.store.append(
            stream,
            'any',
            this.sign(patientId, completeCorrections(timeline, drafts), caller),
          )),
          questioned: [],
        };
      }
      const expected: Expected = timeline.revision < 0 ? 'none' : timeline.revision;
      if (seenRevision !== undefined && seenRevision !== timeline.revision) {
        throw new WrongRevisionError(stream, seenRevision, timeline.revision < 0 ? null : timeline.revision);
      }
      const decision = decide(timeline, drafts, {
        today: lastDayOnEarth(this.clock.now()),
        pointerOf: request.pointerOf ?? ((index) => `/${index}`),
      });
      if (!decision.accepted) throw new NotRecordedError(decision.code, decision.violations);
      try {
        const appended = await this.store.append(stream, expected, this.sign(patientId, decision.events, caller));
        return { ...appended, questioned: decision.questioned };
      } catch (error) {
        // Another process was faster: decide again on what the patient's record is now.
        if (!(error instanceof WrongRevisionError) || attempt >= ATTEMPTS) throw error;
      }
    }
  }

  private async load(patientId: string): Promise<Timeline> {
    let timeline = emptyTimeline(patientId);
    for await (const batch of this.store.readStream(patientStream(patientId)))
      timeline = batch.reduce(evolve, timeline);
    return timeline;
  }

  private sign(patientId: string, drafts: readonly IdentifiedDraft[], caller: Caller): NewEvent[] {
    const recordedAt = this.clock.now();
    const { subject, role, organisation, requestId } = caller;
    return drafts.map((draft) => ({
      ...draft,
      patientId,
      recordedAt,
      recordedBy: { subject, role, organisation },
      correlationId: requestId,
    }));
  }
}

const knownIds = (timeline: Timeline): ReadonlySet<string> =>
  new Set(timeline.entries.flatMap(({ id, history }) => [id, ...history.map((statement) => statement.id)]));

/** The latest civil day that has begun anywhere on earth (UTC+14) at an instant. */
export function lastDayOnEarth(instant: string): string {
  const east = new Date(Date.parse(instant) + 14 * 3_600_000);
  return formatDay(dayNumber(east.getUTCFullYear(), east.getUTCMonth() + 1, east.getUTCDate()), 'calendar');
}
