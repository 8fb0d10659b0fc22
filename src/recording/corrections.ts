import { at, checkData, eventTypeOf, upcast, type JsonObject, type Violation } from '../events/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import { isAboutRecord, type IdentifiedDraft } from './draft.js';

/** Which events are on record, corrections and retractions left out. */
type OnRecord = { readonly entries: readonly Pick<Entry, 'id' | 'type'>[] };

/** Type of the event that a correction or retraction names, on record or in the batch; null where there is none. */
export function typeOfNamed(
  timeline: OnRecord,
  drafts: readonly IdentifiedDraft[],
  { data }: IdentifiedDraft,
): string | null {
  const named = ({ id }: { id: string }): boolean => id === data['eventId'];
  return (timeline.entries.find(named) ?? drafts.find((draft) => named(draft) && !isAboutRecord(draft)))?.type ?? null;
}

/**
 * The drafts as they are recorded: the content of a correction in the shape of today's version, which `dataVersion` states
 * where it is not 1, and with the birth year beside a sealed birth date. Without a `dataVersion` the content is taken to be
 * of today's version. Doing it twice changes nothing; whoever compares a repeated draft with what is on record does it first.
 */
export function completeCorrections(timeline: OnRecord, drafts: readonly IdentifiedDraft[]): IdentifiedDraft[] {
  return drafts.map((draft) => {
    const type = draft.type === 'EventCorrected' ? eventTypeOf(typeOfNamed(timeline, drafts, draft) ?? '') : undefined;
    if (!type) return draft;
    const { dataVersion = type.version, ...correction } = draft.data;
    if ((dataVersion as number) > type.version) return draft;
    const content = withBirthYear(upcast(type.name, dataVersion as number, correction['data'] as JsonObject));
    const data = { ...correction, data: content };
    return { ...draft, data: type.version > 1 ? { ...data, dataVersion: type.version } : data };
  });
}

/** What is wrong with the contents that the corrections state: each is checked like a first record of its type. */
export function checkCorrections(
  timeline: Timeline,
  drafts: readonly IdentifiedDraft[],
  pointerOf: (index: number) => string,
): Violation[] {
  return drafts.flatMap((draft, index) => {
    const type = draft.type === 'EventCorrected' ? eventTypeOf(typeOfNamed(timeline, drafts, draft) ?? '') : undefined;
    if (!type) return [];
    const pointer = at(pointerOf(index), 'data');
    const { dataVersion = 1, data } = draft.data as { dataVersion?: number; data: JsonObject };
    if (dataVersion > type.version) {
      return [
        {
          code: 'unknown-version',
          pointer: at(pointer, 'dataVersion'),
          detail: `${type.name} has no version ${dataVersion}`,
          remedy: `Send the content in version ${type.version} and leave dataVersion out.`,
        },
      ];
    }
    return checkData(type, data, at(pointer, 'data'));
  });
}

/** As `readEvent` does for a first registration. */
function withBirthYear(data: JsonObject): JsonObject {
  const { birthDate, birthYear } = data;
  if (typeof birthDate !== 'string' || birthYear !== undefined) return data;
  return { ...data, birthYear: Number(birthDate.slice(0, 4)) };
}
