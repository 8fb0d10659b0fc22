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
export { checkResult, readResult, type ResultCheck } from './result-check.js';
export { cohortUsed, logUsed, runStudy, type Origin, type Study, type StudyResult } from './study.js';
export { moved, verdictOn, verdictsOf, type Moved } from './verdicts.js';
