import { formatDay } from '../events/index.js';
import { firstDocumentedProgression, isAdequate, visitsAfter, type Overall, type Visit } from './assessments.js';
import { earliest, isOf, type Course } from './course.js';
import type { Dated, Used } from './dating.js';
import type { Because, BestResponse } from './outcomes.js';
import { isLiverSurgery } from './surgery.js';
import type { Zero } from './time-zero.js';
import { because, evidenceOf, isImputed, type Obstacle } from './time-to-event.js';

/** Shortest time from time zero after which a stable disease is one, days: six weeks (RECIST 1.1, section 4.3.4). */
const STABLE_FROM = 42;

const isNewTherapy = isOf('NewTherapyStarted');

/**
 * Best overall response without confirmation (endpoints.md 6.5): of the assessments after time zero, up to the first
 * documented progression and not on a later day than a new therapy or liver surgery. `not-evaluable` means that nothing
 * adequate was assessed; the response is then NE, and counts as none where every treated patient is in the denominator.
 */
export function bestResponse(course: Course, zero: Zero | Obstacle): BestResponse {
  if ('reason' in zero) return noResponse(null, zero.reason, zero.used);
  const { counted, basis, options } = course;
  const surgery = earliest(counted.filter((one) => one.day >= zero.day && isLiverSurgery(one)));
  if (surgery[0]?.day === zero.day) {
    const text = 'Liver surgery is itself time zero: no disease is left to respond.';
    return noResponse('NE', because('no-disease-to-assess', text), [...zero.used, ...surgery]);
  }
  const therapy = earliest(counted.filter((one) => one.day > zero.day && isNewTherapy(one)));
  const visits = visitsAfter(course, zero.day, options.assessor);
  const progression = firstDocumentedProgression(course, visits, zero.day);
  const last = Math.min(...[surgery, therapy, progression].map((those) => those[0]?.day ?? Infinity));
  const window = visits.filter(({ day, overall }) => day <= last && overall !== 'PD');
  const progressed = progression[0]?.day === last ? progression : [];

  const best = bestOf(window, zero.day + STABLE_FROM) ?? progressionOf(progressed);
  if (best) {
    const used = [...zero.used, ...best.readings];
    return {
      status: 'evaluable',
      unconfirmed: best.overall,
      date: formatDay(best.day, basis),
      reason: because('best-in-window', `${best.overall} is the best response of the assessments that count.`),
      imputed: isImputed(used),
      evidence: evidenceOf(used),
    };
  }
  return withoutResponse(window, zero.used);
}

interface Best {
  readonly day: number;
  readonly overall: Exclude<Overall, 'NED'>;
  readonly readings: readonly Dated[];
}

/** The first CR, else the first PR, else the first disease that is stable for long enough. */
function bestOf(window: readonly Visit[], stableFrom: number): Best | undefined {
  const first = (is: (visit: Visit) => boolean): Visit | undefined => window.find(is);
  const visit =
    first(({ overall }) => overall === 'CR') ??
    first(({ overall }) => overall === 'PR') ??
    first(({ overall, day }) => (overall === 'SD' || overall === 'NON-CR/NON-PD') && day >= stableFrom);
  return visit && visit.overall !== 'NED' ? { ...visit, overall: visit.overall } : undefined;
}

const progressionOf = (progression: readonly Dated[]): Best | undefined =>
  progression[0] && { day: progression[0].day, overall: 'PD', readings: progression };

function withoutResponse(window: readonly Visit[], start: readonly Used[]): BestResponse {
  const used = [...start, ...window.flatMap(({ readings }) => readings)];
  if (!window.some(isAdequate)) {
    return noResponse('NE', because('no-post-baseline-assessment', 'No adequate assessment counts.'), used);
  }
  const text = `No assessment shows a response, or a disease stable for ${STABLE_FROM} days or longer.`;
  return { ...noResponse('NE', because('stable-too-short', text), used), status: 'evaluable' };
}

export const noResponse = (unconfirmed: 'NE' | null, reason: Because, used: readonly Used[]): BestResponse => ({
  status: 'not-evaluable',
  unconfirmed,
  date: null,
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});
