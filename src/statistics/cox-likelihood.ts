import { entryPlace, type Packed } from './cholesky.js';
import type { Likelihood } from './newton.js';
import type { RiskSets } from './risk-sets.js';
import { type DaySums, roundedOff, sumAtRisk } from './risk-sums.js';

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
  const days = sets.events.length;
  // Made once: room for a column takes longer to get than to fill.
  const rows = matrix.length / width;
  const [weight, expected] = [new Float64Array(rows), new Float64Array(rows)];
  const sums: DaySums = { all: new Float64Array(days * width), tied: new Float64Array(days * width) };
  const column = (): Float64Array => new Float64Array(days);
  const parts = { a: column(), b: column(), c: column(), d: column(), e: column() };
  const hazard = { before: column(), rest: column() };

  return (beta) => {
    weigh(sets, beta, weight);
    sumAtRisk(sets, weight, sums);
    const logarithms = divide(sums, sets, ties, parts);
    expectEvents(sets, weight, parts, hazard, expected);
    const moments = secondMoments(sets, expected);
    subtractMeans(moments, sums, parts, sets);
    // The ones are the last column: their row of the moments is the expected sums of the covariates.
    const ones = entryPlace(beta.length, 0);
    let logLikelihood = -logarithms;
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
  if (beta.every((log) => log === 0)) {
    weight.fill(1);
    return;
  }
  for (let row = 0, r = 0; row < weight.length; row += 4, r += 4 * width) {
    let [s, t, u, v] = [0, 0, 0, 0];
    for (let j = 0, at = r; j < beta.length; j++, at++) {
      const log = beta[j]!;
      s += log * matrix[at]!;
      t += log * matrix[at + width]!;
      u += log * matrix[at + 2 * width]!;
      v += log * matrix[at + 3 * width]!;
    }
    weight[row] = Math.exp(s);
    weight[row + 1] = Math.exp(t);
    weight[row + 2] = Math.exp(u);
    weight[row + 3] = Math.exp(v);
  }
}

/** Of each day, the coefficients of the sums and of their products. */
interface Quotients {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/**
 * Efron's k-th event of d finds the sums S - k/d T (T of the tied); Breslow's finds S. Their quotients are linear in
 * the sums, and the products of two quotients in the products of two sums, with these coefficients of each day.
 * Fills them in, and gives the sum of the logarithms.
 */
function divide({ all, tied }: DaySums, { events, width }: RiskSets, ties: Ties, { a, b, c, d, e }: Quotients): number {
  const efron = ties === 'efron';
  let [logarithms, product] = [0, 1];
  for (let day = 0, ones = width - 1; day < events.length; day++, ones += width) {
    const [deaths, atRisk, some] = [events[day]!, all[ones]!, tied[ones]!];
    const share = efron ? 1 / deaths : 0;
    let [sumA, sumB, sumC, sumD, sumE] = [0, 0, 0, 0, 0];
    for (let k = 0; k < deaths; k++) {
      const part = k * share;
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
  return logarithms + Math.log(product);
}

/** Of each row its weight times the baseline hazard of its days: the events it would have under these coefficients. */
function expectEvents(
  { stratum, entry, events, late }: RiskSets,
  weight: Float64Array,
  { a, b }: Quotients,
  { before, rest }: Readonly<Record<'before' | 'rest', Float64Array>>,
  expected: Float64Array,
): void {
  // The hazard before each day, and what its additions rounded off: a late entry takes a small difference of it.
  for (let day = 0; day < events.length; day++) {
    if (stratum[day] === stratum[day - 1]) {
      const [sum, term] = [before[day - 1]!, a[day - 1]!];
      before[day] = sum + term;
      rest[day] = rest[day - 1]! + roundedOff(sum, term, sum + term);
    }
    const [from, to, earlier] = [entry[day]!, entry[day + 1]!, before[day]!];
    const censored = from + events[day]!;
    const [hazard, tiedHazard] = [a[day]!, a[day]! - b[day]!];
    if (late) {
      for (let row = from; row < to; row++) {
        const first = late.firstDay[row]!;
        const since = earlier - before[first]! + (rest[day]! - rest[first]!);
        expected[row] = weight[row]! * (since + (row < censored ? tiedHazard : hazard));
      }
    } else {
      for (let row = from; row < censored; row++) expected[row] = weight[row]! * (earlier + tiedHazard);
      for (let row = censored; row < to; row++) expected[row] = weight[row]! * (earlier + hazard);
    }
  }
}

/** The sums of expected x column x column; four rows at once as above. */
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
