import { entryPlace, solve } from './cholesky.js';
import type { Ascent } from './newton.js';
import type { Reason } from './reason.js';
import type { RiskSets } from './risk-sets.js';

/** Why an ascent has no estimate at its end; null where it has. */
export function faultOf(ascent: Ascent, names: readonly string[], spread: RiskSets['spread']): Reason | null {
  const { ended, iterations, singular, beta, step, first, last } = ascent;
  if (singular !== null && iterations === 0)
    return { code: 'collinear-covariates', text: repeats(ascent, singular, names) };

  // A monotone likelihood ends like an exponential: every step is as long as the one before, with ever less to gain; at
  // last rounding hides what there is to gain, and the steps end far out.
  const runaways = names.filter(
    (_, index) =>
      (ended !== 'unfinished' && reachOf(step, index) > MOVING) || (ended !== 'top' && reachOf(beta, index) > FAR_OUT),
  );
  if (runaways.length > 0) {
    return {
      code: 'separation',
      text:
        `${runaways.join(', ')}: the log likelihood settles at ${last.logLikelihood.toPrecision(7)} while the log hazard ratio ` +
        `runs off, by now to ${signed(beta, runaways)}, as where one side has no event at all; ` +
        'merge categories or leave it out, and compare the groups by the log-rank test',
    };
  }
  if (ended === 'top') return null;
  return {
    code: 'not-converged',
    text:
      `after ${iterations} iterations the log likelihood went from ${first.logLikelihood.toPrecision(7)} to ` +
      `${last.logLikelihood.toPrecision(7)} and the last step is still ${signed(step, names)}; ` +
      'look for extreme values of a covariate, or allow more iterations',
  };

  /** What it makes of the linear predictor between the lowest and the highest value. */
  function reachOf(change: Float64Array, index: number): number {
    const { range, deviation } = spread[index]!;
    return (Math.abs(change[index]!) * range) / deviation;
  }
  function signed(change: Float64Array, which: readonly string[]): string {
    const own = (index: number): string => (change[index]! / spread[index]!.deviation).toExponential(2);
    return names.flatMap((name, index) => (which.includes(name) ? [`${name} ${own(index)}`] : [])).join(', ');
  }
}

/** Where there is nothing to gain, a coefficient that still moves this far would have a standard error of a million. */
const MOVING = 0.01;
/** A hazard ratio of 10^13 between the lowest and the highest value. */
const FAR_OUT = 30;

/** Which of the covariates before it make up the singular one. */
function repeats({ last, factor }: Ascent, singular: number, names: readonly string[]): string {
  const parts = solve(factor, last.information.slice(entryPlace(singular, 0), entryPlace(singular, singular)));
  const others = names.filter((_, index) => Math.abs(parts[index] ?? 0) > 1e-4);
  return `${names[singular]} is a linear combination of ${others.join(', ')} in those at risk; leave one of them out`;
}
