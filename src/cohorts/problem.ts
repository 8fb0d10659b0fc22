import type { Violation } from '../events/index.js';

/** What is wrong in a definition, or worth a second look: where it stands in the file, and what to write instead. */
export interface DefinitionProblem extends Violation {
  readonly code: ProblemCode;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Every code, for the list of errors; the message of each case says more. */
export const PROBLEM_CODES = {
  'invalid-yaml': 'Text that is no YAML 1.2 core or JSON, or uses tags, anchors, merges or a key twice',
  'unknown-key': 'A key that a definition does not have in this place',
  'missing-key': 'A key that a definition needs is absent',
  'bad-name': 'A name that is not kebab-case',
  'repeated-name': 'A name that is taken: events, criteria and what is built in share one namespace',
  'unknown-name': 'A name that nothing in the file, nor anything built in, has',
  'unknown-type': 'A type of event that is not in the catalogue',
  'unknown-field': 'A field that this type of event does not have, or that is stored sealed',
  'unknown-fact': 'A fact that is not derived',
  'unknown-cohort': 'A cohort that is not defined',
  'bad-phrase': 'A phrase of time that cannot be read',
  'bad-value': 'A value outside its list or its limits',
  'wrong-type': 'A value of another type than its field or fact',
  'wrong-unit': 'A unit that does not fit the field',
  'empty-range': 'A range or span that holds nothing',
  'needs-take': 'A set asked for what only one of its events has',
  'set-as-anchor': 'A phrase that counts from a set, not from a moment',
  'moment-as-source': 'A set taken from a moment',
  'self-anchor': 'A phrase that counts from its own event',
  circular: 'Names that need each other',
  'impossible-order': 'Phrases that no dates can satisfy together',
  'other-outcomes': 'A cohort within that asks for outcomes under other rules',
  'unused-name': 'A name that nothing uses (a warning)',
  'looks-ahead': 'A criterion that cannot be known by the index date (a warning)',
} as const;
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Edits from one name to another: insertions, deletions, replacements, neighbours swapped (Damerau 1964, Levenshtein 1966). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1)];
      rows[i]?.push(Math.min(...edits, swapped ? at(i - 2, j - 2) + 1 : Infinity));
    }
  }
  return at(a.length, b.length);
}

/** The name that was probably meant: at most max(2, a third of the length) edits away; null when none is near. */
export function nearest(name: string, names: Iterable<string>): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `Nearest: x.` where a name is near, else those that there are. */
export function suggest(
  name: string,
  names: readonly string[],
  about: (name: string) => string = (one) => one,
): string {
  const near = nearest(name, names);
  if (near !== null) return `Nearest: ${about(near)}.`;
  return names.length === 0 ? 'There is none.' : `There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
}
