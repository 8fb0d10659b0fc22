import { bestResponse, noResponse } from './best-response.js';
import type { Course } from './course.js';
import type { Endpoints, Finding, TimeToEvent } from './outcomes.js';
import { noDepth, responseDepth } from './response-depth.js';
import { responseDuration } from './response-duration.js';
import { responseWindow } from './response-window.js';
import { noResponses, responses } from './responses.js';
import type { Zero } from './time-zero.js';
import { noTime, type Obstacle } from './time-to-event.js';

type ResponseEndpoints = Pick<Endpoints, 'bestResponse' | 'responseDuration' | 'responseDepth' | 'responses'>;

/**
 * What the tumour did under treatment, and where record and lesions disagree.
 * @param pfs by the rule set of the question, from the same time zero
 */
export function responseEndpoints(
  course: Course,
  zero: Zero | Obstacle,
  pfs: TimeToEvent,
): { readonly endpoints: ResponseEndpoints; readonly findings: readonly Finding[] } {
  if ('reason' in zero) return { endpoints: noResponseEndpoints(zero), findings: [] };
  const window = responseWindow(course, zero);
  const best = bestResponse(window, course.basis);
  const { answer, findings } = responses(course, window);
  return {
    endpoints: {
      bestResponse: best,
      responseDuration: responseDuration(course, window, best, pfs),
      responseDepth: responseDepth(window, answer),
      responses: answer,
    },
    findings,
  };
}

export const noResponseEndpoints = (obstacle: Obstacle): ResponseEndpoints => ({
  bestResponse: noResponse(null, obstacle),
  responseDuration: { unconfirmed: noTime(obstacle), confirmed: noTime(obstacle) },
  responseDepth: noDepth(obstacle),
  responses: noResponses(obstacle),
});
