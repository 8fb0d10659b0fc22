/** Why an input was refused or questioned: code, place and remedy. Never carries the value of a sealed field. */
export interface Violation {
  readonly code: string;
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  readonly detail: string;
  readonly remedy: string;
}

/** One more step of a JSON pointer (RFC 6901). */
export const at = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
