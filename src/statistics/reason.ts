/** Why a number is null: a code to act on and a sentence to show. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}
