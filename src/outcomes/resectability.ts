import { formatDay } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Answer, Because, TimeZero } from './outcomes.js';
import { firstMetastasis, type Zero } from './time-zero.js';
import { because, evidenceOf, readFrom, type Obstacle } from './time-to-event.js';

const CLASSES = ['resectable', 'uncertain', 'unresectable'] as const;
export type ResectabilityClass = (typeof CLASSES)[number];

export interface ResectabilityAssessment {
  readonly date: string;
  readonly classification: ResectabilityClass;
  /** Null where the record does not say: taken for a multidisciplinary meeting. */
  readonly by: 'mdt' | 'one-person' | null;
  readonly plannedStrategy: string | null;
  readonly evidence: readonly string[];
}

export interface Resectability extends Answer {
  /** At the outset: by the first multidisciplinary assessment, up to time zero. */
  readonly initial: ResectabilityClass | null;
  /** By the last multidisciplinary assessment so far. */
  readonly current: ResectabilityClass | null;
  /** All from the diagnosis of the liver metastases on, in order; those by one person are shown and rule nothing. */
  readonly assessments: readonly ResectabilityAssessment[];
}

/**
 * Resectability at the outset and at each reassessment (endpoints.md 5.1). Not evaluable without a multidisciplinary
 * assessment; where there are only later ones the initial class is null, and the reason says so.
 */
export function resectability(course: Course, zero: Zero | Obstacle, name: TimeZero): Resectability {
  const assessed = assessmentsOf(course);
  const outset = classAtOutset(course, zero, name);
  const initial = 'reason' in outset ? null : outset.classification;
  const current = assessed.findLast(isMultidisciplinary)?.classification ?? null;
  const text = `Classed as ${initial} at the outset, and as ${current} when last assessed.`;
  return {
    status: current === null ? 'not-evaluable' : 'evaluable',
    initial,
    current,
    assessments: assessed.map((one) => assessmentView(course, one)),
    ...readFrom(
      [...firstMetastasis(course), ...assessed],
      'reason' in outset ? outset.reason : because('assessed', text),
    ),
  };
}

export const noResectability = (reason: Because): Resectability => ({
  status: 'not-evaluable',
  initial: null,
  current: null,
  assessments: [],
  ...readFrom([], reason),
});

interface Assessed extends Dated {
  readonly classification: ResectabilityClass;
}

/** What the day of treatment would be is not known, but that the patient was not treated is: ITT counts them. */
const UNTREATED: readonly string[] = ['no-first-line-treatment', 'after-cut-off'];

/**
 * The initial class: the first multidisciplinary assessment on or after the diagnosis of the liver metastases and on or
 * before time zero; of several that day the last recorded. A patient whose treatment has not begun is still at the outset.
 */
export function classAtOutset(course: Course, zero: Zero | Obstacle, name: TimeZero): Assessed | Obstacle {
  const untreated = 'reason' in zero && name === 'first-line-treatment' && UNTREATED.includes(zero.reason.code);
  if ('reason' in zero && !untreated) return zero;
  const until = 'reason' in zero ? Infinity : zero.day;
  const before = assessmentsOf(course).filter((one) => one.day <= until && isMultidisciplinary(one));
  const text = 'No multidisciplinary assessment between the diagnosis of the liver metastases and time zero.';
  return (
    before.findLast(({ day }) => day === before[0]?.day) ?? {
      reason: because('no-initial-assessment', text),
      used: zero.used,
    }
  );
}

/** From the diagnosis of the liver metastases on, by day; of one day in the order of recording. */
function assessmentsOf(course: Course): readonly Assessed[] {
  const assessed = course.counted.filter(isOf('ResectabilityAssessed')).flatMap((one): readonly Assessed[] => {
    const classification = CLASSES.find((value) => value === one.entry.data['classification']);
    return classification ? [{ ...one, classification }] : [];
  });
  if (assessed.length === 0) return [];
  const from = firstMetastasis(course)[0]?.day ?? Infinity;
  return assessed
    .filter(({ day }) => day >= from)
    .toSorted((a, b) => a.day - b.day || a.entry.revision - b.entry.revision);
}

/** One that a single person is stated to have made is none. */
const isMultidisciplinary = ({ entry }: Used): boolean => entry.data['by'] !== 'one-person';

function assessmentView({ basis }: Course, one: Assessed): ResectabilityAssessment {
  const { by, plannedStrategy } = one.entry.data;
  return {
    date: formatDay(one.day, basis),
    classification: one.classification,
    by: by === 'mdt' || by === 'one-person' ? by : null,
    plannedStrategy: typeof plannedStrategy === 'string' ? plannedStrategy : null,
    evidence: evidenceOf([one]),
  };
}
