import { formatDay } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import type { Answer, Because } from './outcomes.js';
import { wordOf } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, evidenceOf, readFrom, type Obstacle } from './time-to-event.js';

/** The worst of one term: the first time that it reached its highest grade. */
export interface WorstToxicity {
  /** As first recorded. */
  readonly term: string;
  readonly grade: number;
  readonly ctcaeVersion: string;
  readonly date: string;
  readonly evidence: readonly string[];
}

export interface Toxicity extends Answer {
  /** Of all terms; null where nothing is recorded. */
  readonly worstGrade: number | null;
  /** One a term, from the highest grade down, then by term. */
  readonly worst: readonly WorstToxicity[];
  /** Versions of CTCAE that graded them; more than one: the grades are of several scales. */
  readonly versions: readonly string[];
}

interface Graded extends Dated {
  readonly term: string;
  readonly grade: number;
}

/**
 * Worst grade of each term on or after time zero (endpoints.md 4.10; CTCAE). A term is the same whatever its capitals.
 * Silence is no proof of health: without a record it is not evaluable.
 */
export function toxicity(course: Course, zero: Zero | Obstacle): Toxicity {
  if ('reason' in zero) return noToxicity(zero.reason);
  const seen = toxicitiesFrom(course, zero.day);
  if (seen.length === 0) {
    return noToxicity(because('none-recorded', 'No side effect with a date from time zero on is recorded.'));
  }
  const worst = new Map<string, Graded>();
  for (const one of seen) {
    const known = worst.get(wordOf(one.term));
    if (!known || one.grade > known.grade) worst.set(wordOf(one.term), { ...one, term: known?.term ?? one.term });
  }
  const ranked = [...worst.values()].toSorted(
    (a, b) => b.grade - a.grade || (wordOf(a.term) < wordOf(b.term) ? -1 : 1),
  );
  return {
    status: 'evaluable',
    worstGrade: ranked[0]?.grade ?? null,
    worst: ranked.map((one) => ({
      term: one.term,
      grade: one.grade,
      ctcaeVersion: versionOf(one),
      date: formatDay(one.day, course.basis),
      evidence: evidenceOf([one]),
    })),
    versions: [...new Set(seen.map(versionOf))].toSorted(),
    ...readFrom(
      [...zero.used, ...ranked],
      because('worst-by-term', `Recorded: ${seen.length}; terms: ${ranked.length}.`),
    ),
  };
}

export const noToxicity = (reason: Because): Toxicity => ({
  status: 'not-evaluable',
  worstGrade: null,
  worst: [],
  versions: [],
  ...readFrom([], reason),
});

/** The toxicities of a patient whom several versions of CTCAE have graded; none where it is one. */
export function gradedBySeveralVersions(course: Course): readonly Dated[] {
  const seen = toxicitiesFrom(course, -Infinity);
  return new Set(seen.map(versionOf)).size > 1 ? seen : [];
}

const isToxicity = isOf('ToxicityObserved');

const toxicitiesFrom = ({ counted }: Course, start: number): readonly Graded[] =>
  counted.filter(isToxicity).flatMap((one) => {
    const { term, grade } = one.entry.data;
    return one.day >= start && typeof term === 'string' && typeof grade === 'number' ? [{ ...one, term, grade }] : [];
  });

const versionOf = ({ entry }: Dated): string =>
  typeof entry.data['ctcaeVersion'] === 'string' ? entry.data['ctcaeVersion'] : 'not-stated';
