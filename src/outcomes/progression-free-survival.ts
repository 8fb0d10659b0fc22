import type { Course } from './course.js';
import type { Dated } from './dating.js';
import type { Question, RuleSet, TimeToEvent } from './outcomes.js';
import { undatedDeath } from './overall-survival.js';
import { pfsAsRecorded } from './pfs-as-recorded.js';
import { pfsDocumented } from './pfs-documented.js';
import { pfsByIntention } from './pfs-intention-to-treat.js';
import type { Zero } from './time-zero.js';
import { noTime, type Obstacle } from './time-to-event.js';

type Rules = (course: Course, zero: Zero, question: Question, death: Dated | null) => TimeToEvent;

const RULES: Readonly<Record<RuleSet, Rules>> = {
  'fda-2007-table-a': pfsDocumented,
  'itt-ema': pfsByIntention,
  'as-recorded': pfsAsRecorded,
};

/** Progression-free survival by the rule set of the question (endpoints.md 3). */
export const progressionFreeSurvival = (course: Course, zero: Zero | Obstacle, question: Question): TimeToEvent =>
  byRules(course, zero, question, course.death);

/** Time to progression: as PFS by the same rule set, but a death is no event (endpoints.md 4.4). */
export const timeToProgression = (course: Course, zero: Zero | Obstacle, question: Question): TimeToEvent =>
  byRules(course, zero, question, null);

function byRules(course: Course, zero: Zero | Obstacle, question: Question, death: Dated | null): TimeToEvent {
  if ('reason' in zero) return noTime(zero);
  const unclear = undatedDeath(course, zero);
  return unclear ? noTime(unclear) : RULES[question.ruleSet](course, zero, question, death);
}
