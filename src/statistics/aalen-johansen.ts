import { firstIndex } from './bisection.js';
import { InvalidInputError } from './invalid-input.js';
import { around, type Limits } from './kaplan-meier.js';
import { checkLength, checkTimes, rankTimes } from './survival-times.js';

/** One cause from one distinct time up to the next. */
export interface CauseStep {
  readonly events: number;
  /** The probability of an event of this cause by then, the other causes standing in its way. */
  readonly incidence: number;
  /** Delta method; null where the incidence is 1. */
  readonly standardError: number | null;
  /** 95% limits; null where the incidence is 0 or 1. */
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface IncidenceStep {
  /** Whole days. */
  readonly time: number;
  /** Patients whose time is this one or later. */
  readonly atRisk: number;
  /** They leave after the events of the same time. */
  readonly censored: number;
  /** The probability of no event of any cause: with the incidences it adds up to 1. */
  readonly eventFree: number;
  /** Cause 1 first. */
  readonly causes: readonly CauseStep[];
}

export interface AalenJohansen {
  readonly n: number;
  /** Of each cause, cause 1 first. */
  readonly events: readonly number[];
  readonly censored: number;
  readonly limits: Limits;
  /** One a distinct time, censoring alone included; empty where n is 0. */
  readonly steps: readonly IncidenceStep[];
}

/**
 * The cumulative incidence of each cause where one event forestalls the others, as R's `survfit` of a factor.
 * The input may stand in any order: the same patients give the same bits.
 * Sources: Aalen & Johansen, Scand J Stat 1978;5:141-50; Coviello & Boggess, Stata J 2004;4:103-12 (standard error).
 * @param times whole days from time zero, 0 allowed
 * @param causes 0 censored, otherwise the cause of the event, from 1
 * @param limits scale on which the limits are symmetric; R's own default is `log`
 * @param causeCount how many causes there are, where the last may not occur
 * @throws InvalidInputError for a negative or fractional time or cause, more than 100 causes, or lists of different lengths
 */
export function aalenJohansen(
  times: ArrayLike<number>,
  causes: ArrayLike<number>,
  limits: Limits = 'log-log',
  causeCount = lastOf(causes),
): AalenJohansen {
  checkCauses(times, causes, causeCount);
  const { days, rank } = rankTimes(times);
  const n = times.length;
  // A row a day: the censorings, then the events of each cause.
  const width = 1 + causeCount;
  const counts = new Uint32Array(days.length * width);
  for (let patient = 0; patient < n; patient += 1) counts[rank[patient]! * width + causes[patient]!]! += 1;

  const curves = Array.from({ length: causeCount }, () => new Incidence());
  const steps: IncidenceStep[] = [];
  let atRisk = n;
  let eventFree = 1;
  for (let day = 0; day < days.length; day += 1) {
    const censored = counts[day * width]!;
    let ofAnyCause = 0;
    for (let cause = 1; cause < width; cause += 1) ofAnyCause += counts[day * width + cause]!;
    const after = eventFree * ((atRisk - ofAnyCause) / atRisk);
    for (const [k, curve] of curves.entries()) {
      curve.add({ events: counts[day * width + 1 + k]!, ofAnyCause, atRisk, eventFree, after });
    }
    eventFree = after;
    steps.push({ time: days[day]!, atRisk, censored, eventFree, causes: curves.map((curve) => curve.step(limits)) });
    atRisk -= ofAnyCause + censored;
  }
  const events = curves.map((curve) => curve.allEvents);
  return { n, events, censored: n - events.reduce((sum, count) => sum + count, 0), limits, steps };
}

/** The incidences on a day that was asked for; the events are those of the last step. */
export interface IncidenceAt extends Omit<IncidenceStep, 'censored'> {
  /** True past the last observation: nobody is at risk any more and the values are those of the last step. */
  readonly carried: boolean;
}

/** The incidences and the number at risk on each of the given days: an event counts from its own day on. Empty where n is 0. */
export function incidenceAt({ n, events, steps }: AalenJohansen, days: readonly number[]): readonly IncidenceAt[] {
  if (n === 0) return [];
  const none = { events: 0, incidence: 0, standardError: 0, lower: null, upper: null };
  return days.map((time) => {
    const before = steps[firstIndex(steps.length, (index) => steps[index]!.time > time) - 1];
    const atRisk = steps[firstIndex(steps.length, (index) => steps[index]!.time >= time)]?.atRisk ?? 0;
    const causes = before?.causes ?? events.map(() => none);
    return { time, atRisk, eventFree: before?.eventFree ?? 1, causes, carried: atRisk === 0 };
  });
}

/** The events of one cause and of any at one time, among those at risk, and the probability of none until and after it. */
interface Counted {
  readonly events: number;
  readonly ofAnyCause: number;
  readonly atRisk: number;
  readonly eventFree: number;
  readonly after: number;
}

/**
 * The incidence F of one cause, and the three sums of its variance by the delta method. With r the rise of F since an earlier
 * time j, and S its event-free probability just before: var F = sum r^2 d/(n(n-d)) + sum S^2 (d_k/n^2)(n-d_k)/n - 2 sum r S d_k/n^2.
 * Every rise grows by that of the new time: what the sums need is carried along, so that a time costs the same however many came before.
 */
class Incidence {
  allEvents = 0;
  private events = 0;
  private ofOtherCauses = 0;
  private incidence = 0;
  /** Sums over the earlier times of d/(n(n-d)) times 1, r and r^2. */
  private hazard = 0;
  private hazardRise = 0;
  private hazardRise2 = 0;
  /** Of S d_k/n^2 times 1 and r. */
  private entry = 0;
  private entryRise = 0;
  private own = 0;

  add({ events, ofAnyCause, atRisk, eventFree, after }: Counted): void {
    const rise = (eventFree * events) / atRisk;
    this.hazardRise2 += rise * (2 * this.hazardRise + rise * this.hazard);
    this.hazardRise += rise * this.hazard;
    this.entryRise += rise * this.entry;
    // Infinite where nobody is left; then no time follows at which it would matter.
    this.hazard += ofAnyCause / (atRisk * (atRisk - ofAnyCause));
    this.entry += rise / atRisk;
    this.own += (rise * eventFree * (atRisk - events)) / atRisk ** 2;
    this.ofOtherCauses += ofAnyCause - events;
    // Alone so far, it is what the event-free leave, to the last bit: exactly 1 in the end.
    this.incidence = this.ofOtherCauses === 0 ? 1 - after : this.incidence + rise;
    this.events = events;
    this.allEvents += events;
  }

  step(limits: Limits): CauseStep {
    const { events, incidence } = this;
    const error = Math.sqrt(this.hazardRise2 + this.own - 2 * this.entryRise);
    const [lower, upper] = around(incidence, error / incidence, limits);
    return { events, incidence, standardError: incidence === 1 ? null : error, lower, upper };
  }
}

/** More than there are in any classification of events; beyond it a column of something else was meant. */
const MOST_CAUSES = 100;

function lastOf(causes: ArrayLike<number>): number {
  let last = 0;
  for (let patient = 0; patient < causes.length; patient += 1) {
    if (causes[patient]! > last) last = Math.floor(causes[patient]!);
  }
  return last;
}

function checkCauses(times: ArrayLike<number>, causes: ArrayLike<number>, causeCount: number): void {
  checkLength('causes', causes, times);
  if (causeCount > MOST_CAUSES) {
    const detail = `${causeCount} causes where there can be ${MOST_CAUSES}; number them from 1 on`;
    throw new InvalidInputError('invalid-status', 'causes', detail);
  }
  const statuses = new Uint8Array(causes.length);
  for (let patient = 0; patient < causes.length; patient += 1) {
    const cause = causes[patient]!;
    if (!Number.isSafeInteger(cause) || cause < 0 || cause > causeCount) {
      const detail = `${cause} is neither 0 (censored) nor the number of a cause, from 1 to ${causeCount}`;
      throw new InvalidInputError('invalid-status', `causes[${patient}]`, detail);
    }
    statuses[patient] = Math.min(cause, 1);
  }
  checkTimes(times, statuses);
}
