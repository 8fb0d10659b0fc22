import type { DateBasis } from '../events/index.js';
import type { BestResponse, ResponseDepth, ResponseDuration, Responses } from './response.js';
import type { Complications } from './complications.js';
import type { OperativeMortality } from './operative-mortality.js';
import type { Surgery } from './operations.js';
import type { PathologicalResponse } from './pathological-response.js';
import type { Resectability } from './resectability.js';
import type { Toxicity } from './toxicity.js';
import type { Treatment } from './treatment.js';
import type { TumourMarkers } from './tumour-markers.js';

/** How PFS is told (endpoints.md 3): documented progressions and the rest censored; every event when it occurs; bare data. */
export const RULE_SETS = ['fda-2007-table-a', 'itt-ema', 'as-recorded'] as const;
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
/** Of the members of a cohort: its index date, or the landmark that it sets. */
export const ENTRIES = ['index', 'landmark'] as const;
export type TimeZero = (typeof TIME_ZEROS)[number] | (typeof ENTRIES)[number];

/** When one patient comes into a cohort, and by which events. */
export interface CohortEntry {
  /** A whole day. */
  readonly date: string;
  readonly imputed: boolean;
  /** Ids: the first record, followed by the correction in force. */
  readonly evidence: readonly string[];
}

/** What disease-free survival is counted from, whatever time zero is asked for: the resection that leaves no disease. */
export const DISEASE_FREE = 'disease-free-resection';

/** How often the patient is assessed, in days: a visit is due at every interval, and done within the window. */
export interface Visits {
  readonly interval: number;
  readonly window: number;
}

/** Another rhythm of visits from liver surgery on, or from so many days or months after time zero. */
export interface Phase extends Visits {
  readonly after: 'liver-surgery' | { readonly days: number } | { readonly months: number };
}

/** The schedule of the missed-visits rule. */
export interface Schedule extends Visits {
  /** An event found after so many visits missed, or more, is censored. */
  readonly missed: number;
  /** Of the phases that have begun the latest holds; of two that begin on one day the later in the list. */
  readonly phases: readonly Phase[];
}

/** Settings of the rules; a result always states them all. */
export interface Options {
  /** Surgery of the liver metastases within PFS: part of the strategy, or a reason to censor. */
  readonly liverSurgery: 'ignore' | 'censor';
  /** A stop of treatment alone. */
  readonly discontinuation: 'ignore' | 'censor';
  readonly schedule: Schedule;
  /** Of a PFS event and what would censor it on one day: the event counts, or it is censored. */
  readonly sameDayOrder: 'event-first' | 'therapy-first';
  /** Margins of the liver resection that starts disease-free survival. */
  readonly margins: 'R0' | 'R0-R1';
  readonly assessor: 'any' | 'independent-first';
  /** Smallest margin width that counts as R0, in tenths of mm; null: as reported. */
  readonly r0MinWidth: number | null;
  /** A metastasis found within so many days after the primary still counts as synchronous. */
  readonly stagingWindowDays: number;
  /** A metastasis found later, but within so many calendar months after the primary, is early metachronous. */
  readonly earlyMonths: number;
  /** Days after an operation within which a death counts as one of its mortality. */
  readonly mortalityDays: number;
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
  /** Of the patient that is asked about, as a member of a cohort: no clock starts before it. */
  readonly entry?: CohortEntry | null;
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

/** Where the disease progressed first (endpoints.md 4.8). `censored`: no progression so far. */
export interface FirstProgression {
  readonly status: 'event' | 'censored' | 'not-evaluable';
  /** Null where there is no progression. */
  readonly pattern: 'liver-only' | 'extrahepatic-only' | 'both' | 'not-stated' | null;
  /** As recorded, each once, by name. */
  readonly sites: readonly string[];
  readonly date: string | null;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

/** What an endpoint that is no time says of itself. */
export interface Answer {
  readonly status: 'evaluable' | 'not-evaluable';
  readonly reason: Because;
  readonly imputed: boolean;
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

/** The first of conversion, progression and death (endpoints.md 5.4). */
export interface ConversionOrProgression extends TimeToEvent {
  /** Of the event; null where there is none. */
  readonly cause: 'conversion' | 'progression' | 'death' | null;
  /** Converted after a progression: counted in the rate of conversion, not in its incidence. */
  readonly convertedLater: boolean;
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
  /** The relapse-free survival of DATECAN: a second primary is no event. */
  readonly dfs: TimeToEvent;
  readonly ttp: TimeToEvent;
  readonly ttf: TimeToEvent;
  readonly firstProgression: FirstProgression;
  readonly conversion: Conversion;
  readonly conversionOrProgression: ConversionOrProgression;
  readonly bestResponse: BestResponse;
  readonly responseDuration: ResponseDuration;
  readonly responseDepth: ResponseDepth;
  readonly responses: Responses;
  readonly tumourMarkers: TumourMarkers;
  readonly metastases: Metastases;
  readonly resectability: Resectability;
  readonly treatment: Treatment;
  readonly surgery: Surgery;
  readonly pathologicalResponse: PathologicalResponse;
  readonly toxicity: Toxicity;
  readonly operativeMortality: OperativeMortality;
  readonly complications: Complications;
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
  schedule: { interval: 56, window: 7, missed: 2, phases: [] },
  sameDayOrder: 'event-first',
  margins: 'R0',
  assessor: 'any',
  r0MinWidth: null,
  stagingWindowDays: 0,
  earlyMonths: 12,
  mortalityDays: 90,
  partialDates: 'middle',
};
