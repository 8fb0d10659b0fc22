import type { Likelihood } from './newton.js';
import type { RiskSets } from './risk-sets.js';

export const TIES = ['efron', 'breslow'] as const;
/** What the events of one day find at risk: those of the day leave it one by one, in no order (Efron), or all at the end. */
export type Ties = (typeof TIES)[number];

/**
 * Cox's partial log likelihood with its first and second derivatives, as a function of the coefficients of the
 * standardised covariates; linear in the rows.
 * Sources: Cox, J R Stat Soc B 1972;34:187-220; Efron, J Am Stat Assoc 1977;72:557-65; Breslow, Biometrics 1974;30:89-99.
 */
export function partialLikelihood(sets: RiskSets, ties: Ties): (beta: Float64Array) => Likelihood {
  const { values, observed, events } = sets;
  // Made once: room for a column takes longer to get than to fill.
  const rows = values[0]!.length;
  const [weight, expected, ones] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows).fill(1)];

  return (beta) => {
    weigh(values, beta, weight);
    const sums = values.map((column) => riskSums(sets, weight, column));
    const { logarithms, a, b, c, d, e } = quotients(riskSums(sets, weight, ones), events, ties);

    let logLikelihood = -logarithms;
    for (const [j, sum] of observed.entries()) logLikelihood += beta[j]! * sum;
    expectEvents(sets, weight, a, b, expected);
    const score = new Float64Array(values.length);
    const information = values.flatMap((column, j) => {
      score[j] = observed[j]! - weightedProduct(expected, column, ones);
      return values.slice(0, j + 1).map((other, k) => {
        const [{ all: sJ, tied: tJ }, { all: sK, tied: tK }] = [sums[j]!, sums[k]!];
        let sum = weightedProduct(expected, column, other);
        for (let day = 0; day < events.length; day++) {
          sum -= (c[day]! * sJ[day]! - d[day]! * tJ[day]!) * sK[day]!;
          sum += (d[day]! * sJ[day]! - e[day]! * tJ[day]!) * tK[day]!;
        }
        return sum;
      });
    });
    return { logLikelihood, score, information: Float64Array.from(information) };
  };
}

/** Hazard ratios of the rows to a row of means. */
function weigh(values: readonly Float64Array[], beta: Float64Array, weight: Float64Array): void {
  weight.fill(0);
  for (const [j, column] of values.entries()) {
    const log = beta[j]!;
    for (let row = 0; row < weight.length; row++) weight[row]! += log * column[row]!;
  }
  for (let row = 0; row < weight.length; row++) weight[row] = Math.exp(weight[row]!);
}

/** Of each day, over those at risk and over its events among them. */
interface DaySums {
  readonly all: Float64Array;
  readonly tied: Float64Array;
}

/** The sums of weight x column over those at risk on each day: one sweep from the last day back. */
function riskSums(sets: RiskSets, weight: Float64Array, column: Float64Array): DaySums {
  const { stratum, entry, events } = sets;
  const days = events.length;
  const [all, tied] = [new Float64Array(days), new Float64Array(days)];
  let sum = 0;
  for (let day = days - 1; day >= 0; day--) {
    if (stratum[day] !== stratum[day + 1]) sum = 0;
    const censored = entry[day]! + events[day]!;
    let some = 0;
    for (let row = entry[day]!; row < censored; row++) some += weight[row]! * column[row]!;
    let come = some;
    for (let row = censored; row < entry[day + 1]!; row++) come += weight[row]! * column[row]!;
    sum += come;
    all[day] = sum;
    tied[day] = some;
  }
  return { all: sets.late ? lateSums(sets, sets.late, weight, column) : all, tied };
}

/** The same where rows come late, and so leave the sweep again. */
function lateSums(
  { stratum, entry, events }: RiskSets,
  { firstDay, byFirstDay }: NonNullable<RiskSets['late']>,
  weight: Float64Array,
  column: Float64Array,
): Float64Array {
  const all = new Float64Array(events.length);
  // What additions round off is kept apart: a large weight that leaves would take the small ones that stay with it.
  let [sum, rest, leaving] = [0, 0, 0];
  const add = (term: number): void => {
    const next = sum + term;
    rest += roundedOff(sum, term, next);
    sum = next;
  };
  for (let day = events.length - 1; day >= 0; day--) {
    const next = entry[day + 1]!;
    if (stratum[day] !== stratum[day + 1]) [sum, rest, leaving] = [0, 0, next - 1];
    for (let row = entry[day]!; row < next; row++) add(weight[row]! * column[row]!);
    for (; leaving >= 0; leaving--) {
      const row = byFirstDay[leaving]!;
      if (firstDay[row]! <= day) break;
      add(-weight[row]! * column[row]!);
    }
    all[day] = sum + rest;
  }
  return all;
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
    const [deaths, some] = [events[day]!, ties === 'efron' ? tied[day]! : 0];
    let [sumA, sumB, sumC, sumD, sumE] = [0, 0, 0, 0, 0];
    for (let k = 0; k < deaths; k++) {
      const part = ties === 'efron' ? k / deaths : 0;
      const sum = all[day]! - part * some;
      const inverse = 1 / sum;
      const square = inverse * inverse;
      sumA += inverse;
      sumB += part * inverse;
      sumC += square;
      sumD += part * square;
      sumE += part * part * square;
      // One logarithm serves many sums.
      product *= sum;
      if (product > 1e-150 && product < 1e150) continue;
      logarithms += Math.log(product);
      product = 1;
    }
    a[day] = sumA;
    b[day] = sumB;
    c[day] = sumC;
    d[day] = sumD;
    e[day] = sumE;
  }
  return { logarithms: logarithms + Math.log(product), a, b, c, d, e };
}

/** Of each row its weight times the baseline hazard of its days: the events it would have under these coefficients. */
function expectEvents(
  { stratum, entry, events, late }: RiskSets,
  weight: Float64Array,
  a: Float64Array,
  b: Float64Array,
  expected: Float64Array,
): void {
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
}

function weightedProduct(weight: Float64Array, x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < weight.length; row++) sum += weight[row]! * x[row]! * y[row]!;
  return sum;
}
