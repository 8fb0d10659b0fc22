import type { Batch } from '../batch.js';

/** One place where a batch breaks a rule. */
export interface Breach {
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  /** What is wrong there; never the value of a sealed field. */
  readonly detail: string;
}

/** What can never be recorded. */
export interface Rule {
  readonly code: string;
  /** What is refused, in a sentence for people. */
  readonly text: string;
  readonly remedy: string;
  /** Types of which only an event, or a correction of one, can break it; absent: any. */
  readonly types?: readonly string[];
  readonly breaches: (batch: Batch) => readonly Breach[];
}
