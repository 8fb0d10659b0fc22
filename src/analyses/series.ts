import { inMonths } from '../outcomes/index.js';
import { kaplanMeier, wilson } from '../statistics/index.js';
import type { Analysis, InGroup, ResultOf } from './analysis.js';
import { PUBLISHED, type FigureKey, type PublishedFigure } from './essadi-2011.js';
import { ALL, COUNTS, type Count } from './series-counts.js';
import { factsOf, type SeriesFacts } from './series-patient.js';
import { survivalOf, type SeriesBreakdown, type SeriesConversion } from './series-survival.js';
import { seriesText } from './series-text.js';

/** A figure of the publication beside the same figure derived from the events. */
export interface SeriesRow {
  readonly key: FigureKey;
  readonly part: string;
  readonly figure: string;
  readonly published: Omit<PublishedFigure, 'key' | 'part' | 'figure'>;
  readonly derived: {
    /** Patients counted; null for a median, or where there is no denominator. */
    readonly n: number | null;
    readonly of: number;
    /** Of whom, in words: ours, where the publication does not say. */
    readonly denominator: string;
    /** What is counted, in words, where the name of the figure leaves it open. */
    readonly counted: string | null;
    readonly percent: number | null;
    /** 95% limits of the percentage, by Wilson's method, or of the median in days; null where there are none. */
    readonly lower: number | null;
    readonly upper: number | null;
    /** A median in days and months; null where the curve does not fall to one half, and for counts. */
    readonly days: number | null;
    readonly months: number | null;
    /** Ids of those counted. */
    readonly patients: readonly string[];
  };
  readonly agrees: boolean;
  /** Null where there is nothing to remark. */
  readonly remark: string | null;
}

export interface SeriesGroup {
  readonly n: number;
  readonly rows: readonly SeriesRow[];
  /** PFS by what was known at the outset. */
  readonly breakdowns: readonly SeriesBreakdown[];
  readonly conversion: SeriesConversion;
}

interface Facts {
  readonly facts: SeriesFacts;
  readonly evidence: readonly string[];
}

export type SeriesPatient = InGroup<Facts>;
export type SeriesResult = ResultOf<Facts, SeriesGroup>;

/** The figures of a published clinical series, each beside what the events of a cohort derive. */
export const series: Analysis<Facts, SeriesGroup> = {
  name: 'series',
  version: 3,
  about: 'The figures of the published series (Essadi 2011) beside what the events derive',
  parameters: {},
  patient: factsOf,
  limits: () => 'wilson (proportions), log-log (medians)',
  summary: ({ rows }) => ({
    n: rows.length,
    rows: PUBLISHED.map((one) => rowOf(one, rows)),
    ...survivalOf(rows),
  }),
  text: seriesText,
};

function rowOf(
  { key, part, figure, ...published }: (typeof PUBLISHED)[number],
  patients: readonly SeriesPatient[],
): SeriesRow {
  const derived = key === 'pfs' ? medianPfs(patients) : countOf(COUNTS[key], patients);
  const row = { key, part, figure, published, derived };
  return { ...row, agrees: agree(published, derived), remark: remarkOn(row, patients) };
}

function countOf(
  { is, among = () => true, denominator = ALL, counted }: Count,
  patients: readonly SeriesPatient[],
): SeriesRow['derived'] {
  const asked = patients.filter(({ facts }) => among(facts));
  const found = asked.filter(({ facts }) => is(facts));
  const [n, of] = [found.length, asked.length];
  const { lower, upper } = wilson(n, of);
  return {
    n,
    of,
    denominator,
    counted: counted ?? null,
    percent: of === 0 ? null : percentOf(n, of),
    lower: lower === null ? null : 100 * lower,
    upper: upper === null ? null : 100 * upper,
    days: null,
    months: null,
    patients: found.map(({ patientId }) => patientId),
  };
}

function medianPfs(patients: readonly SeriesPatient[]): SeriesRow['derived'] {
  const evaluable = patients.flatMap(({ patientId, facts: { pfs } }) => (pfs ? { patientId, ...pfs } : []));
  const { median, events } = kaplanMeier(
    evaluable.map(({ days }) => days),
    evaluable.map(({ event }) => (event ? 1 : 0)),
  );
  return {
    n: null,
    of: evaluable.length,
    denominator: `${evaluable.length} patients evaluable for PFS, ${events} with an event (Kaplan-Meier)`,
    counted: null,
    percent: null,
    lower: median.lower,
    upper: median.upper,
    days: median.time,
    months: median.time === null ? null : inMonths(median.time),
    patients: evaluable.map(({ patientId }) => patientId),
  };
}

/** A count agrees when it is the same, of the same number where that is printed; what is rounded, to the place printed. */
function agree(published: SeriesRow['published'], { n, of, percent, months }: SeriesRow['derived']): boolean {
  if (published.n !== undefined) return n === published.n && (published.of ?? of) === of;
  if (published.percent !== undefined) return percent !== null && Math.round(percent) === published.percent;
  if (published.months !== undefined) return months !== null && Math.round(months * 10) / 10 === published.months;
  return of > 0 && n === of;
}

function remarkOn(
  { key, published, derived }: Omit<SeriesRow, 'agrees' | 'remark'>,
  patients: readonly SeriesPatient[],
): string | null {
  const { n, of, percent } = published;
  if (n !== undefined && of !== undefined && percent !== undefined && Math.round(percentOf(n, of)) !== percent) {
    return `Printed as ${percent}%, but ${n} of ${of} is ${percentOf(n, of).toFixed(1)}%.`;
  }
  if (key === 'response') {
    const all = countOf({ ...COUNTS.response, among: () => true }, patients);
    const reachable = patients.some((_, i) => Math.round(percentOf(i + 1, all.of)) === percent);
    const share = all.percent === null ? 'none' : `${all.percent.toFixed(1)}%`;
    const why = reachable ? '' : ` No count of ${all.of} is ${percent}%.`;
    return `The publication states no denominator.${why} Of all patients (intention to treat): ${all.n} of ${all.of}, ${share}.`;
  }
  if (key === 'converted') {
    const others = countOf({ ...COUNTS.converted, among: ({ initial }) => initial === 'unresectable' }, patients);
    return `The publication states no denominator. It is silent on the unresectable: here ${others.n} of ${others.of}.`;
  }
  if (key === 'pfs') return derived.days === null ? 'The median is not reached.' : null;
  return null;
}

const percentOf = (n: number, of: number): number => (100 * n) / of;
