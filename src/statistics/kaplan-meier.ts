import { firstIndex } from './bisection.js';
import { InvalidInputError } from './invalid-input.js';
import { Z_95 } from './normal.js';
import { checkTimes, rankTimes } from './survival-times.js';

export const LIMITS = ['log-log', 'log', 'plain'] as const;
/** The scale on which the limits of a survival are symmetric. R's own default is `log`. */
export type Limits = (typeof LIMITS)[number];

/** The curve from one distinct time up to the next. */
export interface Step {
  /** Whole days. */
  readonly time: number;
  /** Patients whose time is this one or later. */
  readonly atRisk: number;
  readonly events: number;
  /** They leave after the events of the same time. */
  readonly censored: number;
  readonly survival: number;
  /** Greenwood; null where the survival is 0. */
  readonly standardError: number | null;
  /** 95% limits; null where the survival is 0 or 1. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A time at which a curve reaches a height, in days (half days where it is a midpoint); null where it is not reached. */
export interface Quantile {
  readonly time: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface KaplanMeier {
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  readonly limits: Limits;
  /** One a distinct time, censoring alone included; empty where n is 0. */
  readonly steps: readonly Step[];
  readonly median: Quantile;
}

/** The survival at a time that was asked for. */
export interface SurvivalAt extends Omit<Step, 'survival' | 'events' | 'censored'> {
  /** Null where there is no patient at all. */
  readonly survival: number | null;
  /** True past the last observation: nobody is at risk any more and the value is that of the last step. */
  readonly carried: boolean;
}

/**
 * The product-limit estimate with Greenwood's standard error and pointwise 95% limits, as R's `survfit`.
 * The input may stand in any order: the same patients give the same bits.
 * Sources: Kaplan & Meier, J Am Stat Assoc 1958;53:457-81; Brookmeyer & Crowley, Biometrics 1982;38:29-41 (median).
 * @param times whole days from time zero, 0 allowed
 * @param statuses 1 event, 0 censored
 * @throws InvalidInputError for a negative or fractional time, another status, or lists of different lengths
 */
export function kaplanMeier(
  times: ArrayLike<number>,
  statuses: ArrayLike<number>,
  limits: Limits = 'log-log',
): KaplanMeier {
  checkTimes(times, statuses);
  const { days, rank } = rankTimes(times);
  const leaving = new Uint32Array(days.length);
  const having = new Uint32Array(days.length);
  for (let patient = 0; patient < rank.length; patient += 1) {
    const place = rank[patient]!;
    leaving[place]! += 1;
    having[place]! += statuses[patient]!;
  }

  const atRisk = new Uint32Array(days.length);
  for (let place = days.length - 1, later = 0; place >= 0; place -= 1) atRisk[place] = later += leaving[place]!;
  return productLimit(days, { atRisk, leaving, having }, limits);
}

/** Of each distinct time: who is at risk, who leaves at it with an event or without, and who of these with one. */
export interface RiskSets {
  readonly atRisk: ArrayLike<number>;
  readonly leaving: ArrayLike<number>;
  readonly having: ArrayLike<number>;
}

/** The curve over risk sets that are counted already, one a day, days ascending. */
export function productLimit(days: ArrayLike<number>, sets: RiskSets, limits: Limits): KaplanMeier {
  const steps: Step[] = [];
  let n = 0;
  let allEvents = 0;
  let survival = 1;
  let hazardVariance = 0;
  for (let place = 0; place < days.length; place += 1) {
    const atRisk = sets.atRisk[place]!;
    const events = sets.having[place]!;
    survival *= (atRisk - events) / atRisk;
    // Infinite where nobody is left; then the survival is 0 and there is no error to state.
    hazardVariance += events / (atRisk * (atRisk - events));
    const logError = Math.sqrt(hazardVariance);
    const standardError = survival === 0 ? null : survival * logError;
    const [lower, upper] = around(survival, logError, limits);
    const censored = sets.leaving[place]! - events;
    steps.push({ time: days[place]!, atRisk, events, censored, survival, standardError, lower, upper });
    n += events + censored;
    allEvents += events;
  }
  return { n, events: allEvents, censored: n - allEvents, limits, steps, median: quantile(steps, 0.5) };
}

/**
 * The first time at which at most 1 - p survive, with the same inversion of the pointwise limits. Where a curve is
 * level with 1 - p (to 1e-9), the midpoint of that time and the next one at which it falls below, if it does.
 * @param p the part of the patients that has had the event, between 0 and 1 exclusive: 0.5 for the median
 * @throws InvalidInputError for another p
 */
export function quantile(steps: readonly Step[], p: number): Quantile {
  if (!(p > 0 && p < 1)) throw new InvalidInputError('invalid-probability', 'p', `${p} is not between 0 and 1`);
  const reached = (height: (step: Step) => number | null): number | null => {
    const level = (step: Step): number => ((height(step) ?? Infinity) - (1 - p)) / (1 - p);
    // Step by step: unlike the curve, an upper limit can rise again.
    const step = steps.find((step) => level(step) <= TOLERANCE);
    if (!step) return null;
    const below = steps.find((later) => level(later) < -TOLERANCE);
    return below ? (step.time + below.time) / 2 : step.time;
  };
  return {
    time: reached((step) => step.survival),
    lower: reached((step) => step.lower),
    upper: reached((step) => step.upper),
  };
}

/** A product that should be 0.5 can come out as 0.49999999999999994. */
const TOLERANCE = 1e-9;

/** The survival, its limits and the number at risk at each of the given times, in days: an event counts from its own day on. */
export function survivalAt(steps: readonly Step[], times: readonly number[]): readonly SurvivalAt[] {
  return times.map((time) => {
    const { survival, standardError, lower, upper } = steps[firstFrom(steps, (step) => step.time > time) - 1] ?? {
      survival: steps.length > 0 ? 1 : null,
      standardError: steps.length > 0 ? 0 : null,
      lower: null,
      upper: null,
    };
    const atRisk = atRiskAt(steps, time);
    return { time, atRisk, survival, standardError, lower, upper, carried: atRisk === 0 };
  });
}

/** How many have their event or censoring at each of the given times or later, in days; n at time 0. */
export function numbersAtRisk(steps: readonly Step[], times: readonly number[]): readonly number[] {
  return times.map((time) => atRiskAt(steps, time));
}

const atRiskAt = (steps: readonly Step[], time: number): number =>
  steps[firstFrom(steps, (step) => step.time >= time)]?.atRisk ?? 0;

const firstFrom = (steps: readonly Step[], holds: (step: Step) => boolean): number =>
  firstIndex(steps.length, (index) => holds(steps[index]!));

/** Lower and upper limit of a probability whose logarithm has that standard error. */
export function around(probability: number, logError: number, limits: Limits): readonly [number | null, number | null] {
  if (probability === 0 || probability === 1) return [null, null];
  const reach = Z_95 * logError;
  if (limits === 'log-log') {
    const ratio = Math.exp(-reach / Math.log(probability));
    return [probability ** ratio, probability ** (1 / ratio)];
  }
  const [lower, upper] =
    limits === 'log'
      ? [probability * Math.exp(-reach), probability * Math.exp(reach)]
      : [probability * (1 - reach), probability * (1 + reach)];
  return [Math.max(0, lower), Math.min(1, upper)];
}
