import type { Because } from '../outcomes/index.js';

/** What an endpoint says of itself. */
export interface Why {
  readonly status: string;
  readonly reason: Because;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

/** An endpoint in a terminal: the answer, what it is made of, one line each, and why. */
export interface Told {
  readonly title: string;
  readonly answer: string;
  readonly rows: readonly string[];
  readonly why: Why;
}

export const told = (title: string, why: Why, answer: string, rows: readonly string[] = []): Told => ({
  title,
  answer,
  rows,
  why,
});

/** What there is, with commas. */
export const listed = (parts: readonly (string | false | null | undefined)[]): string =>
  parts.filter(Boolean).join(', ');

/** `first-stage` → `first stage`. */
export const words = (code: string): string => code.replaceAll('-', ' ');

/** A length in tenths of mm. */
export const mm = (tenths: number): string => `${(tenths / 10).toFixed(1)} mm`;

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
