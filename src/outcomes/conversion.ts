import { formatDay } from '../events/index.js';
import { isOf, lastKnownAlive, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, Conversion, TimeZero } from './outcomes.js';
import { clearingResections, isTransplantation, type ClearingResection } from './surgery.js';
import { firstMetastasis, isChemotherapy, type Zero } from './time-zero.js';
import { because, evidenceOf, isImputed, type Obstacle } from './time-to-event.js';

const CLASSES = ['resectable', 'uncertain', 'unresectable'] as const;

/** What the day of treatment would be is not known, but that the patient was not treated is: ITT counts them. */
const UNTREATED: readonly string[] = ['no-first-line-treatment', 'after-cut-off'];

/**
 * Conversion of an unresectable or uncertain patient to a liver resection (endpoints.md 5.1 to 5.3). `censored`: not
 * converted until the day given, that of death or the last known alive. Without first-line treatment there is no time to
 * count, and the patient is not converted.
 */
export function conversion(course: Course, zero: Zero | Obstacle, name: TimeZero): Conversion {
  const untreated = 'reason' in zero && name === 'first-line-treatment' && UNTREATED.includes(zero.reason.code);
  if ('reason' in zero && !untreated) return noConversion('unknown', zero.reason, zero.used);

  const assessment = initialAssessment(course, 'reason' in zero ? Infinity : zero.day);
  const initial = CLASSES.find((value) => assessment?.entry.data['classification'] === value);
  if (!assessment || !initial) {
    const text = 'No multidisciplinary assessment between the diagnosis of the liver metastases and time zero.';
    return noConversion('unknown', because('no-initial-assessment', text), zero.used);
  }
  const used = [...zero.used, ...firstMetastasis(course), assessment];
  if (initial === 'resectable') {
    return noConversion(initial, because('initially-resectable', 'Resectable at the outset.'), used);
  }
  if ('reason' in zero) return { ...noConversion(initial, zero.reason, used), converted: false };

  const resections = clearingResections(course, course.counted).filter(({ resection }) => resection.day >= zero.day);
  const clearing = resections.find(({ margin }) => margin === 'R0' || margin === 'R1');
  if (clearing) return converted(course, zero, initial, clearing, used);

  const seen = seenUntil(course, zero);
  const all = [...used, ...whatFellShort(course, zero, resections), ...seen.by];
  return {
    status: 'censored',
    initial,
    converted: false,
    days: seen.day - zero.day,
    date: formatDay(seen.day, course.basis),
    margin: null,
    after: null,
    reason: whyNot(course, zero, resections),
    imputed: isImputed(all),
    evidence: evidenceOf(all),
  };
}

/**
 * The first multidisciplinary assessment on or after the diagnosis of the liver metastases and on or before time zero; of
 * several that day the last recorded. One that a single person is stated to have made is none.
 */
function initialAssessment(course: Course, until: number): Dated | undefined {
  const from = firstMetastasis(course)[0]?.day ?? Infinity;
  const assessments = course.counted.filter(
    (one) =>
      one.entry.type === 'ResectabilityAssessed' &&
      one.entry.data['by'] !== 'one-person' &&
      one.day >= from &&
      one.day <= until,
  );
  return assessments
    .filter(({ day }) => day === assessments[0]?.day)
    .toSorted((a, b) => a.entry.revision - b.entry.revision)
    .at(-1);
}

function converted(
  course: Course,
  zero: Zero,
  initial: Conversion['initial'],
  { resection, operations, margin, by }: ClearingResection,
  used: readonly Used[],
): Conversion {
  const from = firstMetastasis(course)[0]?.day ?? Infinity;
  const before = course.counted.filter(({ day }) => day >= from && day < resection.day);
  const all = [...used, ...operations, ...by];
  return {
    status: 'event',
    initial,
    converted: true,
    days: resection.day - zero.day,
    date: formatDay(resection.day, course.basis),
    margin: margin === 'R0' ? 'R0' : 'R1',
    after: whatCameBefore(before),
    reason: because('converted', `${margin} resection of the liver after an assessment as ${initial}.`),
    imputed: isImputed(all),
    evidence: evidenceOf(all),
  };
}

function whatCameBefore(before: readonly Dated[]): Conversion['after'] {
  const systemic = before.some(isChemotherapy);
  const embolised = before.some(isOf('EmbolisationPerformed'));
  if (systemic && embolised) return 'systemic-and-embolisation';
  if (embolised) return 'embolisation';
  return systemic ? 'systemic' : 'nothing';
}

const transplantations = ({ counted }: Course, zero: Zero): readonly Dated[] =>
  counted.filter((one) => isTransplantation(one) && one.day >= zero.day);

const whatFellShort = (course: Course, zero: Zero, resections: readonly ClearingResection[]): readonly Used[] => [
  ...resections.flatMap(({ operations, by }) => [...operations, ...by]),
  ...transplantations(course, zero),
];

function whyNot(course: Course, zero: Zero, resections: readonly ClearingResection[]): Because {
  if (resections.some(({ margin }) => margin === null)) {
    return because('margin-unknown', 'The liver was resected; the margin is pending or not stated.');
  }
  if (resections.length > 0) return because('macroscopic-residual', 'The liver was resected with an R2 margin only.');
  if (transplantations(course, zero).length > 0) {
    return because('transplantation', 'The liver was transplanted, which is no conversion to resection.');
  }
  return because('no-clearing-resection', 'No resection cleared the liver.');
}

/** How long it was seen that no conversion took place: to death, or to the last date known alive. */
function seenUntil(course: Course, zero: Zero): { readonly day: number; readonly by: readonly Used[] } {
  if (course.death) return { day: course.death.day, by: [course.death] };
  return lastKnownAlive(course, zero.day) ?? { day: zero.day, by: [] };
}

export const noConversion = (initial: Conversion['initial'], reason: Because, used: readonly Used[]): Conversion => ({
  status: 'not-evaluable',
  initial,
  converted: null,
  days: null,
  date: null,
  margin: null,
  after: null,
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});
