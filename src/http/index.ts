export { createLogger } from './logging.js';
export { createServer } from './server.js';
