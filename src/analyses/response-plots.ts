import { daysBetween, type Because, type Endpoints, type ResponseVisit } from '../outcomes/index.js';

/** The deepest change of the sum of diameters, for a waterfall plot: a bar a patient. */
export interface Waterfall {
  /** Tenths of mm, exact; null, like the change, where there is none. */
  readonly baselineSum: number | null;
  readonly smallestSum: number | null;
  /** Percent of the baseline sum, rounded to 0.1; for display only. */
  readonly change: number | null;
  readonly reason: Because;
}

/** A visit after time zero, for a spider plot: change over time, a line a patient. */
export interface SpiderPoint {
  readonly day: number;
  /** As recorded; null: imaging that was not assessed. */
  readonly overall: ResponseVisit['overall'];
  /** Tenths of mm, exact; null where there is none. */
  readonly sum: number | null;
  /** Percent of the baseline sum, rounded to 0.1; for display only. */
  readonly change: number | null;
}

/** What stands on a swimmer's lane, on its day. */
export type LaneMark =
  | { readonly day: number; readonly kind: 'response'; readonly overall: 'CR' | 'PR' }
  | { readonly day: number; readonly kind: 'progression'; readonly pattern: Endpoints['firstProgression']['pattern'] }
  | { readonly day: number; readonly kind: 'resection' | 'ablation'; readonly margin: 'R0' | 'R1' | 'R2' | null }
  | { readonly day: number; readonly kind: 'death' | 'ongoing' };

/** One lane of a swimmer plot, from time zero (day 0) to death or the last day known alive. */
export interface Swimmer {
  /** Null where follow-up has no end that can be dated. */
  readonly end: number | null;
  /** By day; resections and ablations are those of the liver. `ongoing`: alive when last known. */
  readonly marks: readonly LaneMark[];
  /** Why there is no end; null when there is one. */
  readonly reason: Because | null;
}

export const waterfallOf = ({ responseDepth }: Endpoints): Waterfall => {
  const { baselineSum, smallestSum, change, reason } = responseDepth;
  return { baselineSum, smallestSum, change, reason };
};

export const spiderOf = ({ responses: { baseline, visits } }: Endpoints): readonly SpiderPoint[] =>
  visits.map(({ day, overall, sum }) => ({
    day,
    overall,
    sum,
    change: sum === null || !baseline || baseline.sum === 0 ? null : percent(sum - baseline.sum, baseline.sum),
  }));

export function swimmerOf({ pfs, os, bestResponse, responses, firstProgression, surgery }: Endpoints): Swimmer {
  const zero = pfs.start;
  if (zero === null) return { end: null, marks: [], reason: pfs.reason };
  const on = <Mark extends object>(date: string | null, mark: Mark): readonly (Mark & { readonly day: number })[] =>
    date === null ? [] : [{ day: daysBetween(zero, date), ...mark }];
  const first = (overall: 'CR' | 'PR') =>
    on(responses.visits.find((visit) => visit.overall === overall)?.date ?? null, {
      kind: 'response' as const,
      overall,
    });
  const marks: readonly LaneMark[] = [
    ...(bestResponse.unconfirmed === 'PR' || bestResponse.unconfirmed === 'CR' ? first('PR') : []),
    ...(bestResponse.unconfirmed === 'CR' ? first('CR') : []),
    ...on(firstProgression.date, { kind: 'progression' as const, pattern: firstProgression.pattern }),
    ...surgery.operations
      .filter(({ organ }) => organ === 'liver')
      .flatMap(({ date, kind, margin }) => on(date, { kind, margin })),
    ...on(os.date, { kind: os.status === 'event' ? ('death' as const) : ('ongoing' as const) }),
  ];
  return {
    end: os.date === null ? null : daysBetween(zero, os.date),
    marks: marks.toSorted((a, b) => a.day - b.day),
    reason: os.date === null ? os.reason : null,
  };
}

/** Rounded to 0.1; never -0, which JSON would lose. */
const percent = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10 + 0;
