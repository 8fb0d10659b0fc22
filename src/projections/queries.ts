// The door for Nest: a command that needs none of it should not wait for it to load.
export * from './history.handler.js';
export * from './history.query.js';
export * from './outcomes.handler.js';
export * from './outcomes.query.js';
export * from './timeline.handler.js';
export * from './timeline.query.js';
