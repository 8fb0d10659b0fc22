import { asOneRecord, type Merges, type PatientRecords } from '../records/index.js';
import type { Timeline } from '../timeline/index.js';
import { fold } from './fold.js';
import { knownAtSource } from './known-at-source.js';

/**
 * The timeline of one patient from the record that is read as his, be it one stream or several; null where nothing of it was
 * known. That of a patient who is merged holds his own events and says where they are read.
 * @throws PoisonEventError
 */
export async function foldRecord(
  records: PatientRecords,
  patientId: string,
  merges: Merges,
  { upTo, asKnownAtSource }: { readonly upTo: number; readonly asKnownAtSource: string | null },
): Promise<Timeline | null> {
  const timelines = new Map<string, Timeline>();
  for await (const batch of records.eventsOf(patientId, merges, { upTo })) {
    const known = knownAtSource(batch, asKnownAtSource);
    fold(timelines, merges.knows(patientId) ? asOneRecord(known) : known, patientId);
  }
  return timelines.get(patientId) ?? null;
}
