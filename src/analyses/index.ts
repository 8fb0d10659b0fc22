import type { Analysis } from './analysis.js';
import { conversion } from './conversion.js';
import { os } from './os.js';
import { pfs } from './pfs.js';
import { RefusedAnalysisError } from './refused-analysis.js';
import { series } from './series.js';

export type * from './analysis.js';
export type * from './conversion.js';
export type * from './series.js';
export type * from './survival.js';
export { GROUPINGS } from './group-by.js';
export type * from './parameters.js';
export { RefusedAnalysisError } from './refused-analysis.js';
export { runAnalysis, textOf } from './result.js';

/** Every built-in analysis. */
export const ANALYSES: readonly Analysis[] = [pfs, os, conversion, series];

/**
 * The built-in analysis of that name.
 * @throws RefusedAnalysisError naming those that there are
 */
export function analysisOf(name: string): Analysis {
  const analysis = ANALYSES.find((one) => one.name === name);
  if (analysis) return analysis;
  throw new RefusedAnalysisError({
    code: 'unknown-analysis',
    pointer: '/name',
    detail: `There is no analysis called "${name}".`,
    remedy: `Ask for one of: ${ANALYSES.map((one) => one.name).join(', ')}.`,
  });
}
