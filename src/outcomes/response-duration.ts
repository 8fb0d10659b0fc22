import { isResponse } from './best-response.js';
import type { Course } from './course.js';
import type { TimeToEvent } from './outcomes.js';
import type { BestResponse, ResponseDuration } from './response.js';
import type { ResponseWindow } from './response-window.js';
import { because, noTime, timeToEvent } from './time-to-event.js';

/**
 * Duration of response (endpoints.md 4.6; RECIST 1.1, section 4.5.1): from the first CR or PR, whichever comes first, to
 * the end of PFS by the same rule set. Not evaluable without a response, or where PFS ends before it.
 */
export function responseDuration(
  { basis }: Course,
  { zero, counting }: ResponseWindow,
  { unconfirmed, confirmed }: BestResponse,
  pfs: TimeToEvent,
): ResponseDuration {
  const first = counting.find(isResponse);
  const used = [...zero.used, ...(first?.readings ?? [])];
  const lasting = (best: BestResponse['confirmed'], text: string): TimeToEvent => {
    if (!first || (best !== 'CR' && best !== 'PR')) return noTime({ reason: because('no-response', text), used });
    const end = pfs.days === null ? -Infinity : zero.day + pfs.days;
    if (pfs.status === 'not-evaluable' || end < first.day) return withPfs(noTime({ reason: pfs.reason, used }), pfs);
    return withPfs(timeToEvent(pfs.status, { start: first.day, end, basis }, pfs.reason, used), pfs);
  };
  return { unconfirmed: lasting(unconfirmed, 'No response.'), confirmed: lasting(confirmed, 'No confirmed response.') };
}

const withPfs = (time: TimeToEvent, { imputed, evidence }: TimeToEvent): TimeToEvent => ({
  ...time,
  imputed: time.imputed || imputed,
  evidence: [...new Set([...time.evidence, ...evidence])],
});
