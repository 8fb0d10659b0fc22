/** A question about the log that has no answer. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  constructor(
    readonly code: 'event-unknown' | 'no-checkpoint' | 'not-signed-yet' | 'bad-tree-size' | 'not-frozen',
    message: string,
  ) {
    super(message);
  }
}
