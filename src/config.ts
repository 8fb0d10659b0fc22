import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './ports/index.js';

/** Settings, read once at start; the only place that looks at the environment. */
export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly keyFile: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Largest JSON body, in bytes. */
  readonly bodyLimit: number;
  /** Largest number of events in one request. */
  readonly batchLimit: number;
  /** Who records, until there are roles: the person at this machine. */
  readonly localUser: { readonly subject: string; readonly role: string; readonly organisation: string };
}

/** Injection token of the settings. */
export const CONFIG = Symbol('hepatrace:config');

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** What a command line sets; it wins over the environment. */
export interface Overrides {
  readonly dataDir?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
}

const SETTINGS = ['HEPATRACE_DATA_DIR', 'HEPATRACE_KEY_FILE', 'HOST', 'PORT', 'LOG_LEVEL', 'BODY_LIMIT', 'BATCH_LIMIT'];

/**
 * @throws SetupError naming each setting that is wrong and what it may be
 */
export function loadConfig(overrides: Overrides = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = [];
  for (const name of SETTINGS) {
    if (env[name]?.trim() === '') wrong.push(`${name} is set, but empty: give it a value or unset it`);
  }
  if (overrides.dataDir?.trim() === '') wrong.push('--data-dir is empty: name a folder or leave it out');
  const whole = (name: string, text: string, min: number, max: number): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      wrong.push(`${name} is ${JSON.stringify(text)}: give a whole number from ${min} to ${max}`);
    return value;
  };
  const level = env['LOG_LEVEL'] ?? 'info';
  const logLevel = LOG_LEVELS.find((known) => known === level);
  if (!logLevel) wrong.push(`LOG_LEVEL is ${JSON.stringify(level)}: give one of ${LOG_LEVELS.join(', ')}`);
  const host = overrides.host ?? env['HOST'] ?? '127.0.0.1';
  if (!LOOPBACK.has(host)) {
    wrong.push(
      `the host is ${JSON.stringify(host)}: without roles the service answers this machine only; use 127.0.0.1`,
    );
  }
  for (const name of ['EVENT_STORE_URL', 'READ_MODELS_URL']) {
    if (env[name]) wrong.push(`${name} is set, but this version has only the embedded stores: unset it`);
  }
  const config: Config = {
    dataDir: overrides.dataDir ?? env['HEPATRACE_DATA_DIR'] ?? './data',
    host,
    port: whole('the port', overrides.port ?? env['PORT'] ?? '3000', 0, 65_535),
    keyFile: env['HEPATRACE_KEY_FILE'] ?? join(homedir(), '.hepatrace', 'key'),
    logLevel: logLevel ?? 'info',
    bodyLimit: whole('BODY_LIMIT', env['BODY_LIMIT'] ?? '262144', 1024, 100_000_000),
    batchLimit: whole('BATCH_LIMIT', env['BATCH_LIMIT'] ?? '500', 1, 100_000),
    localUser: { subject: userName(), role: 'local-user', organisation: 'local' },
  };
  if (wrong.length > 0) throw new SetupError('bad-config', wrong.join('\n'));
  return config;
}

/** The name of the user of this process; a number where the system knows no name, as in many containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
