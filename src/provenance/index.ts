export * from './jcs.js';
export * from './merkle.js';
export * from './stored-event.js';
export * from './verify.js';
