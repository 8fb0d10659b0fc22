import { parseClinicalDate, upcast, type RecordedEvent } from '../events/index.js';
import type { Entry, Statement, Timeline } from './timeline.js';

/** Whether the patient was invented: registered from a source that names itself so (`…-synthetic`). Shown everywhere. */
export const isSynthetic = (timeline: Timeline): boolean =>
  timeline.entries.some(({ type, source }) => type === 'PatientRegistered' && source?.system?.endsWith('-synthetic'));

/** Whether a registration stands: a patient whose registration was retracted, or who is merged into another, is in no cohort. */
export const isRegistered = ({ mergedInto, entries }: Timeline): boolean =>
  mergedInto === null && entries.some(({ type, status }) => type === 'PatientRegistered' && status !== 'retracted');

/** Whether the patient has withdrawn consent to the use of the data: such a patient is in no analysis from then on. */
export const hasWithdrawnData = ({ entries }: Timeline): boolean =>
  entries.some(
    ({ type, status, data }) => type === 'ConsentWithdrawn' && status !== 'retracted' && data['scope'] === 'data-use',
  );

/** Whether a cut-off is of the patient's own kind of dates: a patient with relative days has no calendar, and the reverse. */
export const fitsBasis = (timeline: Pick<Timeline, 'dateBasis'>, cutOff: string | null): boolean =>
  cutOff === null || timeline.dateBasis === null || parseClinicalDate(cutOff)?.basis === timeline.dateBasis;

/**
 * The entries as people read them: by clinical date, then position, undated ones last; what lies after the cut-off is
 * left out. A partial date stands where its first day would.
 * @param cutOff a clinical day of the patient's own basis, or null. Undated entries stay: nothing says that they lie after.
 */
export function entriesByDate(timeline: Timeline, cutOff: string | null): readonly Entry[] {
  const limit = cutOff === null ? null : parseClinicalDate(cutOff);
  return timeline.entries
    .map((entry) => ({ entry, date: parseClinicalDate(entry.occurredOn) }))
    .filter(({ date }) => !limit || !date || date.basis === null || (date.basis === limit.basis && date.lo <= limit.hi))
    .toSorted((a, b) => order(a.date) - order(b.date) || a.entry.revision - b.entry.revision)
    .map(({ entry }) => entry);
}

const order = (date: ReturnType<typeof parseClinicalDate>): number =>
  date && date.basis !== null ? date.lo : Number.MAX_SAFE_INTEGER;

/**
 * The timeline with its sealed fields (identifiers, free text, source documents) laid in, from the same events read with
 * their identity class opened.
 */
export function reveal(timeline: Timeline, events: readonly RecordedEvent[]): Timeline {
  const byId = new Map(events.map((event) => [event.id, event]));
  return {
    ...timeline,
    merges: timeline.merges.map((merge) => {
      const { reason } = byId.get(merge.id) ?? merge;
      return { ...merge, ...(reason && { reason }) };
    }),
    entries: timeline.entries.map((entry) => {
      const inForce = byId.get(entry.correctedBy ?? entry.id);
      const first = byId.get(entry.id);
      if (!inForce || !first) return entry;
      return {
        ...entry,
        data: dataOf(inForce, entry.type),
        ...(first.note !== undefined && { note: first.note }),
        ...(first.source && { source: first.source }),
        history: entry.history.map((statement) => revealStatement(statement, byId.get(statement.id), entry.type)),
      };
    }),
  };
}

function revealStatement(statement: Statement, event: RecordedEvent | undefined, type: string): Statement {
  if (!event) return statement;
  return {
    ...statement,
    ...(statement.data && { data: dataOf(event, type) }),
    ...(event.note !== undefined && { note: event.note }),
    ...(event.source && { source: event.source }),
    ...(event.reason && { reason: event.reason }),
  };
}

/** What an event states of an entry of that type, in the shape of today; a correction states the new content whole. */
function dataOf({ type, version, data }: RecordedEvent, entryType: string): Entry['data'] {
  if (type !== 'EventCorrected') return upcast(type, version, data);
  return upcast(entryType, (data['dataVersion'] as number | undefined) ?? 1, data['data'] as Entry['data']);
}
