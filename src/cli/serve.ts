import type { Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import { vkeyOf } from '../provenance/index.js';
import { VERSION } from '../version.js';
import { command, dataDir } from './options.js';

export const serve = (): Command =>
  command('serve', 'HTTP API and projections on one port', 'hepatrace serve --port 3000', [dataDir()])
    .option('--port <n>', 'port (default: $PORT or 3000; 0: any free one)')
    .option('--host <host>', 'address (default: 127.0.0.1; others need roles, which are still to come)')
    .action(async (options: { dataDir?: string; port?: string; host?: string }) => {
      // Nest takes a while to load: only the command that needs it pays for it.
      const { createServer } = await import('../http/index.js');
      const config = loadConfig(options);
      const adapters = openForWriting(config);
      const { app, url } = await createServer(config, adapters, VERSION);
      await app.listen(config.port, config.host);
      process.stderr.write(
        `hepatrace ${VERSION} on ${await url()} (data in ${config.dataDir}, API at ${await url()}/docs)\nits log is verified with ${await vkeyOf(adapters.store, adapters.keys)}\n`,
      );
    });
