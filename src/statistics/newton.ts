import { cholesky, entryPlace, type Packed, solve } from './cholesky.js';

export interface Likelihood {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  /** Minus the second derivatives. */
  readonly information: Packed;
}

export interface Ascent {
  /** `flat`: the information has no inverse from `singular` on; `unfinished`: out of iterations, or no step climbs. */
  readonly ended: 'top' | 'flat' | 'unfinished';
  readonly first: Likelihood;
  /** score' information^-1 score at 0. */
  readonly scoreTest: number;
  readonly beta: Float64Array;
  readonly last: Likelihood;
  readonly factor: Packed;
  readonly singular: number | null;
  readonly step: Float64Array;
  readonly iterations: number;
}

/**
 * Newton-Raphson from 0 on a concave log likelihood; a step that would go down is halved. It is at the top when the next
 * step has next to nothing to gain: score' information^-1 score, which no change of units alters, is below 1e-16. That
 * step is taken into beta without another evaluation.
 */
export function ascend(
  likelihood: (beta: Float64Array) => Likelihood,
  first: Likelihood,
  maxIterations: number,
): Ascent {
  const floors = first.score.map((_, row) => SINGULAR * first.information[entryPlace(row, row)]!);
  let scoreTest = 0;
  let beta = new Float64Array(floors.length) as Float64Array;
  let step = beta;
  let last = first;
  for (let iterations = 0; ; iterations++) {
    const { factor, singular } = cholesky(last.information, floors);
    const end = (ended: Ascent['ended']): Ascent => {
      return { ended, first, scoreTest, beta, last, factor, singular, step, iterations };
    };
    if (singular !== null) return end('flat');
    step = solve(factor, last.score);
    const gain = dot(step, last.score);
    if (iterations === 0) scoreTest = gain;
    if (gain < TOP) {
      beta = sum(beta, step);
      return end('top');
    }
    const next = iterations < maxIterations ? climb(likelihood, beta, step, last) : null;
    if (!next) return end('unfinished');
    ({ beta, step, last } = next);
  }
}

/** The step, or the first of its halves that does not go down by more than rounding; overflow is NaN, and no climb. */
function climb(
  likelihood: (beta: Float64Array) => Likelihood,
  from: Float64Array,
  whole: Float64Array,
  { logLikelihood }: Likelihood,
): Pick<Ascent, 'beta' | 'step' | 'last'> | null {
  for (let part = 1; part > SHORTEST; part /= 2) {
    const step = whole.map((change) => change * part);
    const beta = sum(from, step);
    const last = likelihood(beta);
    if (last.logLikelihood >= logLikelihood - ROUNDING * Math.abs(logLikelihood)) return { beta, step, last };
  }
  return null;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, value, index) => total + value * b[index]!, 0);
const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, index) => value + b[index]!);

const TOP = 1e-16;
/** Of the information at 0: what is left of it below this is rounding. */
export const SINGULAR = 1e-10;
/** Of a log likelihood. */
const ROUNDING = 1e-12;
/** Of a step. */
const SHORTEST = 1e-12;
