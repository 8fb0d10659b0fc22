import { openForWriting } from './adapters/index.js';
import { loadConfig } from './config.js';
import { createServer } from './http/index.js';
import { VERSION } from './version.js';

const config = loadConfig();
const { app } = await createServer(config, openForWriting(config), VERSION);
await app.listen(config.port, config.host);
