import type { Context, CountedFrom, LogUsed } from '../../analyses/index.js';
import type { Violation } from '../../events/index.js';
import type { CohortEntry } from '../../outcomes/index.js';
import type { Timeline } from '../../timeline/index.js';
import type { GivenParameters } from '../parameters.js';
import type { OwnAnalysisProblem } from './problem.js';

/** How long and how large the analysis may become. */
export interface Allowance {
  /** That its own functions may run, over the whole cohort. */
  readonly seconds: number;
  /** That its process may grow by. */
  readonly megabytes: number;
}

/** What the process of an analysis is asked: first to start, then patients in batches, then the result. */
export type Request =
  | {
      readonly ask: 'start';
      readonly source: string;
      readonly file: string;
      readonly may: Allowance;
      readonly asked: Omit<Context, 'parameters' | 'digest'>;
      readonly given: GivenParameters;
    }
  | {
      readonly ask: 'patients';
      readonly timelines: readonly Timeline[];
      /** Since when each of them is in the cohort. */
      readonly entries: readonly (CohortEntry | null)[];
    }
  | { readonly ask: 'result'; readonly json: boolean; readonly log: LogUsed };

export type Answer =
  | { readonly answer: 'started'; readonly timeZero: CountedFrom; readonly timeless: boolean }
  | { readonly answer: 'done' }
  | { readonly answer: 'result'; readonly text: string }
  | { readonly answer: 'problem'; readonly problem: OwnAnalysisProblem }
  /** The question is refused, as it is of a built-in analysis. */
  | { readonly answer: 'refused'; readonly violation: Violation };

/** The process' open file on which the watch says why it ended it. */
export const LAST_WORDS = 4;

/** Why the watch ended the process, and what the frame said then. */
export interface LastWords {
  readonly code: 'time-limit' | 'memory-limit';
  readonly detail: string;
  readonly frame: readonly number[];
}
