import { formatDay } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import type { Answer, Because } from './outcomes.js';
import type { Zero } from './time-zero.js';
import { because, DAYS_PER_MONTH, evidenceOf, isImputed, readFrom, type Obstacle } from './time-to-event.js';

export interface MarkerValue {
  readonly date: string;
  readonly value: number;
}

/** One tumour marker over time, in one unit. */
export interface MarkerCourse {
  readonly marker: string;
  readonly unit: string;
  /** The last value on or before time zero. */
  readonly baseline: MarkerValue | null;
  /** The lowest value after time zero. */
  readonly nadir: MarkerValue | null;
  readonly last: MarkerValue | null;
  /** Days with a value after time zero. */
  readonly values: number;
  /** Values in another unit, which are left out. */
  readonly otherUnit: number;
  /** Slope of ln(value) a month, over the values after time zero. */
  readonly slope: { readonly perMonth: number | null; readonly reason: Because };
  /** Doubling time from the nadir to the last value, days. */
  readonly doubling: { readonly days: number | null; readonly reason: Because };
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

export interface TumourMarkers extends Answer {
  /** By name. */
  readonly markers: readonly MarkerCourse[];
}

/** Units that are one and the same: 1 ng/mL = 1 µg/L, 1 U/mL = 1 kU/L. */
const SAME_UNIT: Readonly<Record<string, string>> = { 'ug/L': 'ng/mL', 'kU/L': 'U/mL' };

const isMarker = isOf('TumourMarkerMeasured');

/** A value that can be used: its marker, its unit by one name. */
interface Value {
  readonly marker: string;
  readonly day: number;
  readonly value: number;
  readonly unit: string;
  readonly from: Dated;
}

/** Tumour markers over time, each in one unit: that of its baseline, else of its last value. */
export function tumourMarkers({ counted, basis }: Course, zero: Zero | Obstacle): TumourMarkers {
  if ('reason' in zero) return noMarkers(zero);
  const measured = counted.flatMap((one) => (isMarker(one) ? (valueOf(one) ?? []) : []));
  const names = [...new Set(measured.map(({ marker }) => marker))].toSorted();
  if (names.length === 0) {
    return noMarkers({ reason: because('no-marker', 'No tumour marker was measured.'), used: zero.used });
  }
  const format = (day: number): string => formatDay(day, basis);
  const markers = names.map((name) => {
    const values = measured.filter(({ marker }) => marker === name);
    return markerCourse(name, values, zero.day, format);
  });
  return { status: 'evaluable', markers, ...readFrom(zero.used, because('measured', 'The tumour markers measured.')) };
}

export const noMarkers = ({ reason, used }: Obstacle): TumourMarkers => ({
  status: 'not-evaluable',
  markers: [],
  ...readFrom(used, reason),
});

/** -0 is 0: JSON has only one of them. */
function valueOf(from: Dated): Value | null {
  const { marker, value, unit } = from.entry.data;
  if (typeof marker !== 'string' || typeof value !== 'number' || !(value >= 0) || typeof unit !== 'string') return null;
  return { marker, day: from.day, value: value + 0, unit: SAME_UNIT[unit] ?? unit, from };
}

/** @param values by day; at least one */
function markerCourse(
  marker: string,
  values: readonly Value[],
  zero: number,
  format: (day: number) => string,
): MarkerCourse {
  const unit = (values.findLast(({ day }) => day <= zero) ?? values.at(-1))?.unit ?? '';
  const inUnit = highestOfDay(values.filter((one) => one.unit === unit));
  const baseline = inUnit.findLast(({ day }) => day <= zero);
  const after = inUnit.filter(({ day }) => day > zero);
  const nadir = after.toSorted((a, b) => a.value - b.value)[0];
  const last = after.at(-1);
  const at = (one: Value | undefined): MarkerValue | null => (one ? { date: format(one.day), value: one.value } : null);
  const used = [baseline, ...after].flatMap((one) => one?.from ?? []);
  return {
    marker,
    unit,
    baseline: at(baseline),
    nadir: at(nadir),
    last: at(last),
    values: after.length,
    otherUnit: values.filter((one) => one.unit !== unit).length,
    slope: slopeOf(after),
    doubling: doublingOf(nadir, last, after.length),
    imputed: isImputed(used),
    evidence: evidenceOf(used),
  };
}

/** One value a day: of several the highest. */
function highestOfDay(values: readonly Value[]): readonly Value[] {
  const days = new Map<number, Value>();
  for (const one of values) if (one.value > (days.get(one.day)?.value ?? -1)) days.set(one.day, one);
  return [...days.values()];
}

const FEW = because('fewer-than-two-values', 'It takes values of two days after time zero.');
const ZERO = because('no-logarithm', 'A value of 0 has no logarithm.');

/**
 * CEA kinetics of Iwanicki-Caron et al., J Clin Oncol 2008;26:3681-6: slope of the exponential regression, which is the line
 * of least squares through ln(value) against time; a month, rounded to 0.001, never -0.
 */
function slopeOf(values: readonly Value[]): MarkerCourse['slope'] {
  if (values.length < 2) return { perMonth: null, reason: FEW };
  if (values.some(({ value }) => value === 0)) return { perMonth: null, reason: ZERO };
  const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const day = mean(values.map((one) => one.day));
  const log = mean(values.map(({ value }) => Math.log(value)));
  const products = mean(values.map((one) => (one.day - day) * (Math.log(one.value) - log)));
  const perDay = products / mean(values.map((one) => (one.day - day) ** 2));
  return {
    perMonth: Math.round(perDay * DAYS_PER_MONTH * 1000) / 1000 + 0,
    reason: because('exponential-regression', `Over ${values.length} values after time zero.`),
  };
}

/**
 * Time in which the marker doubles, had it grown exponentially from its nadir to its last value: ln 2 * time / ln(last /
 * nadir) (Schwartz, Cancer 1961;14:1272-94, for tumours); days, rounded to 0.1.
 */
function doublingOf(nadir: Value | undefined, last: Value | undefined, values: number): MarkerCourse['doubling'] {
  if (!nadir || !last || values < 2) return { days: null, reason: FEW };
  if (last.value <= nadir.value) return { days: null, reason: because('not-risen', 'Not risen since the nadir.') };
  if (nadir.value === 0) return { days: null, reason: ZERO };
  const days = (Math.LN2 * (last.day - nadir.day)) / Math.log(last.value / nadir.value);
  return { days: Math.round(days * 10) / 10, reason: because('nadir-to-last', 'From the nadir to the last value.') };
}
