import type { Violation } from '../events/index.js';
import { knownBy, lookingAhead } from './look-ahead.js';
import type { NamedEvents, Plan } from './plan.js';
import { spanText, type Span } from './span.js';

/**
 * Why a time must not be counted for this cohort (cohorts.md 5); null: it may. A criterion that is known only after time zero
 * keeps patients in who lived, free of the event, to meet it: that time can hold no event. Counts, proportions and
 * responses are not refused.
 * @param timeZero `index`, a built-in moment or one of the definition
 */
export function immortalTime(plan: Plan, timeZero: string): Violation | null {
  const zero = timeZero === 'index' ? plan.index : plan.events.find(({ name }) => name === timeZero);
  const landmark = timeZero === 'index' ? plan.landmark : null;
  const ahead = zero && lookingAhead(plan.criteria, plan.events, { moment: zero, landmark });
  const entered = zero !== undefined && knownBy(plan.events, { moment: zero, landmark }).has(plan.index);
  if (ahead?.length === 0 && entered) return null;
  const names = ahead?.length ? ahead.map(({ name }) => name).join('; ') : `the index date (${plan.index.name})`;
  return {
    code: 'immortal-time',
    pointer: '/timeZero',
    detail:
      `Who is in "${plan.cohort}" is known only after ${timeZero}: ${names}. Its patients live, free of the event, until ` +
      'then: that time can hold no event (immortal time).',
    remedy: remedies(plan, ahead?.length ? names : null),
  };
}

function remedies(plan: Plan, ahead: string | null): string {
  if (ahead === null) return 'Count from index, or from a later moment.';
  const moment = latestNeeded(plan);
  const landmark = shortestLandmark(plan);
  const ways = [
    ...(moment ? [`index: ${moment.name}, the moment by which all of it is known`] : []),
    ...(landmark ? [`landmark: ${spanText(landmark)}, which covers every span`] : []),
    `the cohort without "${ahead}", used as a time-dependent covariate instead`,
  ];
  return `Valid ways: ${ways.join('; or ')}.`;
}

/** The moment, of those that the definition names, by which every criterion is known. */
function latestNeeded({ criteria, events, index }: Plan): NamedEvents | undefined {
  const asked = criteria.filter(({ is }) => is !== 'landmark');
  const isOwn = ({ name, take }: NamedEvents): boolean => take !== null && !HIDDEN.has(name) && name !== index.name;
  return events.findLast(
    (one) => isOwn(one) && lookingAhead(asked, events, { moment: one, landmark: null }).length === 0,
  );
}
const HIDDEN: ReadonlySet<string> = new Set(['landmark', 'first-liver-metastasis', 'last-known-alive', 'death']);

/** The shortest of the definition's own spans that, as a landmark, lets every criterion be known by then. */
function shortestLandmark({ criteria, events, index }: Plan): Span | undefined {
  const spans = events.flatMap(({ when }) => when.flatMap(({ span }) => span ?? []));
  const covers = (span: Span): boolean =>
    lookingAhead(criteria, events, { moment: index, landmark: span }).length === 0;
  return spans.filter(covers).toSorted((a, b) => roughly(a) - roughly(b))[0];
}
const DAYS = { day: 1, week: 7, month: 30, year: 365 } as const;
const roughly = ({ count, unit }: Span): number => count * DAYS[unit];
