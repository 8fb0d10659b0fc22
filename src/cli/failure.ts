import { CommanderError } from 'commander';
import { RefusedAnalysisError } from '../analyses/index.js';
import { ExportRefusedError, ImportRefusedError } from '../interchange/index.js';
import { QuestionError } from '../outcomes/index.js';
import {
  AppendTooLargeError,
  FolderInUseError,
  IdConflictError,
  IntegrityError,
  SetupError,
  StoreUnavailableError,
} from '../ports/index.js';
import { AsOfError } from '../projections/index.js';
import { ProofError } from '../provenance/index.js';
import { RefusedDefinitionError, UnknownCohortError } from '../studies/index.js';
import { OwnAnalysisError } from './own-analysis/problem.js';

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A table of numbers that cannot be computed on. */
export class RefusedTableError extends Error {
  override readonly name = 'RefusedTableError';
  constructor(
    readonly code: string,
    /** File, row and column: `lung.csv, row 4, column time`. */
    place: string,
    detail: string,
    remedy: string,
  ) {
    super(`${place}: ${detail}. ${remedy}`);
  }
}

/** A command that did its work and found something wrong; it has said so already. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** A check that could not be finished: what it would have found is not known. */
export class CheckUnfinished extends Error {
  override readonly name = 'CheckUnfinished';
}

/** A command that was asked to stop and did; it says what was done and how to go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const WRONG_USAGE = [UsageError, QuestionError, AsOfError];
const REFUSED = [
  AppendTooLargeError,
  RefusedDefinitionError,
  UnknownCohortError,
  ExportRefusedError,
  FolderInUseError,
  IdConflictError,
  ImportRefusedError,
  IntegrityError,
  OwnAnalysisError,
  ProofError,
  RefusedAnalysisError,
  RefusedTableError,
  SetupError,
  StoreUnavailableError,
];

/** What to print for an error, and the exit code: 1 for a refused input or failed check, 2 for wrong usage, 3 for a check cut short, 130 as after Ctrl-C. */
export function failureOf(error: unknown): { readonly message: string; readonly exitCode: number } {
  if (error instanceof CheckFailed) return { message: '', exitCode: 1 };
  if (error instanceof CheckUnfinished) return { message: `hepatrace: ${error.message}`, exitCode: 3 };
  if (error instanceof Interrupted) return { message: `interrupted: ${error.message}`, exitCode: 130 };
  // Commander has printed its own message.
  if (error instanceof CommanderError) return { message: '', exitCode: error.exitCode === 0 ? 0 : 2 };
  if (WRONG_USAGE.some((type) => error instanceof type))
    return { message: `hepatrace: ${(error as Error).message}`, exitCode: 2 };
  if (REFUSED.some((type) => error instanceof type))
    return { message: `hepatrace: ${messageOf(error as Error)}`, exitCode: 1 };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: 1 };
}

/** What an error says, without the name of the command before it: for the middle of a sentence. */
export const reasonOf = (error: unknown): string => failureOf(error).message.replace(/^hepatrace: /, '');

function messageOf(error: Error): string {
  if (error instanceof RefusedAnalysisError) return `${error.detail} ${error.remedy}`;
  return 'code' in error ? `${error.message} [${String(error.code)}]` : error.message;
}
