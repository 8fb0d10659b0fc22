import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openForWriting } from '../adapters/index.js';
import { loadConfig } from '../config.js';
import { VERSION } from '../version.js';
import { command } from './options.js';
import { printJson } from './output.js';

export const openapi = (): Command =>
  command('openapi', 'the OpenAPI document of the HTTP API', 'hepatrace openapi > openapi.json', []).action(
    async () => {
      const { createLogger, createServer } = await import('../http/index.js');
      const folder = mkdtempSync(join(tmpdir(), 'hepatrace-openapi-'));
      try {
        const config = { ...loadConfig({ dataDir: folder, embedded: true }), anchors: [] };
        const { app, openApi } = await createServer(config, openForWriting(config), VERSION, createLogger('silent'));
        printJson(openApi);
        await app.close();
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
