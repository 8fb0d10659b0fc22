import { earliest, isOf, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import { parseClinicalDate } from '../events/index.js';
import type { CohortEntry, ENTRIES, TimeToEvent, TimeZero } from './outcomes.js';
import { isEntry } from './question.js';
import { clearingResections, isLiverSurgery, wordOf } from './surgery.js';
import { because, daysBetween, noTime, type Obstacle } from './time-to-event.js';

/** The day from which a time is counted. */
export interface Zero {
  readonly day: number;
  /** The entries of that day that set it. */
  readonly setBy: readonly Dated[];
  /** All that it was read from. */
  readonly used: readonly Used[];
}

/**
 * The named time zero of a course (endpoints.md 2.1, 2.2, 3.3), or why there is none to count from.
 * @param entry when the patient comes into the cohort, for the time zeros `index` and `landmark`
 */
export function findZero(course: Course, name: TimeZero, entry: CohortEntry | null = null): Zero | Obstacle {
  const zero = isEntry(name)
    ? entered(course, entry)
    : name === 'first-line-treatment'
      ? firstLine(course)
      : recorded(course, name);
  if ('reason' in zero) return zero;
  const { cutOff, death } = course;
  if (cutOff !== null && zero.day > cutOff) {
    return { reason: because('after-cut-off', 'Time zero lies after the data cut-off.'), used: zero.used };
  }
  if (death && death.day < zero.day) {
    const text = 'The death is dated before time zero: one of the two dates is wrong.';
    return { reason: because('death-before-time-zero', text), used: [...zero.used, death] };
  }
  return zero;
}

/** A time with a start of its own, of a member of a cohort: none that began before the entry, when nobody watched. */
export function fromEntryOn(entry: CohortEntry | null | undefined, time: TimeToEvent): TimeToEvent {
  if (!entry || time.start === null || daysBetween(entry.date, time.start) >= 0) return time;
  const reason = because('before-entry', 'This time began before the patient came into the cohort.');
  return { ...noTime({ reason, used: [] }), imputed: time.imputed, evidence: time.evidence };
}

/** The earliest liver-metastasis diagnoses, all of one day; also when after the cut-off. */
export const firstMetastasis = ({ all }: Course): readonly Dated[] =>
  earliest(all.filter(isDiagnosis('liver-metastasis')));

export const isDiagnosis =
  (...kinds: readonly unknown[]) =>
  ({ entry }: Used): boolean =>
    entry.type === 'DiagnosisMade' && kinds.includes(entry.data['kind']);

export const isChemotherapy = isOf('ChemotherapyCycleGiven', 'ChemotherapyCourseGiven');

/** Against the tumour; an embolisation of the portal vein only prepares the liver for surgery. */
const TUMOUR_EMBOLISATIONS: readonly unknown[] = ['TACE', 'radioembolisation'];

const isTumourEmbolisation = ({ entry }: Used): boolean =>
  entry.type === 'EmbolisationPerformed' && TUMOUR_EMBOLISATIONS.includes(entry.data['kind']);

const isLiverRadiotherapy = ({ entry }: Used): boolean =>
  entry.type === 'RadiotherapyGiven' && wordOf(entry.data['site']) === 'liver';

export const isLiverTreatment = (one: Used): boolean =>
  isChemotherapy(one) || isLiverSurgery(one) || isTumourEmbolisation(one) || isLiverRadiotherapy(one);

function firstLine(course: Course): Zero | Obstacle {
  const metastasis = firstMetastasis(course);
  const from = metastasis[0]?.day;
  if (from === undefined) {
    return {
      reason: because('no-liver-metastasis', 'No dated diagnosis of a liver metastasis is recorded.'),
      used: [],
    };
  }
  const setBy = earliest(course.all.filter((one) => one.day >= from && isLiverTreatment(one)));
  const day = setBy[0]?.day;
  if (day === undefined) {
    const text = 'No treatment is recorded on or after the diagnosis of the liver metastases.';
    return { reason: because('no-first-line-treatment', text), used: metastasis };
  }
  return { day, setBy, used: [...metastasis, ...setBy] };
}

/** Read off the record as it stands. */
type Named = Exclude<TimeZero, 'first-line-treatment' | (typeof ENTRIES)[number]>;

/** The day that a cohort counts a patient from, set by the events of that day that its definition names. */
function entered({ all, undated }: Course, entry: CohortEntry | null): Zero | Obstacle {
  const day = parseClinicalDate(entry?.date ?? '')?.lo;
  if (!entry || day === undefined)
    return { reason: because('no-index', 'The patient is in no cohort here.'), used: [] };
  const named = ({ id, correctedBy }: Used['entry']): boolean =>
    entry.evidence.includes(id) || (correctedBy !== null && entry.evidence.includes(correctedBy));
  const dated = all.filter((one) => named(one.entry)).map((one) => ({ ...one, imputed: one.imputed || entry.imputed }));
  const others = undated.filter(named).map((one) => ({ entry: one, imputed: entry.imputed }));
  return { day, setBy: dated.filter((one) => one.day === day), used: [...dated, ...others] };
}

const isOtherTreatment = isOf('ResectionPerformed', 'AblationPerformed', 'RadiotherapyGiven', 'NewTherapyStarted');
const isTreatment = (one: Used): boolean => isChemotherapy(one) || isTumourEmbolisation(one) || isOtherTreatment(one);

export const RECORDED: Readonly<Record<Exclude<Named, 'first-r0-liver-resection'>, (one: Used) => boolean>> = {
  registration: isOf('PatientRegistered'),
  diagnosis: isDiagnosis('primary'),
  metastasis: isDiagnosis('liver-metastasis', 'other-metastasis'),
  'first-treatment': isTreatment,
  'first-resection': isOf('ResectionPerformed'),
};

function recorded(course: Course, name: Named): Zero | Obstacle {
  if (name === 'first-r0-liver-resection') {
    const first = clearingResections(course, course.all).find(({ margin }) => margin === 'R0');
    if (first) return { day: first.resection.day, setBy: [first.resection], used: [...first.operations, ...first.by] };
  } else {
    const setBy = earliest(course.all.filter(RECORDED[name]));
    if (setBy[0]) return { day: setBy[0].day, setBy, used: setBy };
  }
  return { reason: because('no-time-zero', `Nothing recorded with a date sets the time zero "${name}".`), used: [] };
}
