export * from './catalogue.js';
export * from './clinical-date.js';
export * from './envelope.js';
export * from './event-type.js';

export { fieldsOf, type FieldNote } from './fields.js';
export * from './json.js';
export * from './json-schema.js';
export * from './recist.js';
export * from './upcast.js';
export * from './validation.js';
export { PatientsMerged } from './types/patients-merged.js';
export { PatientsUnmerged } from './types/patients-unmerged.js';
export { CohortDefined } from './types/cohort-defined.js';
export * from './violation.js';
