import type { ResponseDepth, Responses } from './response.js';
import { noDiseaseToAssess, type ResponseWindow } from './response-window.js';
import { because, readFrom, type Obstacle } from './time-to-event.js';

/**
 * Depth of response (endpoints.md 4.7): the smallest sum of diameters after time zero and within the window of the best
 * response, progression included, against the baseline sum; two integers, tenths of mm. Above the baseline when the sum
 * only grew.
 */
export function responseDepth(
  window: ResponseWindow,
  { baseline, visits, imputed, evidence }: Responses,
): ResponseDepth {
  const { zero, last } = window;
  const none = noDiseaseToAssess(window);
  if (none) return noDepth(none);
  if (!baseline) {
    return noDepth({ reason: because('no-baseline-sum', 'No sum of diameters before treatment.'), used: zero.used });
  }
  const within = visits.flatMap(({ day, sum, ...visit }) =>
    sum !== null && day <= last - zero.day ? [{ ...visit, sum }] : [],
  );
  const smallest = within.toSorted((a, b) => a.sum - b.sum)[0];
  if (!smallest) {
    const reason = because('no-sum', 'No sum of diameters after the start of treatment counts.');
    return { ...noDepth({ reason, used: zero.used }), baselineSum: baseline.sum };
  }
  return {
    status: 'evaluable',
    baselineSum: baseline.sum,
    smallestSum: smallest.sum,
    change: percent(smallest.sum - baseline.sum, baseline.sum),
    date: smallest.date,
    reason: because('smallest-sum', 'The smallest sum before progression, liver surgery or a new therapy.'),
    imputed: imputed || smallest.imputed,
    evidence: [...new Set([...evidence, ...smallest.evidence])],
  };
}

/** Rounded to 0.1; never -0, which JSON would lose. */
const percent = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10 + 0;

export const noDepth = ({ reason, used }: Obstacle): ResponseDepth => ({
  status: 'not-evaluable',
  baselineSum: null,
  smallestSum: null,
  change: null,
  date: null,
  ...readFrom(used, reason),
});
