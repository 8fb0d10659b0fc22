import { parseClinicalDate } from '../../events/index.js';
import { courseOf, type Outcomes, type TimeToEvent } from '../../outcomes/index.js';
import type { Entry, Timeline } from '../../timeline/index.js';

/** A patient to be exported: the record, and what it derives. */
export interface ExportedPatient {
  readonly timeline: Timeline;
  readonly outcomes: Outcomes;
}

/** The record that a day was read from. */
export interface DaySource {
  readonly type: string;
  /** Of the event in force: the first record, or its correction. */
  readonly eventId: string;
  readonly position: number | null;
  /** The field that states the day, as it is stated. */
  readonly field: 'occurredOn' | 'lastDay';
  readonly stated: string;
}

/** Where the two days of a time come from; null where there is no time, or the day is that of the data cut-off. */
export interface TracedTime {
  readonly start: DaySource | null;
  readonly end: DaySource | null;
  /** Followed beyond the data cut-off: the end is the cut-off, and the source what lies beyond. */
  readonly endsAtCutOff: boolean;
}

interface Candidate {
  readonly entry: Entry;
  readonly day: number;
  readonly field: DaySource['field'];
}

/** Finds among the evidence of each time of a patient the two records that its days were read from. */
export function tracing({ timeline, outcomes }: ExportedPatient): (time: TimeToEvent) => TracedTime {
  const { all = [], proofs = [] } = courseOf(timeline, outcomes) ?? {};
  const candidates: readonly Candidate[] = [
    ...all.map((one) => ({ ...one, field: 'occurredOn' as const })),
    // What proves life and is no entry of its own: the last day of a course of chemotherapy.
    ...proofs.filter((one) => !all.includes(one)).map((one) => ({ ...one, field: 'lastDay' as const })),
  ];
  return ({ start, date, evidence }) => {
    if (start === null || date === null) return { start: null, end: null, endsAtCutOff: false };
    const used = evidence.flatMap((id) => candidates.filter(({ entry }) => entry.id === id));
    const [from, to] = [dayOf(start), dayOf(date)];
    const zero = used.find(({ day }) => day === from);
    const ends = used.filter(({ day }) => day === to);
    const end = ends.find(({ entry }) => entry !== zero?.entry) ?? ends[0];
    const beyond = end ? undefined : used.findLast(({ day }) => day > to);
    return { start: sourceOf(zero), end: sourceOf(end ?? beyond), endsAtCutOff: beyond !== undefined };
  };
}

const dayOf = (text: string): number => parseClinicalDate(text)?.lo ?? Infinity;

function sourceOf(candidate: Candidate | undefined): DaySource | null {
  if (!candidate) return null;
  const { entry, field } = candidate;
  const { lastDay } = entry.data;
  const inForce = entry.history.find(({ id }) => id === entry.correctedBy);
  return {
    type: entry.type,
    eventId: entry.correctedBy ?? entry.id,
    position: inForce ? inForce.position : entry.position,
    field,
    stated: field === 'lastDay' && typeof lastDay === 'string' ? lastDay : entry.occurredOn,
  };
}
