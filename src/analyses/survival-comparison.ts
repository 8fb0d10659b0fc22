import { rmstDifference, type RestrictedMeanDifference, type Ties } from '../statistics/index.js';
import type { Named, Rows } from './analysis.js';
import { NOT_STATED, orderOf } from './group-by.js';
import { compareGroups, type ComparedTime, type GroupComparison } from './group-comparison.js';
import { RefusedAnalysisError } from './refused-analysis.js';
import { curveOf, restrictedMeanOf } from './survival-estimate.js';

type Time = Pick<ComparedTime, 'time' | 'status'>;

export interface SurvivalComparison extends GroupComparison {
  /** Of each group less that of the reference, strata left aside; null without a tau or a second group. */
  readonly restrictedMean: readonly Named<RestrictedMeanDifference>[] | null;
  /** Patients compared in a group of their own because the record does not say in which they are. */
  readonly notStated: number;
}

/**
 * The survival of the groups beside each other.
 * @throws RefusedAnalysisError for a reference that is no group with somebody in it
 */
export function compareSurvival(
  groups: readonly Rows<Time>[],
  groupBy: string | null,
  { ties, tau, reference }: { readonly ties: Ties; readonly tau: number | null; readonly reference: string | null },
): SurvivalComparison {
  const order = orderOf(groupBy);
  const present = groups.filter(({ rows }) => rows.length > 0);
  const [first, ...others] = byReference(present, order ?? [], reference);
  const comparison = compareGroups(
    [first, ...others].flatMap((group) => (group ? [group.name] : [])),
    present.flatMap(({ rows }) => rows),
    { ties, order },
  );
  const meanOf = ({ rows }: Rows<Time>) => restrictedMeanOf(curveOf(rows).steps, tau, null);
  const mean = first && others.length > 0 ? meanOf(first) : null;
  return {
    ...comparison,
    restrictedMean:
      mean &&
      others.flatMap((group) => {
        const its = meanOf(group);
        return its ? { name: group.name, ...rmstDifference(its, mean) } : [];
      }),
    notStated: present.reduce((n, { name, rows }) => (NOT_STATED.includes(name) ? n + rows.length : n), 0),
  };
}

/** The reference first, then the groups in their order, then those without a place in it; what is not stated last. */
function byReference(
  groups: readonly Rows<Time>[],
  order: readonly string[],
  reference: string | null,
): readonly Rows<Time>[] {
  const names = groups.map(({ name }) => name);
  if (reference !== null && !names.includes(reference)) {
    throw new RefusedAnalysisError({
      code: 'bad-parameter',
      pointer: '/parameters/reference',
      detail: `There is no group "${reference}" with a patient in it to compare the others to.`,
      remedy: names.length === 0 ? 'Leave it out.' : `Give one of ${names.join(', ')}.`,
    });
  }
  const placeOf = (name: string): number => {
    if (name === reference) return -1;
    if (order.includes(name)) return order.indexOf(name);
    return NOT_STATED.includes(name) ? order.length + 1 : order.length;
  };
  return groups.toSorted((a, b) => placeOf(a.name) - placeOf(b.name));
}
