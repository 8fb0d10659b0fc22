import { parseClinicalDate, type DateBasis } from '../events/index.js';
import type { Entry, Timeline } from '../timeline/index.js';
import { dateEntries, type Dated } from './dating.js';
import type { Options, Question } from './outcomes.js';
import { visitsOf, type Visit } from './visits.js';

/** One patient's clinical course on whole days, as a question sees it: what the endpoints are derived from. */
export interface Course {
  readonly basis: DateBasis;
  readonly cutOff: number | null;
  readonly options: Options;
  /** Every dated entry, by day, then id; also what lies after the cut-off or after death. */
  readonly all: readonly Dated[];
  /** Those up to the cut-off and to the day of death: the only ones that the rules look at. */
  readonly counted: readonly Dated[];
  /** Of those, the response assessments. */
  readonly visits: readonly Visit[];
  /** Proofs of life, by day; also those after the cut-off. */
  readonly proofs: readonly Dated[];
  /** Dated deaths, by day: the first one counts. */
  readonly deaths: readonly Dated[];
  /** The death that counts, if it is not after the cut-off. */
  readonly death: Dated | null;
  readonly undated: readonly Entry[];
}

/** The course of a timeline; null when the cut-off is of another date basis than the patient's days. */
export function courseOf({ entries, dateBasis }: Timeline, { cutOff, options }: Question): Course | null {
  const basis = dateBasis ?? 'calendar';
  const end = cutOff === null ? null : parseClinicalDate(cutOff);
  if (cutOff !== null && end?.basis !== basis) return null;
  const last = end?.hi ?? Infinity;
  const { dated, proofs, undated } = dateEntries(entries, basis, end?.hi ?? null, options.partialDates);
  const deaths = dated.filter(({ entry }) => entry.type === 'Died');
  const death = deaths.find(({ day }) => day <= last) ?? null;
  const until = Math.min(last, death?.day ?? Infinity);
  const counted = dated.filter(({ day }) => day <= until);
  const visits = visitsOf(counted, options.assessor);
  return { basis, cutOff: end?.hi ?? null, options, all: dated, counted, visits, proofs, deaths, death, undated };
}

export const isOf =
  (...types: readonly string[]) =>
  ({ entry }: { readonly entry: Entry }): boolean =>
    types.includes(entry.type);

/** All entries of the earliest day of the list, which is sorted by day. */
export const earliest = (sorted: readonly Dated[]): readonly Dated[] =>
  sorted.filter(({ day }) => day === sorted[0]?.day);

/** All entries of the latest day of the list, which is sorted by day. */
export const latest = (sorted: readonly Dated[]): readonly Dated[] =>
  sorted.filter(({ day }) => day === sorted.at(-1)?.day);

/**
 * The last day that the patient is known to be alive (endpoints.md 4.1), not before `from`; null when nothing proves life
 * on or after it. A proof or a death after the cut-off proves life at the cut-off.
 * @param except entries that prove nothing on day `from` itself
 */
export function lastKnownAlive(
  { cutOff, proofs, deaths }: Course,
  from: number,
  except: readonly Dated[] = [],
): { readonly day: number; readonly by: readonly Dated[] } | null {
  if (cutOff !== null) {
    const beyond = [...proofs, ...deaths].filter(({ day }) => day > cutOff).toSorted((a, b) => a.day - b.day);
    if (beyond.length > 0) return { day: cutOff, by: earliest(beyond) };
  }
  const setters = new Set(except.map(({ entry }) => entry));
  const by = latest(proofs.filter(({ entry, day }) => day > from || (day === from && !setters.has(entry))));
  return by[0] ? { day: by[0].day, by } : null;
}
