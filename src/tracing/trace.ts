import type { JsonObject, Reason, Recorder, Source } from '../events/index.js';

/** A value, and all that stands behind it: rule, steps, events, people, documents, proof (provenance.md 5). */
export interface Trace {
  /** Of whom the value is; null: of the patients of a result. */
  readonly patientId: string | null;
  /** The result that the value stands in; null: of one patient. */
  readonly result: TracedResult | null;
  readonly value: { readonly pointer: string; readonly value: unknown };
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  readonly asKnownAtSource: string | null;
  readonly cutOff: string | null;
  /** The software that tells this. */
  readonly code: { readonly version: string };
  readonly rule: TracedRule;
  /** Of a result: the patients that the value was made of, by id. */
  readonly patients: readonly TracedPatient[];
  /** What the value rests on, in the order of the log; of a result, of those patients who set the value. */
  readonly events: readonly TracedEvent[];
  /** Of one patient: every other entry of the record, and why it does not count. */
  readonly ignored: readonly Ignored[];
  /** The tree that the proofs are of: its size and, in base64, its root. */
  readonly log: { readonly size: number; readonly root: string };
  /** The signed note of that tree; null where it is not signed. */
  readonly checkpoint: string | null;
  /** Fields left out because the reader may not see them. */
  readonly redacted: readonly string[];
}

export interface TracedResult {
  readonly id: string;
  readonly sha256: string;
  /** Whether every byte of it is what its manifest says. */
  readonly intact: boolean;
  /** Version of the software that made it. */
  readonly software: string | null;
}

/** The rule of an endpoint, the criteria of a cohort, or an analysis with the rules of its endpoints. */
export interface TracedRule {
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** Null: of no rule set. */
  readonly ruleSet: string | null;
  /** Null: of a definition that is not recorded. */
  readonly version: number | null;
  readonly text: string;
  /** Of an analysis: the rules of the endpoints that it reads. */
  readonly endpoints: readonly { readonly name: string; readonly version: number; readonly text: string }[];
  readonly steps: readonly TracedStep[];
}

export interface TracedStep {
  readonly step: string;
  readonly because: string;
  /** Ids, each of which stands in `events`. */
  readonly events: readonly string[];
}

export interface TracedPatient {
  readonly patientId: string;
  readonly group: string;
  /** What the patient is for the value: `event`, `censored`, `at-risk`, `left-before`, `counted`, `not-counted`, `excluded`. */
  readonly part: string;
  /** Days from time zero; null where the analysis has none. */
  readonly time: number | null;
  readonly because: string | null;
  /** Ids; what they are the trace of the patient says. */
  readonly evidence: readonly string[];
}

export interface TracedEvent {
  readonly id: string;
  readonly patientId: string;
  readonly type: string;
  readonly version: number;
  readonly position: number;
  readonly revision: number;
  readonly status: 'current' | 'corrected' | 'retracted';
  /** Ids of what corrected or retracted it later, first to last. */
  readonly correctedBy: readonly string[];
  /** Id of what it corrects or retracts. */
  readonly corrects: string | null;
  readonly recordedBy: Recorder;
  readonly recordedAt: string;
  /** As recorded; null for a retraction, which has none. */
  readonly occurredOn: string | null;
  /** The day that a partial date was taken for. */
  readonly imputed: string | null;
  /** What it says, without what is sealed. */
  readonly data: JsonObject;
  readonly reason: Reason | null;
  readonly source: Source | null;
  readonly proof: Proof;
}

/** That an event is in the log (RFC 9162, 2.1.3): hashes base64url, as in the leaf. */
export interface Proof {
  readonly index: number;
  readonly leafHash: string;
  readonly path: readonly string[];
  readonly size: number;
}

export interface Ignored {
  readonly id: string;
  readonly type: string;
  readonly occurredOn: string;
  /** Of the entry: see `LeftOut`. */
  readonly code: string;
  readonly because: string;
  /** Ids of what corrected or retracted it. */
  readonly correctedBy: readonly string[];
}
