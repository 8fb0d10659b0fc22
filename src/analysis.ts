/**
 * `hepatrace/analysis`: what an analysis of one's own is written with. The form, the record of a patient and what is derived
 * from it, clinical dates, and the estimators.
 */
import type { Analysis, ParameterValue } from './analyses/index.js';

export type {
  Analysis,
  Asked,
  AskedOfCohort,
  CountedFrom,
  Exclusion,
  InGroup,
  Member,
  Named,
  ParameterSchema,
  ParameterSchemas,
  ParameterValue,
  Result,
  ResultOf,
  Rows,
} from './analyses/index.js';
export { block, page, percent, table } from './analyses/index.js';
export { dayNumber, formatDay, parseClinicalDate, type ClinicalDate } from './events/index.js';
export {
  DAYS_PER_MONTH,
  inMonths,
  type Because,
  type Endpoints,
  type Outcomes,
  type TimeToEvent,
} from './outcomes/index.js';
export * from './statistics/index.js';
export { entriesByDate, type Entry, type Timeline } from './timeline/index.js';

/** The analysis as it is: only so that an editor knows the form while it is being written. */
export const defineAnalysis = <
  Row extends object,
  Group extends object,
  Comparison = unknown,
  Parameters extends Readonly<Record<string, ParameterValue>> = Readonly<Record<string, ParameterValue>>,
>(
  analysis: Analysis<Row, Group, Comparison, Parameters>,
): Analysis<Row, Group, Comparison, Parameters> => analysis;
