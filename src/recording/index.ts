export type { IdentifiedDraft } from './draft.js';
export { QUESTIONS } from './questions/index.js';
export * from './moving.js';
export * from './recording.js';
export * from './record-facts.js';
