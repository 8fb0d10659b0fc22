/** A question that cannot be asked: what is wrong, where, and what to do. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  constructor(
    readonly code: string,
    /** JSON pointer into what was asked. */
    readonly pointer: string,
    readonly detail: string,
    readonly remedy: string,
  ) {
    super(`${detail} ${remedy}`);
  }
}
