import { reverseKaplanMeier, type Limits, type Step } from '../statistics/index.js';
import type { Analysis, ResultOf } from './analysis.js';
import { followUpText } from './follow-up-text.js';
import { nobodyIn, quartilesOf, type Median, type Quartile } from './survival-estimate.js';
import { LIMITS_PARAMETER, timeOf, type SurvivalRow } from './survival.js';

export interface FollowUpGroup {
  readonly n: number;
  readonly deaths: number;
  readonly alive: number;
  readonly median: Median;
  readonly quartiles: readonly Quartile[];
  /** Of the time to the end of follow-up: its events are the patients last known alive, its censored the dead. */
  readonly curve: readonly Step[];
}

export type FollowUpResult = ResultOf<SurvivalRow, FollowUpGroup>;

/**
 * How long the patients have been followed: the Kaplan-Meier estimate of the time to the end of follow-up, which a death
 * only cuts short (endpoints.md 4.3; Schemper & Smith, Control Clin Trials 1996;17:343-6). A mean or median of the
 * observed times would count the dead as followed for short.
 */
export const followUp: Analysis<SurvivalRow, FollowUpGroup, unknown, { readonly limits: Limits }> = {
  name: 'follow-up',
  version: 1,
  about: 'Follow-up: how long patients have been observed, by reverse Kaplan-Meier of overall survival',
  endpoints: ['os'],
  parameters: { limits: LIMITS_PARAMETER },
  timeZero: ({ timeZero }) => timeZero,
  limits: ({ limits }) => limits,
  patient: ({ outcomes }) => timeOf(outcomes.endpoints.os),
  summary: ({ rows }, { parameters: { limits }, size }) => {
    const { n, events, censored, steps } = reverseKaplanMeier(
      rows.map(({ time }) => time),
      rows.map(({ status }) => (status === 'event' ? 1 : 0)),
      limits,
    );
    return { n, deaths: censored, alive: events, ...quartilesOf(steps, nobodyIn(n, size)), curve: steps };
  },
  text: followUpText,
};
