import { formatDay } from '../events/index.js';
import type { Course } from './course.js';
import { confirmedLater, imagedDays, tumourBaseline } from './imaged-days.js';
import type { Finding } from './outcomes.js';
import type { Responses, ResponseVisit } from './response.js';
import { judge, type SoFar } from './response-visit.js';
import type { ResponseWindow } from './response-window.js';
import { because, readFrom, type Obstacle } from './time-to-event.js';

/**
 * Every assessment after time zero beside what the lesions say by RECIST 1.1 (endpoints.md 6), for waterfall and spider
 * plots; also imaging with target lesions that nobody assessed. What was recorded is never replaced: where the lesions and
 * the parts stated contradict it, that is a finding. After liver surgery the targets are no longer those of the baseline,
 * and are not added up.
 */
export function responses(
  course: Course,
  { zero, visits, surgery }: ResponseWindow,
): { readonly answer: Responses; readonly findings: readonly Finding[] } {
  const { basis } = course;
  const baseline = tumourBaseline(course, zero.day);
  const days = imagedDays(course, zero.day, visits);
  const patient = { basis, zero: zero.day, baseline, operated: surgery[0]?.day ?? Infinity };
  const confirmations = confirmedLater(days);
  const judged: ResponseVisit[] = [];
  const findings: Finding[] = [];
  let soFar: SoFar = { nadir: baseline.sum, by: baseline.by, wasComplete: false };
  for (const day of days) {
    const one = judge(patient, soFar, day, confirmations.get(day));
    judged.push(one.visit);
    findings.push(...one.findings);
    soFar = one.next;
  }
  const imaged = baseline.by[0];
  const used = [...zero.used, ...baseline.by];
  return {
    answer: {
      ...noResponses({ reason: because('no-post-baseline-assessment', 'No assessment after time zero.'), used }),
      ...(days.length > 0 && {
        status: 'evaluable',
        reason: because('assessed', 'The assessments after time zero, with what the lesions say.'),
      }),
      baseline: imaged && baseline.sum !== null ? { date: formatDay(imaged.day, basis), sum: baseline.sum } : null,
      visits: judged,
    },
    findings,
  };
}

export const noResponses = ({ reason, used }: Obstacle): Responses => ({
  status: 'not-evaluable',
  baseline: null,
  visits: [],
  ...readFrom(used, reason),
});
