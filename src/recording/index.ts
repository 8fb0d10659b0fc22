export { completeCorrections } from './corrections.js';
export { decide, type Decision, type DecisionContext } from './decide.js';
export type { IdentifiedDraft } from './draft.js';
export { QUESTIONS } from './questions/index.js';
export * from './record-events.command.js';
export * from './record-events.handler.js';
export * from './recording.js';
export { RULES } from './rules/index.js';
export * from './record-facts.js';
