import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './ports/index.js';

/** Settings, read once at start; the only place that looks at the environment. */
export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly keyFile: string;
  /** Where checkpoints are kept outside: `file:DIR`, `git:REPOSITORY`. */
  readonly anchors: readonly string[];
  /** KurrentDB server or cluster that holds the log, credentials included; null: it lies in the data folder. */
  readonly eventStoreUrl: string | null;
  /** MongoDB database of the read models, credentials included; null: they lie in the data folder. */
  readonly readModelsUrl: string | null;
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
const KURRENTDB_URL = /^kurrentdb(\+discover)?:\/\/[^/?\s]+(\?\S*)?$/;
/** Whether a text is the address of a KurrentDB server or cluster. */
export const isEventStoreUrl = (text: string): boolean => KURRENTDB_URL.test(text);
const MONGODB_URL = /^mongodb(\+srv)?:\/\/[^/?\s]+\/[^/?\s]+(\?\S*)?$/;

/** What a command line sets; it wins over the environment. */
export interface Overrides {
  readonly dataDir?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  /** For a folder of no consequence: log and read models lie in it, whatever the environment says. */
  readonly embedded?: true | undefined;
}

const SETTINGS = [
  'HEPATRACE_DATA_DIR',
  'HEPATRACE_KEY_FILE',
  'HOST',
  'PORT',
  'EVENT_STORE_URL',
  'READ_MODELS_URL',
  'ANCHORS',
  'LOG_LEVEL',
  'BODY_LIMIT',
  'BATCH_LIMIT',
];

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
  // In a container the service listens to the container's network; who runs it says that the port goes to this machine alone.
  if (!LOOPBACK.has(host) && env['PUBLISHED_ON_LOOPBACK'] !== 'yes') {
    wrong.push(
      `the host is ${JSON.stringify(host)}: without roles the service answers this machine only; use 127.0.0.1 ` +
        '(in a container whose port is published to 127.0.0.1 alone: PUBLISHED_ON_LOOPBACK=yes)',
    );
  }
  const eventStoreUrl = overrides.embedded ? null : (env['EVENT_STORE_URL'] ?? null);
  // The value itself is never repeated: it may hold a password.
  if (eventStoreUrl !== null && eventStoreUrl.trim() !== '' && !isEventStoreUrl(eventStoreUrl)) {
    wrong.push(
      'EVENT_STORE_URL is no KurrentDB address: give kurrentdb://host:2113?tls=false or kurrentdb+discover://host:2113, or unset it for the embedded event store',
    );
  }
  const readModelsUrl = overrides.embedded ? null : (env['READ_MODELS_URL'] ?? null);
  // The value itself is never repeated: it may hold a password.
  if (readModelsUrl !== null && readModelsUrl.trim() !== '' && !MONGODB_URL.test(readModelsUrl)) {
    wrong.push(
      'READ_MODELS_URL is no MongoDB address with a database: give mongodb://host:27017/hepatrace, or unset it for the embedded read models',
    );
  }
  const anchors = (env['ANCHORS'] ?? '').split(',').flatMap((name) => name.trim() || []);
  for (const name of anchors) {
    if (!/^(file|git):./.test(name))
      wrong.push(`ANCHORS names ${JSON.stringify(name)}: give file:DIR or git:REPOSITORY, separated by commas`);
  }
  const config: Config = {
    dataDir: overrides.dataDir ?? env['HEPATRACE_DATA_DIR'] ?? './data',
    host,
    port: whole('the port', overrides.port ?? env['PORT'] ?? '3000', 0, 65_535),
    keyFile: env['HEPATRACE_KEY_FILE'] ?? join(homedir(), '.hepatrace', 'key'),
    eventStoreUrl,
    readModelsUrl,
    anchors,
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
