import type { OverallResponse, TargetResponse } from '../events/index.js';

import type { Answer, Because, TimeToEvent } from './outcomes.js';
import type { Overall } from './visits.js';

/** Best overall response (endpoints.md 6.5); null where there is no time zero to count from. */
export interface BestResponse extends Answer {
  /** Without confirmation. */
  readonly unconfirmed: OverallResponse | null;
  readonly date: string | null;
  /** With CR and PR confirmed by a second assessment at least 28 days later. */
  readonly confirmed: OverallResponse | null;
  readonly confirmedDate: string | null;
  readonly confirmedReason: Because;
}

/** From the first CR or PR to the end of PFS by the same rule set, for responders without and with confirmation. */
export interface ResponseDuration {
  readonly unconfirmed: TimeToEvent;
  readonly confirmed: TimeToEvent;
}

/** The deepest response: how far the sum of diameters fell before progression, surgery or a new therapy. */
export interface ResponseDepth extends Answer {
  /** Tenths of mm. */
  readonly baselineSum: number | null;
  readonly smallestSum: number | null;
  /** Percent of the baseline sum, rounded to 0.1, negative when it fell; for display only. */
  readonly change: number | null;
  readonly date: string | null;
}

/** One day of imaging after time zero: what was recorded, and what the lesions say. */
export interface ResponseVisit {
  readonly date: string;
  /** From time zero. */
  readonly day: number;
  /** As recorded; null: the imaging was not assessed. */
  readonly overall: Overall | null;
  /** By RECIST 1.1 from the lesions; from the parts as stated where no lesion is listed. */
  readonly derived: OverallResponse | null;
  /** Of the target lesions, as measured. */
  readonly target: TargetResponse | null;
  /** Of the target lesions, tenths of mm; as stated by the assessment where no lesion is listed. */
  readonly sum: number | null;
  /** Smallest sum before this day, baseline included, tenths of mm. */
  readonly nadir: number | null;
  /** Null where it cannot be told. */
  readonly agrees: boolean | null;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

export interface Responses extends Answer {
  /** The sum of diameters of the target lesions before treatment, tenths of mm. */
  readonly baseline: { readonly date: string; readonly sum: number } | null;
  /** By day. */
  readonly visits: readonly ResponseVisit[];
}
