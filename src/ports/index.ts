export * from './clock.js';
export * from './errors.js';
export * from './event-store.js';
export * from './keys.js';
export * from './read-models.js';
export * from './results.js';
export * from './signed-log.js';
export * from './stored-log.js';
