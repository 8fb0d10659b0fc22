export * from './import.js';
export type { ImportReport, RecordPatient } from './import-run.js';
export type { Mapping } from './mapping.js';
export { MAPPING_SCHEMA } from './mapping-schema.js';
export type { ImportedDraft } from './patient-rows.js';
export { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
export { readMapping } from './read-mapping.js';
export { fileAt, fileFrom } from './source-file.js';
export {
  EXPORT_FORMATS,
  exportTo,
  type ExportCandidate,
  type ExportedCohort,
  type ExportFormat,
  type ExportManifest,
  type ExportRequest,
} from './export/export.js';
export { ExportRefusedError } from './export/export-refused.js';
