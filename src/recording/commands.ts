// The door for Nest: a command line that needs none of it should not wait for it to load.
export * from './record-events.command.js';
export * from './record-events.handler.js';
