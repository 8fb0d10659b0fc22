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
import { PatientRecords, type Merges } from '../records/index.js';
import type { IdentifiedDraft } from './draft.js';
import { completeCorrections } from './corrections.js';
import { decide } from './decide.js';
import { decideMerge, isMerge, NAMES_TWO_RECORDS } from './merges.js';
import { placesOf, readRecord } from './record-of.js';

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
  /** Id of the earlier event because of which these are recorded. */
  readonly causationId?: string;
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

  private readonly records: PatientRecords;
  /** As they were when something was recorded last. */
  private merges: Merges | null = null;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {
    this.records = new PatientRecords(store);
  }

  /**
   * @throws NotRecordedError, IdConflictError; WrongRevisionError when the caller's revision is stale
   */
  async record(request: RecordRequest): Promise<Recorded> {
    const patients = patientsIn(request, this.merges);
    const before = Promise.allSettled([...patients].flatMap((id) => this.turns.get(id) ?? []));
    const turn = before.then(() => this.recordNow(request));
    for (const id of patients) this.turns.set(id, turn);
    try {
      return await turn;
    } finally {
      for (const id of patients) if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }

  private async recordNow(request: RecordRequest): Promise<Recorded> {
    const { patientId, seenRevision, pointerOf = (index: number) => `/${index}` } = request;
    const drafts = request.drafts.map((draft) => ({ ...draft, id: draft.id ?? this.clock.newId() }));
    for (let attempt = 1; ; attempt += 1) {
      const merges = (this.merges = await this.records.merges());
      const remaining = merges.remaining(patientId);
      const record = await readRecord(this.records, remaining, merges);
      const { timeline, stands, revisions } = record;
      const [place = patientId, elsewhere] = placesOf(drafts, record, isMerge(drafts) ? remaining : patientId);
      const stream = patientStream(place);
      if (drafts.some(({ id }) => stands.has(id))) {
        const events = this.sign(place, completeCorrections(timeline, drafts), request);
        const appended = await this.store.append(stream, 'any', events);
        return { ...(await this.numbered(appended, remaining, drafts)), questioned: [] };
      }
      if (seenRevision !== undefined && seenRevision !== timeline.revision) {
        throw new WrongRevisionError(stream, seenRevision, timeline.revision < 0 ? null : timeline.revision);
      }
      if (elsewhere !== undefined) throw namesTwoRecords(place, elsewhere, pointerOf(0));
      const decision = isMerge(drafts)
        ? await decideMerge(drafts, pointerOf, merges, record, (other) => readRecord(this.records, other, merges))
        : decide(timeline, drafts, { today: lastDayOnEarth(this.clock.now()), pointerOf });
      if (!decision.accepted) throw new NotRecordedError(decision.code, decision.violations);
      try {
        const expected: Expected = revisions.get(place) ?? 'none';
        const appended = await this.store.append(stream, expected, this.sign(place, decision.events, request));
        return { ...(await this.numbered(appended, remaining, drafts)), questioned: decision.questioned };
      } catch (error) {
        // Another process was faster: decide again on what the patient's record is now.
        if (!(error instanceof WrongRevisionError) || attempt >= ATTEMPTS) throw error;
      }
    }
  }

  /** With the revision of the record that is read: of a merged one it counts the events of both. */
  private async numbered(appended: Appended, patientId: string, drafts: readonly IdentifiedDraft[]): Promise<Appended> {
    if (!isMerge(drafts) && !this.merges?.knows(patientId)) return appended;
    const { timeline } = await readRecord(this.records, patientId, await this.records.merges());
    return { ...appended, revision: timeline.revision };
  }

  private sign(patientId: string, drafts: readonly IdentifiedDraft[], request: RecordRequest): NewEvent[] {
    const recordedAt = this.clock.now();
    const { causationId } = request;
    const { subject, role, organisation, requestId } = request.caller;
    return drafts.map((draft) => ({
      ...draft,
      patientId,
      recordedAt,
      recordedBy: { subject, role, organisation },
      correlationId: requestId,
      ...(causationId !== undefined && { causationId }),
    }));
  }
}

/** Whom a request is about: they wait for each other. */
const patientsIn = ({ patientId, drafts }: RecordRequest, merges: Merges | null): ReadonlySet<string> => {
  const named = drafts.flatMap(({ data }) =>
    typeof data['otherPatientId'] === 'string' ? data['otherPatientId'] : [],
  );
  return new Set([patientId, ...named].flatMap((id) => [...(merges?.groupOf(id) ?? [id])]));
};

const namesTwoRecords = (one: string, other: string, pointer: string): NotRecordedError =>
  new NotRecordedError('refused', [
    {
      code: NAMES_TWO_RECORDS.code,
      pointer,
      detail: `it names events of ${one} and of ${other}`,
      remedy: NAMES_TWO_RECORDS.remedy,
    },
  ]);

/** The latest civil day that has begun anywhere on earth (UTC+14) at an instant. */
export function lastDayOnEarth(instant: string): string {
  const east = new Date(Date.parse(instant) + 14 * 3_600_000);
  return formatDay(dayNumber(east.getUTCFullYear(), east.getUTCMonth() + 1, east.getUTCDate()), 'calendar');
}
