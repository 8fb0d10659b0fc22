import 'reflect-metadata';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import request from 'supertest';
import { openForWriting, type WritableAdapters } from '../../src/adapters/index.js';
import { loadConfig } from '../../src/config.js';
import { createLogger, createServer } from '../../src/http/index.js';
import { storesOf } from './stores.js';

/** A real server on a free port of the loopback, with a data folder and a key of its own. */
export interface Service {
  readonly url: string;
  /** Data and key lie in here, side by side. */
  readonly folder: string;
  /** The open stores, to put into the log what no client may send. */
  readonly adapters: WritableAdapters;
  /** What the service logged, a line an entry, at level debug. */
  readonly log: readonly string[];
  /** Calls back at every request that reaches the process, before it is answered. */
  onRequest(callback: () => void): void;
  stop(): Promise<void>;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'hepatrace-e2e-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Starts the service on a folder; on the folder of an earlier one, which has stopped, it goes on where that ended. */
export async function startService(folder: string, more: NodeJS.ProcessEnv = {}): Promise<Service> {
  const config = loadConfig({ dataDir: dataFolderOf(folder), port: '0' }, { ...environmentOf(folder), ...more });
  const adapters = openForWriting(config);
  const log: string[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  const { app, url } = await createServer(config, adapters, '0.0.0-test', logger);
  await app.listen(config.port, config.host);
  let stopped: Promise<void> | undefined;
  return {
    url: await url(),
    folder,
    adapters,
    log,
    onRequest: (callback) => void app.getHttpServer().on('request', callback),
    stop: () => (stopped ??= app.close()),
  };
}

export const dataFolderOf = (folder: string): string => join(folder, 'data');
/** Also for a process of its own: what the environment of the tests names besides is not for it. */
export const environmentOf = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HEPATRACE_KEY_FILE: join(folder, 'key'),
  LOG_LEVEL: 'info',
  ...storesOf(dataFolderOf(folder)),
});

/** What `/health/ready` says as soon as it has this status and the read models, which may lie elsewhere, are so far behind. */
export async function readiness(url: string, wanted: { status: number; lag: number }): Promise<{ projection: object }> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { status, body } = await request(url).get('/health/ready');
    if (status === wanted.status && body.projection.lag === wanted.lag) return body as { projection: object };
    await delay(25);
  }
  throw new Error(`/health/ready never answered ${wanted.status} with lag ${wanted.lag}`);
}

/** The command line as it is built: the OpenAPI document is whole only there, because the build adds to it. */
export function builtCli(): string {
  const file = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  if (!existsSync(file)) throw new Error('dist/cli.js is not there: run npm run build first (npm test does)');
  return file;
}
