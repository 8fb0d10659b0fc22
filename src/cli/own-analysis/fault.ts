import type { OwnAnalysisProblem } from './problem.js';

/** What was found wrong with the researcher's file or with an answer of its functions. */
export class Fault extends Error {
  override readonly name = 'Fault';
  constructor(
    readonly code: OwnAnalysisProblem['code'],
    message: string,
    /** `line:column`, where the stack does not tell. */
    readonly place: string | null = null,
  ) {
    super(message);
  }
}
