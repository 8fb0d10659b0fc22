import type { DateBasis, JsonObject, Reason, Recorder, Source } from '../events/index.js';

export type EntryStatus = 'current' | 'corrected' | 'retracted';

/** One thing that was said about an entry: the first record, each correction, the retraction. */
export interface Statement {
  readonly id: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  readonly position: number | null;
  readonly reason?: Reason;
  readonly source?: Source;
  readonly acknowledge?: readonly string[];
  /** Absent on a retraction. */
  readonly occurredOn?: string;
  readonly data?: JsonObject;
  /** Sealed: only where it was revealed. */
  readonly note?: string;
}

/** One event of the patient as it stands: the first record's identity with the content in force. */
export interface Entry {
  /** Id of the first record; corrections and evidence name it. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** Clinical date in force. */
  readonly occurredOn: string;
  /** Content in force, in the shape of today's version, without sealed fields. */
  readonly data: JsonObject;
  readonly status: EntryStatus;
  /** Id of the correction in force, if any. */
  readonly correctedBy: string | null;
  /** Of the first record. */
  readonly position: number | null;
  readonly revision: number;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  readonly source?: Source;
  readonly acknowledge?: readonly string[];
  /** Id of the merged patient to whom it was recorded; absent: this one. */
  readonly mergedFrom?: string;
  /** Sealed: only where it was revealed. */
  readonly note?: string;
  /** All that was said about it, first to last; empty while there is only the first record. */
  readonly history: readonly Statement[];
}

/** That two patients are one, or are two after all. */
export interface Merge {
  readonly id: string;
  readonly type: 'PatientsMerged' | 'PatientsUnmerged';
  /** Who remains, under whose registration both are read. */
  readonly patientId: string;
  readonly otherPatientId: string;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  readonly position: number | null;
  readonly reason?: Reason;
}

/** The fold of one patient's events. */
export interface Timeline {
  readonly patientId: string;
  /** Who remained when the patient was merged, in whose record all of this is read; null: nobody. */
  readonly mergedInto: string | null;
  /** Of the last event folded; -1 before the first. */
  readonly revision: number;
  /** Position of the last event folded; null before the first, or where not yet given. */
  readonly position: number | null;
  readonly recordedAt: string | null;
  readonly dateBasis: DateBasis | null;
  /** In the order of recording. */
  readonly entries: readonly Entry[];
  /** In the order of recording. */
  readonly merges: readonly Merge[];
}

export const emptyTimeline = (patientId: string): Timeline => ({
  patientId,
  mergedInto: null,
  revision: -1,
  position: null,
  recordedAt: null,
  dateBasis: null,
  entries: [],
  merges: [],
});
