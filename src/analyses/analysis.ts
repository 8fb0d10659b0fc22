import type {
  Because,
  DISEASE_FREE,
  Endpoints,
  Options,
  Outcomes,
  Question,
  RuleSet,
  TimeZero,
} from '../outcomes/index.js';
import type { Parameters } from '../cohorts/index.js';
import type { LogPoint } from '../ports/index.js';
import type { DataLicence, Timeline } from '../timeline/index.js';
import type { ParameterSchemas, ParameterValue } from './parameters.js';

/** One patient of the cohort. */
export interface Member {
  readonly timeline: Timeline;
  readonly outcomes: Outcomes;
}

/** Which patients a result is about; of a definition also what names it for good. */
export interface CohortUsed {
  readonly name: string;
  /** Null: of a file that is not recorded. */
  readonly version: number | null;
  /** Of the definition as RFC 8785 JSON, in hex. */
  readonly sha256?: string;
  /** With their values. */
  readonly parameters?: Parameters;
  /** Criteria that are known only after the patient came in: no time is counted for such a cohort. */
  readonly looksAhead?: readonly string[];
}

/** The log that a result was made from: how many events of it, and the root of the tree over them, in base64. */
export interface LogUsed {
  readonly size: number;
  readonly root: string;
}

/** What is asked of a cohort, and of which knowledge. */
export interface Context {
  readonly cohort: CohortUsed;
  readonly question: Question;
  /** The last place of the log taken into account; null on an empty log. */
  readonly asOf: LogPoint | null;
  /** Only what the source knew by the end of this day; null or absent: all that is on record. */
  readonly asKnownAtSource?: string | null;
  /** One of {@link GROUPINGS}; null: all patients together. */
  readonly groupBy: string | null;
  /** One of {@link GROUPINGS} within which comparisons are made; null: none. */
  readonly stratifyBy: string | null;
  /** The analysis' own parameters, as given: those left out have their defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** SHA-256, in hex, of the RFC 8785 JSON of an object. */
  readonly digest: (value: object) => string;
  /** SHA-256 of the file of an analysis of the researcher's own, in hex; a built-in one has none. */
  readonly codeSha256?: string;
  /** Version of this software. */
  readonly software?: string;
}

/** What an analysis is told beside the patient. */
export interface Asked<Parameters = object> {
  readonly question: Question;
  readonly parameters: Parameters;
  /** What the groups are; null: all patients together. */
  readonly groupBy: string | null;
}

/** What it is told beside the rows. */
export interface AskedOfCohort<Parameters = object> extends Asked<Parameters> {
  /** Patients of the cohort, the excluded included. */
  readonly size: number;
}

/** Why a patient is not in the estimate. */
export interface Exclusion {
  readonly excluded: Because;
}

/** The rows of one group, by patient id. */
export interface Rows<Row> {
  readonly name: string;
  readonly rows: readonly InGroup<Row>[];
}

/** A row with the patient it is of, the group and, where comparisons are stratified, the stratum. */
export type InGroup<Row> = Row & { readonly patientId: string; readonly group: string; readonly stratum?: string };

/** What is said of a group, with the group's name. */
export type Named<Group> = Group & { readonly name: string };

/** The result of an analysis with these rows and groups. */
export type ResultOf<Row, Group, Comparison = unknown> = Result<Named<Group>, InGroup<Row>, Comparison>;

/**
 * An analysis: pure functions from one patient to a row, from the rows of a group to a summary, and from all groups to
 * their comparison. The built-in ones and a researcher's own are written in this form; no function sees a clock, a file
 * or another patient's record. Days are whole, from time zero.
 */
export interface Analysis<
  Row extends object = object,
  Group extends object = object,
  Comparison = unknown,
  Parameters extends Readonly<Record<string, ParameterValue>> = Readonly<Record<string, ParameterValue>>,
> {
  readonly name: string;
  /** Raised whenever the same inputs would give another result. */
  readonly version: number;
  /** One line on what it answers. */
  readonly about: string;
  /** Of a built-in one: the endpoints that `patient` reads, if it reads nothing else. Whole cohorts are then read faster. */
  readonly endpoints?: readonly (keyof Endpoints)[];
  /** Whether it counts patients and estimates no time: then it may be asked of a cohort that looks ahead. */
  readonly timeless?: boolean;
  /** What can be set: a JSON Schema each, with its default. */
  readonly parameters: ParameterSchemas<Parameters>;
  /** What is counted from; without it the time zero of PFS (see {@link fixedTimeZero}). */
  timeZero?(question: Question, parameters: Parameters): CountedFrom;
  /** How its 95% limits are made; without it there are none. */
  limits?(parameters: Parameters): string;
  /** One patient's row, or why there is none. */
  patient(member: Member, asked: Asked<Parameters>): Row | Exclusion;
  /** What is said of a group. */
  summary(group: Rows<Row>, asked: AskedOfCohort<Parameters>): Group;
  /** Whether its comparison is made within strata, where they are asked for. */
  readonly stratified?: true;
  /** What is said of the groups beside each other; asked only where there is a grouping. */
  comparison?(groups: readonly Rows<Row>[], asked: AskedOfCohort<Parameters>): Comparison;
  /** How the result reads in a terminal; without it as JSON. */
  text?(result: ResultOf<Row, Group, Comparison>): string;
}

/** What the times of a result are counted from. */
export type CountedFrom = TimeZero | typeof DISEASE_FREE;

/** What the result was made from, for whoever wants to make it again. */
export interface Inputs {
  readonly analysis: { readonly name: string; readonly version: number };
  /** SHA-256 of the file of an analysis of the researcher's own, in hex; null: built in, its version says which. */
  readonly codeSha256: string | null;
  readonly cohort: CohortUsed;
  readonly ruleSet: RuleSet;
  readonly timeZero: CountedFrom;
  readonly options: Options;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Position in the log. */
  readonly asOf: number | null;
  readonly asKnownAtSource: string | null;
  readonly cutOff: string | null;
  readonly groupBy: string | null;
  readonly stratifyBy: string | null;
  readonly limits: string;
}

export interface Excluded {
  readonly patientId: string;
  readonly group: string;
  readonly reason: Because;
}

/** What every result says of itself; groups and patients are the analysis' own. Times are days. */
export interface Result<Group = object, Patient = object, Comparison = unknown> {
  readonly analysis: { readonly name: string; readonly version: number };
  readonly ruleSet: RuleSet;
  /** The one that was counted from. */
  readonly timeZero: CountedFrom;
  readonly options: Options;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly asOf: { readonly position: number | null; readonly recordedAt: string | null };
  /** Only what the source knew by the end of this day; null: all that is on record. */
  readonly asKnownAtSource: string | null;
  readonly cutOff: string | null;
  readonly groupBy: string | null;
  readonly stratifyBy: string | null;
  /** How the 95% limits were made. */
  readonly limits: string;
  readonly cohort: CohortUsed & {
    readonly size: number;
    /** How many of them are invented patients. */
    readonly synthetic: number;
  };
  /** By name; one called `all` unless grouped. */
  readonly groups: readonly Group[];
  /** Null where there is no grouping, or nothing to compare. */
  readonly comparison: Comparison | null;
  /** By id. Together with `excluded` these are the cohort. */
  readonly patients: readonly Patient[];
  readonly excluded: readonly Excluded[];
  readonly manifest: {
    /** First 32 hex digits of the digest of inputs and sha256. */
    readonly id: string;
    /** Of the result without its manifest, as RFC 8785 JSON. */
    readonly sha256: string;
    readonly inputs: Inputs;
    /** Version of the software that made it; null where it was not said. */
    readonly software: string | null;
    readonly log: LogUsed | null;
    /** The terms on which the sources gave what is on record of the cohort, those that state some. */
    readonly dataLicences: readonly DataLicence[];
  };
}
