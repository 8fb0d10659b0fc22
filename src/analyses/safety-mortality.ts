import type { Because } from '../outcomes/index.js';
import type { Proportion } from '../statistics/index.js';
import { proportionOf, type ProportionLimits } from './proportion-limits.js';
import type { OperationRow, SafetyRow } from './safety-patient.js';

/** Operations, and the deaths after them: the proportion is of those whose fate is known. */
export interface MortalityRate extends Proportion {
  /** What was done, `any` for all operations. */
  readonly kind: OperationRow['done'][number] | 'any';
  /** As recorded; null: whatever the procedure. */
  readonly procedure: string | null;
  readonly operations: number;
  readonly died: number;
  readonly alive: number;
  readonly notKnown: number;
  /** Why there is no proportion; null when there is one. */
  readonly reason: Because | null;
}

/** All operations, then by what was done, then by the procedure: an operation may be in several rows, a second one in its own right. */
export function mortalityRates(rows: readonly SafetyRow[], limits: ProportionLimits): readonly MortalityRate[] {
  const operations = rows.flatMap((row) => row.operations);
  const kinds = distinct(operations.flatMap(({ done }) => done));
  return [
    rateOf('any', null, operations, limits),
    ...kinds.flatMap((kind) => {
      const those = operations.filter(({ done }) => done.includes(kind));
      const of = ({ procedures }: OperationRow) =>
        procedures.flatMap((one) => (one.kind === kind ? one.procedure : []));
      return [
        rateOf(kind, null, those, limits),
        ...distinct(those.flatMap(of)).map((procedure) =>
          rateOf(
            kind,
            procedure,
            those.filter((one) => of(one).includes(procedure)),
            limits,
          ),
        ),
      ];
    }),
  ];
}

function rateOf(
  kind: MortalityRate['kind'],
  procedure: string | null,
  operations: readonly OperationRow[],
  limits: ProportionLimits,
): MortalityRate {
  const of = (status: OperationRow['status']): number => operations.filter((one) => one.status === status).length;
  const [died, alive, notKnown] = [of('died'), of('alive'), of('unknown')];
  const none = operations.length === 0 ? NO_OPERATION : died + alive === 0 ? NO_FATE : null;
  return {
    kind,
    procedure,
    operations: operations.length,
    died,
    alive,
    notKnown,
    ...proportionOf(died, died + alive, limits),
    reason: none,
  };
}

const NO_OPERATION: Because = { code: 'no-operation', text: 'No operation is recorded.' };
const NO_FATE: Because = { code: 'fate-not-known', text: 'Of no operation is it known how the patient fared by then.' };

const distinct = <T extends string>(values: readonly T[]): readonly T[] => [...new Set(values)].toSorted();
