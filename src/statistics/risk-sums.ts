import type { RiskSets } from './risk-sets.js';

/** Of each day, for each column, the sum of weight x column over those at risk and over its events among them. */
export interface DaySums {
  readonly all: Float64Array;
  readonly tied: Float64Array;
}

/** Fills in the sums of these weights: one sweep from the last day back. */
export function sumAtRisk(sets: RiskSets, weight: Float64Array, { all, tied }: DaySums): void {
  const { width, stratum, entry, events } = sets;
  all.fill(0);
  tied.fill(0);
  for (let day = events.length - 1; day >= 0; day--) {
    const at = day * width;
    const [from, to] = [entry[day]!, entry[day + 1]!];
    const censored = from + events[day]!;
    addRows(sets, weight, from, censored, tied, at);
    addRows(sets, weight, censored, to, all, at);
    for (let j = at; j < at + width; j++) all[j]! += tied[j]!;
    if (stratum[day] !== stratum[day + 1]) continue;
    for (let j = at; j < at + width; j++) all[j]! += all[j + width]!;
  }
  if (sets.late) sumLate(sets, sets.late, weight, all);
}

/** To the sums from a place on; four rows at once, for a sum is slow to store and to load again. */
function addRows(
  { matrix, width }: RiskSets,
  weight: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
): void {
  let row = from;
  for (; row + 3 < to; row += 4) {
    const [x, y, z, w] = [weight[row]!, weight[row + 1]!, weight[row + 2]!, weight[row + 3]!];
    for (let j = 0, r = row * width; j < width; j++, r++) {
      sums[at + j]! +=
        x * matrix[r]! + y * matrix[r + width]! + (z * matrix[r + 2 * width]! + w * matrix[r + 3 * width]!);
    }
  }
  for (; row < to; row++) {
    for (let j = 0, r = row * width; j < width; j++, r++) sums[at + j]! += weight[row]! * matrix[r]!;
  }
}

/** The same of those at risk where rows come late, and so leave the sweep again. */
function sumLate(
  { matrix, width, stratum, entry, events }: RiskSets,
  { firstDay, byFirstDay }: NonNullable<RiskSets['late']>,
  weight: Float64Array,
  all: Float64Array,
): void {
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
}

/** What is missing from the rounded total of a and b (Knuth's two-sum). */
export function roundedOff(a: number, b: number, total: number): number {
  const added = total - a;
  return a - (total - added) + (b - added);
}
