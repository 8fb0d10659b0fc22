import type { TargetResponse } from '../../events/index.js';

/** A target lesion at one imaging. Lengths are integers, tenths of mm. */
export interface TargetLesion {
  readonly id: string;
  readonly node: boolean;
  /** Longest diameter, short axis of a node; 0: disappeared; null: not evaluable. */
  readonly diameter: number | null;
}

/** A node of a shorter short axis is normal, tenths of mm (RECIST 1.1, section 4.3.2). */
const PATHOLOGICAL_NODE = 100;
/** The smallest growth of the sum that is a progression, tenths of mm (section 4.3.1). */
const LEAST_GROWTH = 50;

const isMeasured = ({ diameter }: TargetLesion): boolean => diameter !== null;
const isPresent = ({ node, diameter }: TargetLesion): boolean => (diameter ?? 0) >= (node ? PATHOLOGICAL_NODE : 1);

const total = (lesions: readonly TargetLesion[]): number =>
  lesions.reduce((sum, { diameter }) => sum + (diameter ?? 0), 0);

/** Sum of diameters in tenths of mm; null where a lesion was not measured, or there is none. */
export const sumOfDiameters = (lesions: readonly TargetLesion[]): number | null =>
  lesions.length > 0 && lesions.every(isMeasured) ? total(lesions) : null;

/**
 * Response of the target lesions by RECIST 1.1, sections 4.3.1 and 4.3.2 (endpoints.md 6.1 to 6.3), in whole numbers.
 * What was measured alone may show a progression; else one lesion not evaluable makes it NE.
 * @param baseline sum of diameters at baseline, above 0
 * @param nadir the smallest sum so far, baseline included
 * @param lesions every target lesion of the baseline, as it is now; at least one
 * @param wasComplete whether the overall response has been CR: a lesion that is back is a progression, whatever its size
 */
export function targetResponse(
  baseline: number,
  nadir: number,
  lesions: readonly TargetLesion[],
  wasComplete: boolean,
): TargetResponse {
  const allMeasured = lesions.every(isMeasured);
  if (!lesions.some(isPresent)) return allMeasured ? 'CR' : 'NE';
  const sum = total(lesions);
  const growth = sum - nadir;
  if (wasComplete || nadir === 0 || (5 * growth >= nadir && growth >= LEAST_GROWTH)) return 'PD';
  if (!allMeasured) return 'NE';
  return 10 * (baseline - sum) >= 3 * baseline ? 'PR' : 'SD';
}
