import type { JsonObject } from './json.js';

/** Who recorded it: from the caller's identity, never from the request body. */
export interface Recorder {
  readonly subject: string;
  readonly role: string;
  readonly organisation: string;
}

export interface SourceDocument {
  readonly id?: string;
  readonly page?: number;
  readonly row?: number;
  readonly sha256?: string;
}

export interface Source {
  readonly system?: string;
  /** The terms on which its data may be used, as it names them: `CC0`, `LGPL (>= 2)`. */
  readonly licence?: string;
  readonly document?: SourceDocument;
  /** The source's own recording date, possibly partial: attested, and kept apart from `recordedAt`. */
  readonly recordedOn?: string;
}

export interface Reason {
  readonly code: string;
  readonly text?: string;
}

/** What a recorder gives. Two events have the same content when these fields, the id apart, are equal. */
export interface EventContent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** Clinical date; absent for events about the record itself (corrections, retractions). */
  readonly occurredOn?: string;
  readonly data: JsonObject;
  readonly note?: string;
  /** The questions that the recorder has answered. */
  readonly acknowledge?: readonly string[];
  readonly source?: Source;
  readonly reason?: Reason;
}

/** An event ready to be appended: content, and who and when. */
export interface NewEvent extends EventContent {
  /** Absent for events of no patient. */
  readonly patientId?: string;
  readonly recordedAt: string;
  readonly recordedBy: Recorder;
  readonly correlationId?: string;
  readonly causationId?: string;
}

/** An event as the log holds it. */
export interface RecordedEvent extends NewEvent {
  /** Index in the transparency log: global order, from 0, gapless. Null where the sequencer has not given it yet. */
  readonly position: number | null;
  /** Order within the stream, from 0. */
  readonly revision: number;
}

/** The stream of a patient. */
export const patientStream = (patientId: string): string => `patient-${patientId}`;

/** The stream of a cohort's definitions, one version an event. */
export const cohortStream = (name: string): string => `cohort-${name}`;

/** Ids of patients: pseudonymous, never a hospital number. */
export const PATIENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Codes that say why a record was corrected, retracted, merged or un-merged. */
export const REASON_CODES = [
  'entered-in-error',
  'wrong-patient',
  'duplicate',
  'source-amended',
  'source-withdrawn',
  'transcription',
  'coding',
  'same-person',
  'not-same-person',
  'other',
] as const;
