export * from './evolve.js';
export * from './learnt.js';
export * from './licences.js';
export * from './timeline.js';
export * from './view.js';
