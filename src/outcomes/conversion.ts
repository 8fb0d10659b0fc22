import { formatDay } from '../events/index.js';
import { isOf, lastKnownAlive, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, Conversion, TimeZero } from './outcomes.js';
import { classAtOutset } from './resectability.js';
import { clearingResections, isTransplantation, type ClearingResection } from './surgery.js';
import { firstMetastasis, isChemotherapy, type Zero } from './time-zero.js';
import { because, evidenceOf, isImputed, type Obstacle } from './time-to-event.js';

/**
 * Conversion of an unresectable or uncertain patient to a liver resection (endpoints.md 5.1 to 5.3). `censored`: not
 * converted until the day given, that of death or the last known alive. Without first-line treatment there is no time to
 * count, and the patient is not converted.
 */
export function conversion(course: Course, zero: Zero | Obstacle, name: TimeZero): Conversion {
  const outset = classAtOutset(course, zero, name);
  if ('reason' in outset) return noConversion('unknown', outset.reason, outset.used);
  const initial = outset.classification;
  const used = [...zero.used, ...firstMetastasis(course), outset];
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
