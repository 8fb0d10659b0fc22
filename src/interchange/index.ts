export * from './import.js';
export type { Mapping } from './mapping.js';
export { MAPPING_SCHEMA } from './mapping-schema.js';
export type { ImportedDraft, PatientRows } from './patient-rows.js';
export { ImportRefusedError, type ImportProblem, type RowProblem } from './problem.js';
export { readMapping } from './read-mapping.js';
export { fileAt, fileFrom, type SourceFile } from './source-file.js';
