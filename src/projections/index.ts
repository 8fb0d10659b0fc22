export * from './as-of.js';
export * from './fold.js';
export * from './projector.js';
export * from './reading.js';
export { partOf, rebuild, type FoldRange, type Part } from './rebuild.js';
