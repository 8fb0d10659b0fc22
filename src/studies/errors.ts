import type { Violation } from '../events/index.js';

/** A cohort, or a version of it, that is not defined in the log as it was known. */
export class UnknownCohortError extends Error implements Violation {
  override readonly name = 'UnknownCohortError';
  readonly code = 'unknown-cohort';
  readonly pointer = '/cohort';
  constructor(
    readonly detail: string,
    readonly remedy: string,
  ) {
    super(`${detail} ${remedy}`);
  }
}

/** A definition that cannot be used: every problem of it, each with its place. */
export class RefusedDefinitionError extends Error {
  override readonly name = 'RefusedDefinitionError';
  constructor(readonly problems: readonly [Violation, ...Violation[]]) {
    super(problems.map(({ detail, remedy }) => `${detail} ${remedy}`).join('\n'));
  }

  /** @throws RefusedDefinitionError if there is any problem */
  static ifAny([first, ...others]: readonly Violation[]): void {
    if (first) throw new RefusedDefinitionError([first, ...others]);
  }
}
