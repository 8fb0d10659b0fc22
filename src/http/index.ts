export { createLogger } from './logging.js';
export { createServer, type Server } from './server.js';
