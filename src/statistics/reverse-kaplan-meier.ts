import { kaplanMeier, type KaplanMeier, type Limits } from './kaplan-meier.js';
import { checkTimes } from './survival-times.js';

/**
 * Follow-up: the curve of the time to censoring, where a death only ends the observation; its median is the median
 * follow-up. As R's `survfit(Surv(times, 1 - statuses) ~ 1)`: who dies on the day of another's censoring was followed that day.
 * Source: Schemper & Smith, Control Clin Trials 1996;17:343-6.
 * @param times whole days from time zero, as for overall survival
 * @param statuses 1 death, 0 censored, as for overall survival
 * @throws InvalidInputError as `kaplanMeier`
 */
export function reverseKaplanMeier(
  times: ArrayLike<number>,
  statuses: ArrayLike<number>,
  limits?: Limits,
): KaplanMeier {
  checkTimes(times, statuses);
  const censorings = Uint8Array.from(statuses, (status) => 1 - status);
  return kaplanMeier(times, censorings, limits);
}
