import { formatDay, type DateBasis, type ResponseParts, type TargetResponse } from '../events/index.js';
import type { Dated } from './dating.js';
import type { ImagedDay, TumourBaseline } from './imaged-days.js';
import type { Finding } from './outcomes.js';
import { asOfNow, isLength, nonTargetStated, targetStated } from './recist/imaged.js';
import { sumOfDiameters, targetResponse } from './recist/target-response.js';
import { NOT_ASSESSED, OTHER_CRITERIA, verdictOf } from './recist/verdict.js';
import type { ResponseVisit } from './response.js';
import { evidenceOf, isImputed } from './time-to-event.js';

/** A sum that is stated may be rounded to whole millimetres, tenths of mm. */
const ROUNDED = 5;

/** What the days so far leave behind for the next one. */
export interface SoFar {
  /** The smallest sum, and what gave it. */
  readonly nadir: number | null;
  readonly by: readonly Dated[];
  /** Whether an overall response has been CR. */
  readonly wasComplete: boolean;
}

/** Of which patient a day is judged. */
export interface Patient {
  readonly basis: DateBasis;
  readonly zero: number;
  readonly baseline: TumourBaseline;
  /** Day of the first liver surgery, Infinity without any. */
  readonly operated: number;
}

interface Judged {
  readonly visit: ResponseVisit;
  readonly findings: readonly Finding[];
  readonly next: SoFar;
}

/**
 * One day of imaging by RECIST 1.1, beside what was recorded of it.
 * @param confirmation the later day that confirms a new lesion, equivocal on this one
 */
export function judge(patient: Patient, soFar: SoFar, one: ImagedDay, confirmation: ImagedDay | undefined): Judged {
  const { basis, zero, baseline } = patient;
  const { readings, overall } = one.visit ?? { readings: [], overall: null };
  const { sum, target, by, differs } = measure(patient, soFar, one);
  const lengths = target ? ` (${inMm(sum)}, baseline ${inMm(baseline.sum)}, nadir ${inMm(soFar.nadir)})` : '';
  const later = confirmation ? `, confirmed on ${formatDay(confirmation.day, basis)}` : '';
  const verdict =
    overall === null
      ? NOT_ASSESSED
      : isByRecist(one)
        ? verdictOf(overall, partsOf(patient, one, target, confirmation !== undefined), lengths + later)
        : OTHER_CRITERIA;

  const used = [
    ...readings,
    ...one.imagings,
    ...(target ? [...baseline.by, ...soFar.by] : []),
    ...(confirmation ? [...(confirmation.visit?.readings ?? []), ...confirmation.imagings] : []),
  ];
  const date = formatDay(one.day, basis);
  const finding = (code: string, text: string): readonly Finding[] => [
    { code, text: `${date}: ${text}`, events: evidenceOf(used) },
  ];
  const stated = targetStated(readings);
  return {
    visit: {
      date,
      day: one.day - zero,
      overall,
      ...verdict,
      target,
      sum,
      nadir: soFar.nadir,
      imputed: isImputed(used),
      evidence: evidenceOf(used),
    },
    findings: [
      ...(verdict.agrees === false
        ? finding('response-disagrees', `${overall} is recorded; ${verdict.reason.text}`)
        : []),
      ...(target && stated && stated !== target
        ? finding('response-disagrees', `Target response ${stated} is recorded; ${target} is measured${lengths}.`)
        : []),
      ...(differs === null
        ? []
        : finding('sum-disagrees', `A sum of ${inMm(differs)} is recorded; the lesions add up to ${inMm(sum)}.`)),
    ],
    next: {
      ...(sum !== null && sum < (soFar.nadir ?? Infinity) ? { nadir: sum, by } : { nadir: soFar.nadir, by: soFar.by }),
      wasComplete: soFar.wasComplete || (verdict.derived ?? overall) === 'CR',
    },
  };
}

const isByRecist = ({ visit }: ImagedDay): boolean =>
  visit !== null && visit.readings.every(({ entry }) => entry.data['criteria'] === 'RECIST-1.1');

interface Measured {
  readonly sum: number | null;
  readonly target: TargetResponse | null;
  readonly by: readonly Dated[];
  /** Another sum that was recorded, null where none was. */
  readonly differs: number | null;
}

/** The sum of the lesions listed; of a day without a list, the sum recorded. None after liver surgery. */
function measure({ baseline, operated }: Patient, soFar: SoFar, one: ImagedDay): Measured {
  const readings = one.visit?.readings ?? [];
  if (one.day > operated) return { sum: null, target: null, by: [], differs: null };
  const recorded = sumRecorded(readings);
  if (one.lesions.length === 0 || baseline.lesions.length === 0) {
    return { sum: recorded, target: null, by: readings, differs: null };
  }
  const lesions = asOfNow(baseline.lesions, one.lesions);
  const sum = sumOfDiameters(lesions);
  const known = baseline.sum !== null && soFar.nadir !== null && isByRecist(one);
  const target = known ? targetResponse(baseline.sum, soFar.nadir, lesions, soFar.wasComplete) : null;
  const differs = sum !== null && recorded !== null && Math.abs(sum - recorded) > ROUNDED ? recorded : null;
  return { sum, target, by: one.imagings, differs };
}

/** Of several sums recorded the largest. */
function sumRecorded(readings: readonly Dated[]): number | null {
  const sums = readings.map(({ entry }) => entry.data['sumOfDiameters']).filter(isLength);
  return sums.length > 0 ? Math.max(...sums) : null;
}

/** Measured before stated, by the imaging before by the reading; not at baseline, then not now. */
function partsOf(
  { baseline }: Patient,
  { visit, imagings, newLesions }: ImagedDay,
  target: TargetResponse | null,
  confirmed: boolean,
): ResponseParts {
  const readings = visit?.readings ?? [];
  const absent = baseline.nonTarget === 'none' ? 'none' : undefined;
  return {
    target: target ?? (baseline.withoutTargets ? 'none' : targetStated(readings)),
    nonTarget: nonTargetStated(imagings) ?? nonTargetStated(readings) ?? absent,
    newLesions: confirmed ? 'yes' : newLesions,
  };
}

const inMm = (length: number | null): string => (length === null ? 'no sum' : `${length / 10} mm`);
