import { formatDay } from '../events/index.js';
import { firstAnyProgression, firstDocumentedProgression, visitsAfter } from './assessments.js';
import type { Course } from './course.js';
import type { Used } from './dating.js';
import type { FirstProgression, Question } from './outcomes.js';
import type { Zero } from './time-zero.js';
import { because, evidenceOf, isImputed, type Obstacle } from './time-to-event.js';

const LIVER: readonly unknown[] = ['liver', 'liver-margin'];

/**
 * Where the disease progressed first (endpoints.md 4.8): the sites of all progressions, a marker aside, recorded on
 * the day of the first one after time zero that the rule set takes for one. No rule that censors PFS is applied.
 */
export function firstProgression(course: Course, zero: Zero | Obstacle, question: Question): FirstProgression {
  if ('reason' in zero) return noProgression('not-evaluable', zero);
  const after = question.ruleSet === 'as-recorded' ? zero.day - 1 : zero.day;
  const visits = visitsAfter(course, after);
  const first = question.ruleSet === 'fda-2007-table-a' ? firstDocumentedProgression : firstAnyProgression;
  const day = first(course, visits, after)[0]?.day;
  if (day === undefined) {
    return noProgression('censored', { reason: because('no-progression', 'No progression so far.'), used: zero.used });
  }
  const progression = firstAnyProgression(course, visits, day - 1);
  const used = [...zero.used, ...progression];
  const sites = [...new Set(progression.flatMap(sitesOf))].toSorted();
  return {
    status: 'event',
    pattern: patternOf(sites),
    sites,
    date: formatDay(day, course.basis),
    reason: because('progression', 'The first progression.'),
    imputed: isImputed(used),
    evidence: evidenceOf(used),
  };
}

function sitesOf({ entry }: Used): readonly string[] {
  const sites = entry.data['sites'];
  return Array.isArray(sites) ? sites.filter((site) => typeof site === 'string') : [];
}

function patternOf(sites: readonly string[]): FirstProgression['pattern'] {
  const liver = sites.some((site) => LIVER.includes(site));
  const elsewhere = sites.some((site) => !LIVER.includes(site));
  if (liver && elsewhere) return 'both';
  if (elsewhere) return 'extrahepatic-only';
  return liver ? 'liver-only' : 'not-stated';
}

export const noProgression = (status: 'censored' | 'not-evaluable', { reason, used }: Obstacle): FirstProgression => ({
  status,
  pattern: null,
  sites: [],
  date: null,
  reason,
  imputed: isImputed(used),
  evidence: evidenceOf(used),
});
