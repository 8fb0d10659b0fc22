import type { Because, Complication, Endpoints, OperationSurvival, WorstToxicity } from '../outcomes/index.js';
import type { Exclusion } from './analysis.js';

/** One operation-day of a patient, with the procedures as recorded. */
export interface OperationRow extends Pick<OperationSurvival, 'date' | 'done' | 'status' | 'days' | 'reason'> {
  readonly procedures: readonly { readonly kind: OperationSurvival['done'][number]; readonly procedure: string }[];
}

/** What treatment and operations did to a patient. */
export interface SafetyRow {
  /** Has a time zero: side effects count from it on. */
  readonly treated: boolean;
  /** The worst of each term. */
  readonly toxicities: readonly WorstToxicity[];
  readonly complications: readonly Complication[];
  readonly operations: readonly OperationRow[];
  readonly imputed: boolean;
  readonly reason: Because;
  readonly evidence: readonly string[];
}

/** The row of a patient who was treated, operated on, or both; of another there is none. */
export function safetyOf({ toxicity, complications, operativeMortality, surgery }: Endpoints): SafetyRow | Exclusion {
  const treated = toxicity.status === 'evaluable' || toxicity.reason.code === 'none-recorded';
  const { operations } = operativeMortality;
  if (!treated && operations.length === 0 && complications.observed.length === 0) return { excluded: toxicity.reason };
  const parts = [toxicity, complications, operativeMortality];
  return {
    treated,
    toxicities: toxicity.worst,
    complications: complications.observed,
    operations: operations.map(({ date, done, status, days, reason }) => ({
      ...{ date, done, status, days, reason },
      procedures: surgery.operations
        .filter((one) => one.date === date)
        .map(({ kind, organ, procedure }) => ({
          kind: kind === 'ablation' ? kind : (`${organ}-resection` as const),
          procedure: procedure ?? 'not-stated',
        })),
    })),
    imputed: parts.some(({ imputed }) => imputed),
    reason: toxicity.reason,
    evidence: [...new Set(parts.flatMap(({ evidence }) => evidence))],
  };
}
