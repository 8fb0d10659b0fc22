export * from './event-parts.js';
export * from './jcs.js';
export * from './leaf.js';
export * from './merkle.js';
export * from './stored-event.js';
export * from './verify.js';
