export type { Answer } from './answer.js';
export { bind, compile, ParameterError, type Compiled } from './compile.js';
export { GRAMMAR } from './definition.js';
export { definitionText } from './definition-text.js';
export {
  evaluate,
  membership,
  whyNotCounted,
  type CriterionAnswer,
  type Membership,
  type Verdict,
} from './evaluate.js';
export { FACTS, type Fact } from './facts.js';
export { flow, flowText, type Flow, type FlowNote, type FlowRow } from './flow.js';
export { immortalTime } from './immortal-time.js';
export { definitionSchema } from './json-schema.js';
export { typedParameters } from './parameters.js';
export type { Criterion, Known, LookAhead, NamedEvents, Parameters, Plan } from './plan.js';
export { PROBLEM_CODES, type DefinitionProblem, type ProblemCode } from './problem.js';
export { cohortReference, cohortsWithin, pinned, type CohortReference } from './references.js';
export { criterionText, eventsText } from './words.js';
