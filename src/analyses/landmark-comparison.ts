import type { Because } from '../outcomes/index.js';
import { landmark, type Landmark, type LandmarkGroup, type Limits, type Step } from '../statistics/index.js';
import { compareGroups, type GroupComparison } from './group-comparison.js';
import type { TimeWithState } from './state-comparison.js';
import { curveOf, quartilesOf, type Median } from './survival-estimate.js';

/** Those who had come into the state by the landmark, or those who had not. Days are from the landmark. */
export interface LandmarkSurvival {
  readonly name: LandmarkGroup;
  readonly n: number;
  readonly events: number;
  readonly median: Median;
  readonly curve: readonly Step[];
}

export interface LandmarkComparison extends Pick<Landmark, 'at' | 'dropped'> {
  readonly kept: number;
  /** Kept as not in the state by the landmark, and in it later. */
  readonly reachedLater: number;
  /** Not by the landmark, which is the reference; by the landmark. */
  readonly groups: readonly [LandmarkSurvival, LandmarkSurvival];
  readonly comparison: Pick<GroupComparison, 'logRank' | 'cox' | 'reason'>;
}

const NOT_BY: LandmarkGroup = 'not by the landmark';
const BY: LandmarkGroup = 'by the landmark';

/**
 * Survival from a day fixed in advance, by the state that patients had reached by then, among those still followed
 * (Anderson, Cain & Gelber, J Clin Oncol 1983;1:710-9; endpoints.md 8.3).
 * @param at the landmark, whole days from time zero
 */
export function compareAtLandmark(patients: readonly TimeWithState[], at: number, limits: Limits): LandmarkComparison {
  const { kept, times, statuses, groups, dropped } = landmark(
    patients.map(({ time }) => time),
    patients.map(({ status }) => (status === 'event' ? 1 : 0)),
    patients.map(({ since }) => since),
    at,
  );
  const rows = times.map((time, row) => ({
    time,
    status: statuses[row] === 1 ? ('event' as const) : ('censored' as const),
    group: groups[row] ?? NOT_BY,
  }));
  const { logRank, cox, reason } = compareGroups([NOT_BY, BY], rows);
  const survival = (name: LandmarkGroup): LandmarkSurvival => {
    const curve = curveOf(
      rows.filter(({ group }) => group === name),
      limits,
    );
    const { median } = quartilesOf(curve.steps, curve.n === 0 ? NOBODY_KEPT : null);
    return { name, n: curve.n, events: curve.events, median, curve: curve.steps };
  };
  const later = kept.filter((patient) => {
    const { since, time } = patients[patient]!;
    return since !== null && since > at && since < time;
  });
  return {
    at,
    kept: kept.length,
    dropped,
    reachedLater: later.length,
    groups: [survival(NOT_BY), survival(BY)],
    comparison: { logRank, cox, reason },
  };
}

const NOBODY_KEPT: Because = { code: 'nobody-kept', text: 'Nobody of this group is followed past the landmark.' };
