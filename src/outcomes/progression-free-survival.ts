import type { Course } from './course.js';
import type { Question, RuleSet, TimeToEvent } from './outcomes.js';
import { undatedDeath } from './overall-survival.js';
import { pfsAsRecorded } from './pfs-as-recorded.js';
import { pfsDocumented } from './pfs-documented.js';
import type { Zero } from './time-zero.js';
import { noTime, type Obstacle } from './time-to-event.js';

type Rules = (course: Course, zero: Zero, question: Question) => TimeToEvent;

const RULES: Readonly<Record<RuleSet, Rules>> = {
  'fda-2007-table-a': pfsDocumented,
  'as-recorded': pfsAsRecorded,
};

/** Progression-free survival by the rule set of the question (endpoints.md 3). */
export function progressionFreeSurvival(course: Course, zero: Zero | Obstacle, question: Question): TimeToEvent {
  if ('reason' in zero) return noTime(zero);
  const unclear = undatedDeath(course, zero);
  return unclear ? noTime(unclear) : RULES[question.ruleSet](course, zero, question);
}
