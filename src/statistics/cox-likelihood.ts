import { entryPlace, type Packed } from './cholesky.js';
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
  const { matrix, width, observed } = sets;
  // Made once: room for a column takes longer to get than to fill.
  const rows = matrix.length / width;
  const [weight, expected] = [new Float64Array(rows), new Float64Array(rows)];

  return (beta) => {
    weigh(sets, beta, weight);
    const sums = riskSums(sets, weight);
    const parts = quotients(sums, sets, ties);
    expectEvents(sets, weight, parts, expected);
    const moments = secondMoments(sets, expected);
    subtractMeans(moments, sums, parts, sets);
    // The ones are the last column: their row of the moments is the expected sums of the covariates.
    const ones = entryPlace(beta.length, 0);
    let logLikelihood = -parts.logarithms;
    for (const [j, sum] of observed.entries()) logLikelihood += beta[j]! * sum;
    return {
      logLikelihood,
      score: observed.map((sum, j) => sum - moments[ones + j]!),
      information: moments.subarray(0, ones),
    };
  };
}

/** Hazard ratios of the rows to a row of means. */
function weigh({ matrix, width }: RiskSets, beta: Float64Array, weight: Float64Array): void {
  for (let row = 0, at = 0; row < weight.length; row++, at += width) {
    let log = 0;
    for (let j = 0; j < beta.length; j++) log += beta[j]! * matrix[at + j]!;
    weight[row] = Math.exp(log);
  }
}

/** Of each day, for each column, the sum of weight x column over those at risk and over its events among them. */
interface DaySums {
  readonly all: Float64Array;
  readonly tied: Float64Array;
}

/** One sweep from the last day back. */
function riskSums(sets: RiskSets, weight: Float64Array): DaySums {
  const { matrix, width, stratum, entry, events } = sets;
  const [all, tied] = [new Float64Array(events.length * width), new Float64Array(events.length * width)];
  for (let day = events.length - 1; day >= 0; day--) {
    const last = stratum[day] !== stratum[day + 1];
    const [from, to] = [entry[day]!, entry[day + 1]!];
    const censored = from + events[day]!;
    for (let j = 0, at = day * width; j < width; j++, at++) {
      let come = 0;
      for (let row = from; row < censored; row++) come += weight[row]! * matrix[row * width + j]!;
      tied[at] = come;
      for (let row = censored; row < to; row++) come += weight[row]! * matrix[row * width + j]!;
      all[at] = last ? come : all[at + width]! + come;
    }
  }
  return { all: sets.late ? lateSums(sets, sets.late, weight) : all, tied };
}

/** The same of those at risk where rows come late, and so leave the sweep again. */
function lateSums(
  { matrix, width, stratum, entry, events }: RiskSets,
  { firstDay, byFirstDay }: NonNullable<RiskSets['late']>,
  weight: Float64Array,
): Float64Array {
  const all = new Float64Array(events.length * width);
  // What additions round off is kept apart: a large weight that leaves would take the small ones that stay with it.
  const [sums, rests] = [new Float64Array(width), new Float64Array(width)];
  let leaving = 0;
  for (let day = events.length - 1; day >= 0; day--) {
    const [from, to] = [entry[day]!, entry[day + 1]!];
    if (stratum[day] !== stratum[day + 1]) {
      sums.fill(0);
      rests.fill(0);
      leaving = to;
    }
    let staying = leaving;
    while (staying > 0 && firstDay[byFirstDay[staying - 1]!]! > day) staying--;
    for (let j = 0; j < width; j++) {
      let [sum, rest] = [sums[j]!, rests[j]!];
      for (let row = from; row < to; row++) {
        const term = weight[row]! * matrix[row * width + j]!;
        const next = sum + term;
        rest += roundedOff(sum, term, next);
        sum = next;
      }
      for (let place = staying; place < leaving; place++) {
        const row = byFirstDay[place]!;
        const term = -weight[row]! * matrix[row * width + j]!;
        const next = sum + term;
        rest += roundedOff(sum, term, next);
        sum = next;
      }
      sums[j] = sum;
      rests[j] = rest;
      all[day * width + j] = sum + rest;
    }
    leaving = staying;
  }
  return all;
}

/** What is missing from the rounded total of a and b (Knuth's two-sum). */
function roundedOff(a: number, b: number, total: number): number {
  const added = total - a;
  return a - (total - added) + (b - added);
}

/** Of each day, the coefficients of the sums and of their products. */
interface Quotients {
  readonly logarithms: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/**
 * Efron's k-th event of d finds the sums S - k/d T (T of the tied); Breslow's finds S. Their quotients are linear in
 * the sums, and the products of two quotients in the products of two sums, with these coefficients of each day.
 */
function quotients({ all, tied }: DaySums, { events, width }: RiskSets, ties: Ties): Quotients {
  const days = events.length;
  const [a, b, c] = [new Float64Array(days), new Float64Array(days), new Float64Array(days)];
  const [d, e] = [new Float64Array(days), new Float64Array(days)];
  const efron = ties === 'efron';
  let [logarithms, product] = [0, 1];
  for (let day = 0, ones = width - 1; day < days; day++, ones += width) {
    const [deaths, atRisk, some] = [events[day]!, all[ones]!, efron ? tied[ones]! : 0];
    let [sumA, sumB, sumC, sumD, sumE] = [0, 0, 0, 0, 0];
    for (let k = 0; k < deaths; k++) {
      const part = efron ? k / deaths : 0;
      const sum = atRisk - part * some;
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
  { a, b }: Quotients,
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

/** The sums of expected x column x column; four rows at once, for a running sum is slow to store and to load again. */
function secondMoments({ matrix, width }: RiskSets, expected: Float64Array): Packed {
  const moments = new Float64Array(entryPlace(width, 0));
  for (let row = 0, r = 0; row < expected.length; row += 4, r += 4 * width) {
    const [s, t, u] = [r + width, r + 2 * width, r + 3 * width];
    for (let j = 0, at = 0; j < width; j++) {
      const x = expected[row]! * matrix[r + j]!;
      const y = expected[row + 1]! * matrix[s + j]!;
      const z = expected[row + 2]! * matrix[t + j]!;
      const w = expected[row + 3]! * matrix[u + j]!;
      for (let k = 0; k <= j; k++, at++) {
        moments[at]! += x * matrix[r + k]! + y * matrix[s + k]! + (z * matrix[t + k]! + w * matrix[u + k]!);
      }
    }
  }
  return moments;
}

/** From the moments of the covariates the products of their means among those at risk, event by event. */
function subtractMeans(moments: Packed, { all, tied }: DaySums, { c, d, e }: Quotients, { width }: RiskSets): void {
  for (let day = 0, s = 0; day < c.length; day++, s += width) {
    for (let j = 0, at = 0; j < width - 1; j++) {
      const y = c[day]! * all[s + j]! - d[day]! * tied[s + j]!;
      const z = d[day]! * all[s + j]! - e[day]! * tied[s + j]!;
      for (let k = 0; k <= j; k++, at++) moments[at]! -= y * all[s + k]! - z * tied[s + k]!;
    }
  }
}
