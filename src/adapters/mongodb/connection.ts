import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { Db, MongoClient, MongoClientOptions } from 'mongodb';
import { SetupError, StoreUnavailableError } from '../../ports/index.js';

const load = createRequire(import.meta.url);
/** The driver, loaded by those alone whose read models lie there: it takes longer to load than many a command to run. */
const driver = (): typeof import('mongodb') => load('mongodb') as typeof import('mongodb');

/** A call that the server has not answered by then is given up, there and here. */
export const CALL_MS = 10_000;

const OPTIONS: MongoClientOptions = {
  appName: 'hepatrace',
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: CALL_MS + 1_000,
  // Who waits longer for one of these connections is told so, instead of queueing without end.
  maxPoolSize: 20,
  waitQueueTimeoutMS: 2_000,
  // What was acknowledged, and what is read, outlives a change of the primary.
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: CALL_MS },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
};

/** Pauses before the same call is made again after a broken connection or a primary that stepped down. */
const PAUSES_MS = [50, 250];

/** A MongoDB database, connected to when it is first used, and again after it was away. */
export class Connection {
  private client: Promise<MongoClient> | null = null;
  private closed = false;

  /** @throws SetupError when the driver cannot read the address; the message never repeats it */
  constructor(private readonly url: string) {
    try {
      void new (driver().MongoClient)(url, OPTIONS);
    } catch (error) {
      const why =
        error instanceof driver().MongoParseError && !error.message.includes('//') ? ` (${error.message})` : '';
      throw new SetupError(
        'bad-config',
        `READ_MODELS_URL is no address that MongoDB understands${why}: give mongodb://host:27017/hepatrace`,
      );
    }
  }

  /**
   * Does work that may be done twice: it is repeated when its answer was lost.
   * @throws StoreUnavailableError when the server does not answer, or has no primary
   */
  async use<T>(work: (database: Db) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work((await this.connected()).db());
      } catch (error) {
        const pause = PAUSES_MS[tries];
        if (pause === undefined || this.closed || !mayPass(error)) throw storeError(error);
        await delay(pause);
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await (await this.client?.catch(() => null))?.close(true);
  }

  private connected(): Promise<MongoClient> {
    if (this.closed) throw new StoreUnavailableError('closed', 'the read models are closed');
    return (this.client ??= this.connect());
  }

  private async connect(): Promise<MongoClient> {
    const client = new (driver().MongoClient)(this.url, OPTIONS);
    try {
      return await client.connect();
    } catch (error) {
      // A client whose first connection failed stays unusable: the next call starts with a new one.
      this.client = null;
      await client.close(true);
      throw error;
    }
  }
}

/** NotWritablePrimary and its kin, shutdown, stepdown, write concern time-out: another primary may answer. */
const PASSING_CODES = new Set([6, 7, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);
const DISK_FULL = 14031;
const REFUSED_CODES = new Set([13, 18]);

function mayPass(error: unknown): boolean {
  if (error instanceof driver().MongoNetworkError) return true;
  return (
    error instanceof driver().MongoError &&
    (error.hasErrorLabel('RetryableWriteError') || PASSING_CODES.has(Number(error.code)))
  );
}

/** The error of a driver call in the words of the port; never with the address, which may hold a password. */
function storeError(error: unknown): unknown {
  if (!(error instanceof driver().MongoError)) return error;
  const code = Number(error.code);
  const because = (kind: 'store-unavailable' | 'storage-full', message: string) =>
    new StoreUnavailableError(kind, message, { cause: error });
  if (code === DISK_FULL) return because('storage-full', 'the disk of the read models is full');
  if (REFUSED_CODES.has(code))
    return because('store-unavailable', 'the server of the read models refuses the user of READ_MODELS_URL');
  if (
    error instanceof driver().MongoServerSelectionError ||
    mayPass(error) ||
    !(error instanceof driver().MongoServerError)
  )
    return because('store-unavailable', `the read models do not answer (${error.name})`);
  return because('store-unavailable', `the read models answered ${error.name} ${error.code ?? ''}`);
}

const KNOWN_ALREADY = 11_000;

/** Whether an insert failed for nothing but ids that are there: then what was to be written is written. */
export const isKnownAlready = (error: unknown): boolean =>
  error instanceof driver().MongoBulkWriteError &&
  error.result.getWriteConcernError() === undefined &&
  [error.writeErrors].flat().every(({ code }) => code === KNOWN_ALREADY);
