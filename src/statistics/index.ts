export * from './invalid-input.js';
export * from './kaplan-meier.js';
export * from './proportion.js';
