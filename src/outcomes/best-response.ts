import { formatDay, type DateBasis, type OverallResponse } from '../events/index.js';

import type { Dated } from './dating.js';
import type { Because } from './outcomes.js';
import type { BestResponse } from './response.js';
import { noDiseaseToAssess, type ResponseWindow } from './response-window.js';
import { because, readFrom, type Obstacle } from './time-to-event.js';
import { isAdequate, type Overall, type Visit } from './visits.js';

/** Shortest time from time zero after which a stable disease is one, days: six weeks (RECIST 1.1, section 4.3.4). */
const STABLE_FROM = 42;
/** Shortest time from a response to the assessment that confirms it, days: four weeks (section 4.4, table 3). */
const CONFIRMED_FROM = 28;

/** A best response, and the readings that show it. */
interface Best {
  readonly overall: OverallResponse;
  readonly day: number | null;
  readonly readings: readonly Dated[];
  readonly reason: Because;
}

/**
 * Best overall response of the assessments in the window, without and with confirmation (endpoints.md 6.5; RECIST 1.1,
 * table 3). `not-evaluable` means that nothing adequate was assessed; the response is then NE, and counts as none where
 * every treated patient is in the denominator.
 */
export function bestResponse(window: ResponseWindow, basis: DateBasis): BestResponse {
  const { zero, counting, progression } = window;
  const none = noDiseaseToAssess(window);
  if (none) return noResponse('NE', none);
  if (progression.length === 0 && !counting.some(isAdequate)) {
    const reason = because('no-post-baseline-assessment', 'No adequate assessment counts.');
    return noResponse('NE', { reason, used: [...zero.used, ...readingsOf(counting)] });
  }
  const stableFrom = zero.day + STABLE_FROM;
  const unconfirmed = bestOf(counting, stableFrom) ?? notStable(counting, progression);
  const confirmed = confirmedOf(counting, stableFrom) ?? notStable(counting, progression);
  const dateOf = ({ day }: Best): string | null => (day === null ? null : formatDay(day, basis));
  return {
    status: 'evaluable',
    unconfirmed: unconfirmed.overall,
    date: dateOf(unconfirmed),
    confirmed: confirmed.overall,
    confirmedDate: dateOf(confirmed),
    confirmedReason: confirmed.reason,
    ...readFrom([...zero.used, ...unconfirmed.readings, ...confirmed.readings], unconfirmed.reason),
  };
}

export const noResponse = (overall: 'NE' | null, { reason, used }: Obstacle): BestResponse => ({
  status: 'not-evaluable',
  unconfirmed: overall,
  date: null,
  confirmed: overall,
  confirmedDate: null,
  confirmedReason: reason,
  ...readFrom(used, reason),
});

type Seen<T extends Overall> = Visit & { readonly overall: T };

/** A CR or PR, before it is confirmed. */
export const isResponse = (visit: Visit): visit is Seen<'CR' | 'PR'> =>
  visit.overall === 'CR' || visit.overall === 'PR';
const isComplete = (visit: Visit): visit is Seen<'CR'> => visit.overall === 'CR';
const isStable = (visit: Visit): visit is Seen<'SD' | 'NON-CR/NON-PD'> =>
  visit.overall === 'SD' || visit.overall === 'NON-CR/NON-PD';

const readingsOf = (visits: readonly Visit[]): readonly Dated[] => visits.flatMap(({ readings }) => readings);

const at = ({ day, readings }: Visit, overall: OverallResponse, reason: Because): Best => ({
  overall,
  day,
  readings,
  reason,
});
const bestInWindow = (overall: OverallResponse): Because =>
  because('best-in-window', `${overall} is the best response of the assessments that count.`);

/** The first CR, else the first PR, else the first disease that is stable for long enough. */
function bestOf(visits: readonly Visit[], stableFrom: number): Best | undefined {
  const best =
    visits.find(isComplete) ?? visits.find(isResponse) ?? visits.filter(isStable).find(({ day }) => day >= stableFrom);
  return best && at(best, best.overall, bestInWindow(best.overall));
}

/** The first confirmed CR, else the first confirmed PR, else what is left of a response that nothing confirms. */
function confirmedOf(visits: readonly Visit[], stableFrom: number): Best | undefined {
  const complete = confirmedComplete(visits);
  if (complete) return confirmedBy('CR', complete);
  const first = visits.find(isResponse);
  if (!first) return bestOf(visits, stableFrom);
  const second = visits.find((visit) => isResponse(visit) && visit.day >= first.day + CONFIRMED_FROM);
  return second ? confirmedBy('PR', [first, second]) : notConfirmed(visits, first, stableFrom);
}

/** Stable disease if late enough; else a progression where disease is back after a CR (table 3, row CR and SD). */
function notConfirmed(visits: readonly Visit[], first: Seen<'CR' | 'PR'>, stableFrom: number): Best | undefined {
  const text = `No assessment ${CONFIRMED_FROM} days later, or more, confirms the ${first.overall}.`;
  const reason = because('not-confirmed', text);
  const late = visits.find((visit) => visit.day >= stableFrom && (isResponse(visit) || isStable(visit)));
  // Only a patient without target lesions is ever NON-CR/NON-PD.
  const stable = visits.some(({ overall }) => overall === 'NON-CR/NON-PD') ? 'NON-CR/NON-PD' : 'SD';
  if (late) return at(late, stable, reason);
  const complete = visits.findIndex(isComplete);
  const back = complete < 0 ? undefined : visits.slice(complete).find(isStable);
  return back && at(back, 'PD', reason);
}

/** The progression that ends the window; else NE: what was seen came too early to be stable disease. */
function notStable(visits: readonly Visit[], progression: readonly Dated[]): Best {
  if (progression[0]) {
    return { overall: 'PD', day: progression[0].day, readings: progression, reason: bestInWindow('PD') };
  }
  const text = `No assessment shows a response, or a disease stable for ${STABLE_FROM} days or longer.`;
  return { overall: 'NE', day: null, readings: readingsOf(visits), reason: because('stable-too-short', text) };
}

/** A CR and the one that confirms it, with only CR or NE between. */
function confirmedComplete(visits: readonly Visit[]): readonly [Visit, Visit] | undefined {
  let first: Visit | undefined;
  for (const visit of visits) {
    if (isComplete(visit)) {
      if (first && visit.day >= first.day + CONFIRMED_FROM) return [first, visit];
      first ??= visit;
    } else if (isAdequate(visit)) {
      first = undefined;
    }
  }
  return undefined;
}

const confirmedBy = (overall: 'CR' | 'PR', [first, second]: readonly [Visit, Visit]): Best => ({
  overall,
  day: first.day,
  readings: readingsOf([first, second]),
  reason: because('confirmed', `${overall}, confirmed after ${second.day - first.day} days.`),
});
