import { InvalidInputError } from './invalid-input.js';
import { radixOrder } from './radix-order.js';
import { checkLength, checkTimes, rankTimes } from './survival-times.js';

/** Patients in groups; one value a patient in each list. */
export interface GroupedTimes {
  /** Whole days from time zero, 0 allowed. */
  readonly times: ArrayLike<number>;
  /** 1 event, 0 censored. */
  readonly statuses: ArrayLike<number>;
  readonly groups: readonly string[];
  /** Patients are compared within their stratum alone. */
  readonly strata?: readonly string[] | undefined;
}

export interface LogRankTable {
  /** By name. */
  readonly groups: readonly LogRankGroup[];
  /** Of observed - expected, a row and a column a group; each row adds up to 0. */
  readonly covariance: readonly (readonly number[])[];
}

export interface LogRankGroup {
  readonly name: string;
  readonly n: number;
  readonly observed: number;
  /** The events that the group would have had if all had the same hazard, summed over the strata. */
  readonly expected: number;
  /** Of observed - expected, hypergeometric. */
  readonly variance: number;
}

/**
 * Observed and expected events of each group, summed over event times and strata.
 * @throws InvalidInputError as `checkTimes`, for an unnamed group or stratum, and where all patients are in one group
 */
export function logRankTable({ times, statuses, groups, strata }: GroupedTimes): LogRankTable {
  checkTimes(times, statuses);
  const group = encode('groups', groups, times);
  const stratum = strata && encode('strata', strata, times).codes;
  if (group.names.length === 1) {
    const detail = `all patients are in ${group.names[0]}; a comparison needs two groups`;
    throw new InvalidInputError('one-group', 'groups', detail);
  }
  const { rank } = rankTimes(times);
  const order = radixOrder(stratum ? [stratum, rank] : [rank], rank.length);

  const zeros = (): number[] => group.names.map(() => 0);
  const [n, observed, expected, atRisk] = [zeros(), zeros(), zeros(), zeros()];
  const covariance = group.names.map(zeros);
  const addEvents = (events: number, all: number): void => {
    const factor = all === 1 ? 0 : (events * (all - events)) / (all * all * (all - 1));
    for (const [row, here] of atRisk.entries()) {
      expected[row]! += (events * here) / all;
      for (let column = 0; column < row; column += 1) covariance[row]![column]! -= factor * here * atRisk[column]!;
    }
  };

  // From the last day back, so that each patient joins those at risk once.
  let [all, events] = [0, 0];
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const patient = order[place]!;
    const code = group.codes[patient]!;
    n[code]! += 1;
    atRisk[code]! += 1;
    all += 1;
    observed[code]! += statuses[patient]!;
    events += statuses[patient]!;
    const next = order[place - 1];
    const sameStratum = next !== undefined && stratum?.[next] === stratum?.[patient];
    if (sameStratum && rank[next] === rank[patient]) continue;
    if (events > 0) addEvents(events, all);
    events = 0;
    if (sameStratum) continue;
    atRisk.fill(0);
    all = 0;
  }

  for (const [row, values] of covariance.entries()) {
    for (let column = 0; column < row; column += 1) covariance[column]![row] = values[column]!;
  }
  for (const [row, values] of covariance.entries()) values[row] = values.reduce((rest, value) => rest - value, 0);
  return {
    groups: group.names.map((name, row) => ({
      name,
      n: n[row]!,
      observed: observed[row]!,
      expected: expected[row]!,
      variance: covariance[row]![row]!,
    })),
    covariance,
  };
}

/** The names in order of their characters, and for each patient the place of the own one. */
function encode(
  place: 'groups' | 'strata',
  labels: readonly string[],
  times: ArrayLike<number>,
): { readonly names: readonly string[]; readonly codes: Uint32Array } {
  checkLength(place, labels, times);
  const nameless = labels.findIndex((label) => !label);
  if (nameless >= 0) {
    const code = place === 'groups' ? 'invalid-group' : 'invalid-stratum';
    throw new InvalidInputError(code, `${place}[${nameless}]`, 'has no name; leave the patient out or give one');
  }
  const names = [...new Set(labels)].toSorted();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Uint32Array.from(labels, (label) => codeOf.get(label)!) };
}
