import type { Because } from '../outcomes/index.js';
import type { Proportion } from '../statistics/index.js';
import { proportionOf, type ProportionLimits } from './proportion-limits.js';

/** A side effect, or a complication, of one patient. */
export interface AdverseEvent {
  readonly term: string;
  /** Grade 3 or above; of a complication Clavien–Dindo III or above. */
  readonly severe: boolean;
  /** Of CTCAE; null for complications. */
  readonly version: string | null;
}

/** Patients with an adverse event of one term, or of any: a patient counts once, with the worst. */
export interface AdverseEventRate {
  /** As first recorded; null: any term. */
  readonly term: string | null;
  /** Versions of CTCAE that graded it: of more than one, the grades are of several scales. */
  readonly versions: readonly string[];
  readonly any: Proportion;
  readonly severe: Proportion;
}

export interface AdverseEventTable {
  readonly patients: number;
  /** Of how many of them something is recorded: silence counts as none, and is no proof of it. */
  readonly recorded: number;
  readonly denominatorIs: string;
  readonly versions: readonly string[];
  /** First any term, then term by term, the most frequent first; empty where nothing is recorded. */
  readonly rates: readonly AdverseEventRate[];
  /** Why there are no rates; null when there are. */
  readonly reason: Because | null;
}

/**
 * How many patients had what (endpoints.md 4.10).
 * @param patients what each of them had, one list a patient
 * @param denominatorIs who they are, in words
 */
export function adverseEventTable(
  patients: readonly (readonly AdverseEvent[])[],
  denominatorIs: string,
  limits: ProportionLimits,
): AdverseEventTable {
  const all = patients.flat();
  const rate = (is: (one: AdverseEvent) => boolean, term: string | null): AdverseEventRate => {
    const having = (also: (one: AdverseEvent) => boolean): Proportion =>
      proportionOf(
        patients.filter((events) => events.some((one) => is(one) && also(one))).length,
        patients.length,
        limits,
      );
    return {
      term,
      versions: versionsOf(all.filter(is)),
      any: having(() => true),
      severe: having(({ severe }) => severe),
    };
  };
  const first = new Map(all.toReversed().map((one) => [wordOf(one), one.term]));
  const rates = [...first]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, term]) => rate((one) => wordOf(one) === word, term))
    .toSorted((a, b) => b.any.numerator - a.any.numerator || b.severe.numerator - a.severe.numerator);
  return {
    patients: patients.length,
    recorded: patients.filter((events) => events.length > 0).length,
    denominatorIs,
    versions: versionsOf(all),
    rates: all.length > 0 ? [rate(() => true, null), ...rates] : [],
    reason: all.length > 0 ? null : whyEmpty(patients.length, denominatorIs),
  };
}

const whyEmpty = (patients: number, denominatorIs: string): Because =>
  patients === 0
    ? { code: 'nobody', text: `There are no ${denominatorIs}.` }
    : { code: 'none-recorded', text: `None recorded (${patients} ${denominatorIs}).` };

/** A term is the same whatever its capitals. */
const wordOf = ({ term }: AdverseEvent): string => term.trim().toLowerCase();

const versionsOf = (events: readonly AdverseEvent[]): readonly string[] =>
  [...new Set(events.flatMap(({ version }) => version ?? []))].toSorted();
