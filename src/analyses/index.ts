import type { Analysis } from './analysis.js';
import { conversion } from './conversion.js';
import { dfs } from './dfs.js';
import { followUp } from './follow-up.js';
import { incidence } from './incidence.js';
import { os } from './os.js';
import { pfs } from './pfs.js';
import { RefusedAnalysisError } from './refused-analysis.js';
import { response } from './response.js';
import { safety } from './safety.js';
import { series } from './series.js';
import { surgery } from './surgery.js';
import { ttf } from './ttf.js';
import { ttp } from './ttp.js';

export type * from './analysis.js';
export type * from './conversion.js';
export type * from './incidence.js';
export type * from './response.js';
export type * from './safety.js';
export type * from './series.js';
export type * from './surgery.js';
export type * from './survival.js';
export { GROUPINGS, groupingFacts } from './group-by.js';
export type * from './parameters.js';
export { RefusedAnalysisError } from './refused-analysis.js';
export { AnalysisRun, runAnalysis, textOf } from './result.js';
export { block, changed, page, percent, points, table, withLimits } from './text.js';
export {
  differencesOf,
  whatMoved,
  type Difference,
  type Moved,
  type PatientMoved,
  type Standing,
} from './what-moved.js';

/** Every built-in analysis. */
export const ANALYSES: readonly Analysis[] = [
  pfs,
  os,
  dfs,
  ttp,
  ttf,
  followUp,
  conversion,
  incidence,
  surgery,
  response,
  safety,
  series,
];

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
