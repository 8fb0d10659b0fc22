/** Numbers that no estimator can take: refused, never coerced. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  constructor(
    readonly code:
      | 'mismatched-lengths'
      | 'invalid-time'
      | 'invalid-status'
      | 'invalid-probability'
      | 'invalid-count'
      | 'invalid-group'
      | 'invalid-stratum'
      | 'invalid-score'
      | 'one-group'
      | 'invalid-start'
      | 'invalid-since'
      | 'invalid-state'
      | 'invalid-covariate'
      | 'mismatched-tau',
    /** Where the bad value stands, for instance `times[3]`. */
    readonly place: string,
    detail: string,
  ) {
    super(`${place}: ${detail}`);
  }
}
