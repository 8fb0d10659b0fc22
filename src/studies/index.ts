export { Cohorts, type DefinedCohort, type UsableDefinition } from './cohorts.js';
export { RefusedDefinitionError, UnknownCohortError } from './errors.js';
export {
  ALL,
  membersOf,
  questionAbout,
  questionOfMember,
  refuseImmortalTime,
  type ChosenCohort,
  type CohortMember,
} from './members.js';
export { checkResult, isIntact, readResult, type ResultCheck } from './result-check.js';
export { defineAsStated } from './stated-definition.js';
export { cohortUsed, logUsed, runStudy, type Origin, type Study, type StudyResult } from './study.js';
export { timelineDiff, timelineDiffView, type TimelineDiff } from './timeline-diff.js';
export { moved, verdictOn, verdictsOf, type Moved } from './verdicts.js';
