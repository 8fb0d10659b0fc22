export * from './merges.js';
export * from './patient-records.js';
