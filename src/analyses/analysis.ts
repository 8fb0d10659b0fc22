import type { Because, Options, Outcomes, Question, RuleSet, TimeZero } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import type { Limits } from '../statistics/index.js';
import type { Timeline } from '../timeline/index.js';

/** One patient of the cohort. */
export interface Member {
  readonly timeline: Timeline;
  readonly outcomes: Outcomes;
}

/** What is asked of a cohort, and of which knowledge. */
export interface Context {
  readonly cohort: { readonly name: string; readonly version: number };
  readonly question: Question;
  /** The last place of the log taken into account; null on an empty log. */
  readonly asOf: LogPoint | null;
  /** One of {@link GROUPINGS}; null: all patients together. */
  readonly groupBy: string | null;
  /** The scale of Kaplan-Meier limits. */
  readonly limits: Limits;
  /** SHA-256 of a text in UTF-8, in hex. */
  readonly digest: (text: string) => string;
}

/** What the result was made from, for whoever wants to make it again. */
export interface Inputs {
  readonly analysis: { readonly name: string; readonly version: number };
  readonly cohort: { readonly name: string; readonly version: number };
  readonly ruleSet: RuleSet;
  readonly timeZero: TimeZero;
  readonly options: Options;
  /** Position in the log. */
  readonly asOf: number | null;
  readonly cutOff: string | null;
  readonly groupBy: string | null;
  readonly limits: string;
}

export interface Excluded {
  readonly patientId: string;
  readonly group: string;
  readonly reason: Because;
}

/** What every result says of itself; groups and patients are the analysis' own. Times are days. */
export interface Result<Group = object, Patient = object> {
  readonly analysis: { readonly name: string; readonly version: number };
  readonly ruleSet: RuleSet;
  /** The one that was counted from. */
  readonly timeZero: TimeZero;
  readonly options: Options;
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  readonly cutOff: string | null;
  readonly groupBy: string | null;
  /** How the 95% limits were made. */
  readonly limits: string;
  readonly cohort: {
    readonly name: string;
    readonly version: number;
    readonly size: number;
    /** How many of them are invented patients. */
    readonly synthetic: number;
  };
  /** By name; one called `all` unless grouped. */
  readonly groups: readonly Group[];
  /** By id. Together with `excluded` these are the cohort. */
  readonly patients: readonly Patient[];
  readonly excluded: readonly Excluded[];
  readonly manifest: {
    /** First 32 hex digits of the digest of inputs and sha256. */
    readonly id: string;
    /** Of the result without its manifest, as RFC 8785 JSON. */
    readonly sha256: string;
    readonly inputs: Inputs;
  };
}

/** A pure function from a cohort, in any order, to a result, and how the result reads in a terminal. */
export interface Analysis<R extends Result = Result> {
  readonly name: string;
  /** Raised whenever the same inputs would give another result. */
  readonly version: number;
  /** One line on what it answers. */
  readonly about: string;
  /** @throws RefusedAnalysisError for a grouping that is unknown, or known only after time zero */
  run(members: readonly Member[], context: Context): R;
  text(result: R): string;
}
