export * from './evolve.js';
export * from './timeline.js';
export * from './view.js';
