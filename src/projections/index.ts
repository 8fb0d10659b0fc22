export * from './as-of.js';
export * from './fold.js';
export { resolveKnownAtSource } from './known-at-source.js';
export { documentsIn, rowsIn, type FoldRange, type Part, type Progress, type ReplayOptions } from './parts.js';
export * from './projector.js';
export * from './reading.js';
export { rebuild } from './rebuild.js';
export * from './views.js';
