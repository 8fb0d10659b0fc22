import type { Entry } from '../timeline/index.js';
import type { Dated } from './dating.js';
import type { Options } from './outcomes.js';

/** From the worst to the least telling: of two readings of one day the first one in this list rules. */
const OVERALL = ['PD', 'SD', 'NON-CR/NON-PD', 'PR', 'CR', 'NED', 'NE'] as const;
export type Overall = (typeof OVERALL)[number];

/** What the response assessments of one day say together. */
export interface Visit {
  readonly day: number;
  readonly overall: Overall;
  /** The readings that say so. */
  readonly readings: readonly Dated[];
}

/** Everything but NE allows a statement (endpoints.md 2.4). */
export const isAdequate = ({ overall }: Visit): boolean => overall !== 'NE';

/**
 * The response assessments, one visit a day, by day. A day is read by `any` assessor, or by the independent one where there
 * is such a reading of that day (a reading bears the date of its imaging, so one day is one imaging).
 */
export function visitsOf(dated: readonly Dated[], assessor: Options['assessor']): readonly Visit[] {
  const byDays = new Map<number, Dated[]>();
  for (const one of dated) {
    if (one.entry.type !== 'ResponseAssessed') continue;
    const same = byDays.get(one.day);
    if (same) same.push(one);
    else byDays.set(one.day, [one]);
  }
  return [...byDays].flatMap(([day, readings]) => {
    const read = readings.filter(({ entry }) => !readings.some((other) => overrules(other.entry, entry, assessor)));
    const overall = OVERALL.find((value) => read.some(({ entry }) => entry.data['overall'] === value));
    if (overall === undefined) return [];
    return [{ day, overall, readings: read.filter(({ entry }) => entry.data['overall'] === overall) }];
  });
}

export const isIndependent = ({ data }: Entry): boolean => data['assessor'] === 'independent';

/** Whether a reading, of the same day as another, is read in its place. */
export const overrules = (other: Entry, reading: Entry, assessor: Options['assessor']): boolean =>
  assessor === 'independent-first' && isIndependent(other) && !isIndependent(reading);
