import {
  compile,
  evaluate,
  type CriterionAnswer,
  type DefinitionProblem,
  type Plan,
  type Verdict,
} from '../../src/cohorts/index.js';
import type { JsonObject } from '../../src/events/index.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import { registered, timelineOf, type Line } from '../outcomes/history.js';

export interface Around {
  readonly cutOff?: string;
  readonly basis?: 'calendar' | 'relative';
  /** Data of the registration. */
  readonly registered?: JsonObject;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** The plan of a definition that has to compile. */
export function planOf(text: string): Plan {
  const compiled = compile(text);
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ detail }) => detail).join('\n'));
  return compiled.plan;
}

/** The problems of a definition that must not compile. */
export function problemsOf(text: string): readonly DefinitionProblem[] {
  const compiled = compile(text);
  return 'problems' in compiled ? compiled.problems : [];
}

/** The verdict on a patient registered in 2000 (or on day 0) with this history. */
export function verdictOf(
  text: string,
  lines: readonly Line[],
  { cutOff, basis = 'calendar', parameters = {}, registered: data = {} }: Around = {},
): Verdict {
  const plan = planOf(text);
  const [day, type, frame] = registered(basis === 'calendar' ? '2000-01-01' : '+0', basis);
  const enrolled: Line = [day, type, { ...frame, ...data }];
  const timeline = timelineOf([enrolled, ...lines]);
  const outcomes = derive(timeline, questionOf({ ...plan.outcomes, cutOff: cutOff ?? null }));
  return evaluate(plan, parameters, timeline, outcomes, cutOff ?? null);
}

/** A cohort of one criterion, counted from the registration. */
export const asking = (events: string, include: string, more = ''): string =>
  `cohort: c\nevents: { ${events} }\nindex: registration\n${more}\ninclude: [${include}]\n`;

/** The answer of the criterion after the index. */
export function answerOf(text: string, lines: readonly Line[], around: Around = {}): CriterionAnswer {
  const answer = verdictOf(text, lines, around).criteria.at(-1);
  if (!answer) throw new Error('no criterion');
  return answer;
}
