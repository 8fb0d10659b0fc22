export * from './evolve.js';
export * from './timeline.js';
