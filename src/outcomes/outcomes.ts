import type { DateBasis } from '../events/index.js';

export const RULE_SETS = ['fda-2007-table-a', 'as-recorded'] as const;
export type RuleSet = (typeof RULE_SETS)[number];

/** `first-line-treatment` is that of endpoints.md 2.1; the others are read off the record as it stands. */
export const TIME_ZEROS = [
  'first-line-treatment',
  'registration',
  'diagnosis',
  'metastasis',
  'first-treatment',
  'first-resection',
  'first-r0-liver-resection',
] as const;
export type TimeZero = (typeof TIME_ZEROS)[number];

/** Settings of the rules; a result always states them all. */
export interface Options {
  /** Surgery of the liver metastases within PFS: part of the strategy, or a reason to censor. */
  readonly liverSurgery: 'ignore' | 'censor';
  /** A stop of treatment alone. */
  readonly discontinuation: 'ignore' | 'censor';
  /** Assessment schedule of the missed-visits rule, in days. */
  readonly schedule: { readonly interval: number; readonly window: number };
  readonly assessor: 'any' | 'independent-first';
  /** Smallest margin width that counts as R0, in tenths of mm; null: as reported. */
  readonly r0MinWidth: number | null;
  /** A metastasis found within so many days after the primary still counts as synchronous. */
  readonly stagingWindowDays: number;
  /** How a partial date becomes a day: the middle (15th, 1 July), or the earliest or latest day it allows. */
  readonly partialDates: 'middle' | 'earliest' | 'latest';
}

/** What is asked of a timeline. */
export interface Question {
  readonly ruleSet: RuleSet;
  readonly timeZero: TimeZero;
  /** Clinical data cut-off: a calendar day, or a relative one (`+365`) for patients with relative days; null: none. */
  readonly cutOff: string | null;
  readonly options: Options;
}

export interface Because {
  readonly code: string;
  readonly text: string;
}

/** A time from time zero to an event or a censoring. Not evaluable: no times, and the reason why. */
export interface TimeToEvent {
  readonly status: 'event' | 'censored' | 'not-evaluable';
  /** Whole days. */
  readonly days: number | null;
  /** days / 30.4375, rounded to 0.01; for display only. */
  readonly months: number | null;
  readonly start: string | null;
  readonly date: string | null;
  readonly reason: Because;
  /** Whether an imputed (partial) date was used. */
  readonly imputed: boolean;
  /** Ids of the events behind it: the first record, followed by the correction in force if there is one. */
  readonly evidence: readonly string[];
}

export interface Conversion {
  readonly status: 'event' | 'censored' | 'not-evaluable';
  readonly initial: 'resectable' | 'uncertain' | 'unresectable' | 'unknown';
  /** Null where conversion is no question: resectable at the outset, or never assessed. */
  readonly converted: boolean | null;
  readonly days: number | null;
  readonly date: string | null;
  readonly margin: 'R0' | 'R1' | null;
  /** What came before the clearing resection. */
  readonly after: 'systemic' | 'embolisation' | 'systemic-and-embolisation' | 'nothing' | null;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

export interface BestResponse {
  readonly status: 'evaluable' | 'not-evaluable';
  /** Without confirmation. */
  readonly unconfirmed: 'CR' | 'PR' | 'SD' | 'NON-CR/NON-PD' | 'PD' | 'NE' | null;
  readonly date: string | null;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

export interface Metastases {
  readonly status: 'evaluable' | 'not-evaluable';
  readonly timing: 'synchronous' | 'metachronous-early' | 'metachronous-late' | null;
  /** True where the record says how it was found, whatever the dates. */
  readonly asStated: boolean;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

export interface Endpoints {
  readonly pfs: TimeToEvent;
  readonly os: TimeToEvent;
  readonly conversion: Conversion;
  readonly bestResponse: BestResponse;
  readonly metastases: Metastases;
}

/** Something in the record that contradicts itself and was reported, not repaired. */
export interface Finding {
  readonly code: string;
  readonly text: string;
  readonly events: readonly string[];
}

export interface Outcomes {
  readonly patientId: string;
  readonly revision: number;
  readonly dateBasis: DateBasis | null;
  /** An invented patient, not a person. */
  readonly synthetic: boolean;
  readonly ruleSet: RuleSet;
  readonly timeZero: TimeZero;
  readonly options: Options;
  readonly cutOff: string | null;
  readonly endpoints: Endpoints;
  readonly findings: readonly Finding[];
}

export const DEFAULT_OPTIONS: Options = {
  liverSurgery: 'ignore',
  discontinuation: 'ignore',
  schedule: { interval: 56, window: 7 },
  assessor: 'any',
  r0MinWidth: null,
  stagingWindowDays: 0,
  partialDates: 'middle',
};
