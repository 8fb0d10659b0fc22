import { formatDay } from '../events/index.js';
import { isOf, type Course } from './course.js';
import type { Dated } from './dating.js';
import { wasOperated } from './operative-mortality.js';
import type { Answer, Because } from './outcomes.js';
import { because, evidenceOf, readFrom } from './time-to-event.js';

/** Grades of Clavien and Dindo, Ann Surg 2004;240:205-13, from the mildest on; III and IV may stand without a or b. */
const GRADES = ['I', 'II', 'III', 'IIIa', 'IIIb', 'IV', 'IVa', 'IVb', 'V'] as const;
export type ClavienDindo = (typeof GRADES)[number];

export interface Complication {
  /** As recorded. */
  readonly term: string;
  readonly grade: ClavienDindo;
  /** Grade III or above: it needs an intervention, threatens life or ends it. */
  readonly major: boolean;
  /** Of liver failure, bile leak or haemorrhage. */
  readonly isgls: 'A' | 'B' | 'C' | null;
  readonly date: string;
  /** Date of the procedure that it follows: the one named, else the last operation on or before it; null: neither. */
  readonly after: string | null;
  /** Days since then. */
  readonly days: number | null;
  readonly evidence: readonly string[];
}

export interface Complications extends Answer {
  /** Null where none is recorded. */
  readonly worstGrade: ClavienDindo | null;
  /** By day. */
  readonly observed: readonly Complication[];
}

/** Complications of operations and embolisations, as recorded. Silence is no proof that there were none. */
export function complications(course: Course): Complications {
  const operated = course.counted.filter(wasOperated);
  const observed = course.counted.filter(isOf('ComplicationObserved')).flatMap((one) => {
    const grade = GRADES.find((grade) => grade === one.entry.data['grade']);
    return grade ? [{ one, grade, procedure: procedureOf(course, operated, one) }] : [];
  });
  if (observed.length === 0) {
    return noComplications(
      operated.length === 0
        ? because('not-operated', 'No operation is recorded.')
        : because('none-recorded', 'No complication with a date is recorded.'),
    );
  }
  return {
    status: 'evaluable',
    worstGrade: GRADES.findLast((grade) => observed.some((one) => one.grade === grade)) ?? null,
    observed: observed.map(({ one, grade, procedure }) => {
      const { term, isgls } = one.entry.data;
      return {
        term: typeof term === 'string' ? term : 'not-stated',
        grade,
        major: GRADES.indexOf(grade) >= GRADES.indexOf('III'),
        isgls: isgls === 'A' || isgls === 'B' || isgls === 'C' ? isgls : null,
        date: formatDay(one.day, course.basis),
        after: procedure ? formatDay(procedure.day, course.basis) : null,
        days: procedure ? one.day - procedure.day : null,
        evidence: evidenceOf(procedure ? [one, procedure] : [one]),
      };
    }),
    ...readFrom(
      observed.flatMap(({ one, procedure }) => (procedure ? [one, procedure] : [one])),
      because('recorded', `Recorded: ${observed.length}.`),
    ),
  };
}

export const noComplications = (reason: Because): Complications => ({
  status: 'not-evaluable',
  worstGrade: null,
  observed: [],
  ...readFrom([], reason),
});

function procedureOf({ counted }: Course, operated: readonly Dated[], { entry, day }: Dated): Dated | undefined {
  const named = counted.find((one) => one.entry.id === entry.data['procedureId']);
  return named ?? operated.findLast((one) => one.day <= day);
}
