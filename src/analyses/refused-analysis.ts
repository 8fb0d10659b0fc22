import type { Violation } from '../events/index.js';

/** The question has no valid answer: what is wrong with it, where, and what to ask instead. */
export class RefusedAnalysisError extends Error implements Violation {
  override readonly name = 'RefusedAnalysisError';
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
  readonly remedy: string;
  constructor({ code, pointer, detail, remedy }: Violation) {
    super(`${detail} ${remedy}`);
    this.code = code;
    this.pointer = pointer;
    this.detail = detail;
    this.remedy = remedy;
  }
}
