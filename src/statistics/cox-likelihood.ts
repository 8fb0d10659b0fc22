import type { Likelihood } from './newton.js';
import type { RiskSets } from './risk-sets.js';

export const TIES = ['efron', 'breslow'] as const;
/** What the events of one day find at risk: those of the day leave it one by one, in no order (Efron), or all at the end. */
export type Ties = (typeof TIES)[number];

/**
 * Cox's partial log likelihood with its first and second derivatives in the coefficients of the standardised covariates;
 * linear in the rows.
 * Sources: Cox, J R Stat Soc B 1972;34:187-220; Efron, J Am Stat Assoc 1977;72:557-65; Breslow, Biometrics 1974;30:89-99.
 */
export function partialLikelihood(sets: RiskSets, beta: Float64Array, ties: Ties): Likelihood {
  const { values, observed, events } = sets;
  const weight = weights(values, beta);
  const ones = riskSums(sets, weight, null);
  const sums = values.map((column) => riskSums(sets, weight, column));
  const { logarithms, a, b, c, d, e } = quotients(ones, events, ties);

  let logLikelihood = -logarithms;
  for (const [j, sum] of observed.entries()) logLikelihood += beta[j]! * sum;
  const expected = expectedEvents(sets, weight, a, b);
  const score = Float64Array.from(values, (column, j) => observed[j]! - weightedProduct(expected, column, null));
  const information = values.flatMap((column, j) =>
    values.slice(0, j + 1).map((other, k) => {
      const [{ all: sJ, tied: tJ }, { all: sK, tied: tK }] = [sums[j]!, sums[k]!];
      let sum = weightedProduct(expected, column, other);
      for (let day = 0; day < events.length; day++) {
        sum -= (c[day]! * sJ[day]! - d[day]! * tJ[day]!) * sK[day]!;
        sum += (d[day]! * sJ[day]! - e[day]! * tJ[day]!) * tK[day]!;
      }
      return sum;
    }),
  );
  return { logLikelihood, score, information: Float64Array.from(information) };
}

/** Hazard ratios of the rows to a row of means. */
function weights(values: readonly Float64Array[], beta: Float64Array): Float64Array {
  const weight = new Float64Array(values[0]!.length);
  for (const [j, column] of values.entries()) {
    for (let row = 0; row < weight.length; row++) weight[row]! += beta[j]! * column[row]!;
  }
  for (let row = 0; row < weight.length; row++) weight[row] = Math.exp(weight[row]!);
  return weight;
}

/** Of each day, over those at risk and over its events among them. */
interface DaySums {
  readonly all: Float64Array;
  readonly tied: Float64Array;
}

/** The sums of weight, or of weight x column: one sweep from the last day back. */
function riskSums(
  { stratum, entry, events, late }: RiskSets,
  weight: Float64Array,
  column: Float64Array | null,
): DaySums {
  const days = events.length;
  const [all, tied] = [new Float64Array(days), new Float64Array(days)];
  const of = (row: number): number => (column ? weight[row]! * column[row]! : weight[row]!);
  // What additions round off is kept apart: a large weight that leaves would take the small ones that stay with it.
  let [sum, rest, leaving] = [0, 0, 0];
  const add = (term: number): void => {
    const total = sum + term;
    rest += roundedOff(sum, term, total);
    sum = total;
  };
  for (let day = days - 1; day >= 0; day--) {
    const next = entry[day + 1]!;
    const censored = entry[day]! + events[day]!;
    if (stratum[day] !== stratum[day + 1]) [sum, rest, leaving] = [0, 0, next - 1];
    let some = 0;
    for (let row = entry[day]!; row < censored; row++) some += of(row);
    if (late) {
      for (let row = entry[day]!; row < next; row++) add(of(row));
      for (; leaving >= 0; leaving--) {
        const row = late.byFirstDay[leaving]!;
        if (late.firstDay[row]! <= day) break;
        add(-of(row));
      }
    } else {
      let come = some;
      for (let row = censored; row < next; row++) come += of(row);
      sum += come;
    }
    all[day] = sum + rest;
    tied[day] = some;
  }
  return { all, tied };
}

/** What is missing from the rounded total of a and b (Knuth's two-sum). */
function roundedOff(a: number, b: number, total: number): number {
  const added = total - a;
  return a - (total - added) + (b - added);
}

/**
 * Efron's k-th event of d finds the sums S - k/d T (T of the tied); Breslow's finds S. Their quotients are linear in
 * the sums, and the products of two quotients in the products of two sums, with these coefficients of each day.
 */
function quotients({ all, tied }: DaySums, events: Uint32Array, ties: Ties) {
  const days = events.length;
  const [a, b, c] = [new Float64Array(days), new Float64Array(days), new Float64Array(days)];
  const [d, e] = [new Float64Array(days), new Float64Array(days)];
  let [logarithms, product] = [0, 1];
  for (let day = 0; day < days; day++) {
    for (let k = 0; k < events[day]!; k++) {
      const part = ties === 'efron' ? k / events[day]! : 0;
      const sum = all[day]! - part * tied[day]!;
      const inverse = 1 / sum;
      a[day]! += inverse;
      b[day]! += part * inverse;
      c[day]! += inverse * inverse;
      d[day]! += part * inverse * inverse;
      e[day]! += part * part * inverse * inverse;
      // One logarithm serves many sums.
      product *= sum;
      if (product > 1e-150 && product < 1e150) continue;
      logarithms += Math.log(product);
      product = 1;
    }
  }
  return { logarithms: logarithms + Math.log(product), a, b, c, d, e };
}

/** Of each row its weight times the baseline hazard of its days: the events it would have under these coefficients. */
function expectedEvents(
  { stratum, entry, events, late }: RiskSets,
  weight: Float64Array,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  const expected = new Float64Array(weight.length);
  // The hazard before each day, and what its additions rounded off: a late entry takes a small difference of it.
  const [before, rest] = [new Float64Array(events.length), new Float64Array(events.length)];
  for (let day = 0; day < events.length; day++) {
    if (stratum[day] === stratum[day - 1]) {
      const [sum, term] = [before[day - 1]!, a[day - 1]!];
      before[day] = sum + term;
      rest[day] = rest[day - 1]! + roundedOff(sum, term, sum + term);
    }
    const censored = entry[day]! + events[day]!;
    for (let row = entry[day]!; row < entry[day + 1]!; row++) {
      const first = late ? late.firstDay[row]! : day;
      const earlier = late ? before[day]! - before[first]! + (rest[day]! - rest[first]!) : before[day]!;
      expected[row] = weight[row]! * (earlier + (row < censored ? a[day]! - b[day]! : a[day]!));
    }
  }
  return expected;
}

function weightedProduct(weight: Float64Array, x: Float64Array, y: Float64Array | null): number {
  let sum = 0;
  for (let row = 0; row < weight.length; row++) sum += weight[row]! * x[row]! * (y ? y[row]! : 1);
  return sum;
}
