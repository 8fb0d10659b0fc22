import { setTimeout as delay } from 'node:timers/promises';
import { AppendTooLargeError, IntegrityError, StoreUnavailableError, WrongRevisionError } from '../../ports/index.js';
import type { Client, Draft, Found, Place, Resolved, Subscription } from './client.js';

/** A call that the server has not answered by then is given up. */
export const CALL_MS = 5_000;
/** Pauses before the same call is made again. */
const PAUSES_MS = [50, 250];
/** Events of a subscription that are handed on together, when they are there already. */
const BATCH = 500;

/** What a subscription brought, and how far the server has searched: that holds when all of these are handled. */
export interface Heard {
  readonly events: readonly Found[];
  readonly searched: Place | null;
}

/** A server, connected to when it is first used, and again after it was away. */
export class Connection {
  private client: Client | null = null;
  /** Whether this client has read: one whose first read met an absent server never reads again. */
  private hasRead = false;
  private closed = false;

  constructor(
    private readonly connect: () => Client,
    private readonly callMs = CALL_MS,
  ) {}

  /**
   * Appends where the stream's last revision is `actual` (-1: no event). What is repeated after a lost answer is the whole
   * first call, ids and revision: the server knows it again. A success says that these ids stand at these revisions, not
   * that the content is this one.
   * @returns the revision of the last event
   * @throws WrongRevisionError, AppendTooLargeError, StoreUnavailableError (the outcome is unknown then)
   */
  async append(stream: string, events: readonly Draft[], actual: number): Promise<number> {
    const options = { streamState: actual < 0 ? ('no_stream' as const) : BigInt(actual), deadline: this.callMs };
    const { success, nextExpectedRevision } = await this.repeat(stream, (client) =>
      client.appendToStream(stream, [...events], options),
    );
    if (!success) throw new WrongRevisionError(stream, actual, null);
    return Number(nextExpectedRevision);
  }

  /** Events of one call, all of them; none for a stream that does not exist. @throws StoreUnavailableError */
  async read(stream: string, call: (client: Client) => AsyncIterable<Resolved>): Promise<readonly Found[]> {
    return this.repeat(stream, async (client) => {
      const found: Found[] = [];
      try {
        for await (const { event } of call(client)) if (event) found.push(event);
      } catch (error) {
        if (typeOf(error) !== 'stream-not-found') {
          if (!this.hasRead && mayPass(error)) this.forget(client);
          throw error;
        }
      }
      this.hasRead = true;
      return found;
    });
  }

  /**
   * Events as they come, in batches, until the signal aborts. Whoever is slow is not given more than can wait here.
   * @param open is given what to tell how far the server has searched
   * @throws StoreUnavailableError as soon as the subscription breaks, for it never resumes by itself
   */
  async *subscribe(
    open: (client: Client, searchedTo: (place: Place) => void) => Subscription,
    signal: AbortSignal,
  ): AsyncGenerator<Heard> {
    const events: Found[] = [];
    let searched: Place | null = null;
    let broken: { readonly by: unknown } | null = null;
    let wake = (): void => undefined;
    const searchedTo = (place: Place): void => {
      // While events of before wait to be taken, one could be lost: then the search counts for nothing.
      if (subscription.readableLength > 0) return;
      searched = place;
      wake();
    };
    const subscription = open(this.connected(), searchedTo);
    const breaks = (by: unknown): void => {
      broken ??= { by };
      wake();
    };
    const stop = (): void => breaks(null);
    subscription.on('data', ({ event }) => {
      if (event) events.push(event);
      if (events.length >= BATCH) subscription.pause();
      wake();
    });
    subscription.on('error', breaks);
    subscription.on('close', () => breaks({ type: 'unavailable' }));
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        if (events.length > 0 || searched) {
          const heard = { events: events.splice(0), searched };
          searched = null;
          subscription.resume();
          yield heard;
        } else if (broken) throw portError((broken as { by: unknown }).by, 'the subscription');
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', stop);
      void subscription.unsubscribe().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.dispose().catch(() => undefined);
    this.client = null;
  }

  /** Makes a call that may be made twice again while the server may come back. */
  private async repeat<T>(stream: string, call: (client: Client) => Promise<T>): Promise<T> {
    const giveUp = performance.now() + this.callMs;
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.inTime(call(this.connected()));
      } catch (error) {
        const pause = PAUSES_MS[tries];
        if (pause === undefined || performance.now() > giveUp || this.closed || !mayPass(error))
          throw portError(error, stream);
        await delay(pause);
      }
    }
  }

  private connected(): Client {
    if (this.closed) throw new StoreUnavailableError('closed', 'the event store is closed');
    return (this.client ??= this.connect());
  }

  private forget(client: Client): void {
    if (this.client !== client) return;
    this.client = null;
    void client.dispose().catch(() => undefined);
  }

  /** The client's reads know no deadline, and its appends none on a connection that hangs. */
  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { type: 'timeout' })), this.callMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** UNAVAILABLE and DEADLINE_EXCEEDED of gRPC: an append while the server is down fails with these and no type. */
const PASSING_CODES = new Set([4, 14]);
const PASSING_TYPES = new Set(['unavailable', 'deadline-exceeded', 'timeout', 'cancelled', 'not-leader']);

const typeOf = (error: unknown): string => String((error as { type?: unknown } | null)?.type);

/** Whether the same call may be answered later: the server is away, is starting or stopping, or its leader changed. */
function mayPass(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    PASSING_TYPES.has(typeOf(error)) ||
    PASSING_CODES.has(Number(code)) ||
    (typeOf(error) === 'unknown' && /not ?ready|timeout/i.test(String(message)))
  );
}

const TOO_LARGE = new Set([
  'maximum-append-size-exceeded',
  'transaction-max-size-exceeded',
  'append-record-size-exceeded',
]);

/** The error of a client's call in the words of the port; never with the address, which may hold a password. */
function portError(error: unknown, stream: string): unknown {
  const type = typeOf(error);
  const { actualState, code } = error as { actualState?: unknown; code?: unknown };
  if (type === 'wrong-expected-version')
    return new WrongRevisionError(stream, 'any', typeof actualState === 'bigint' ? Number(actualState) : null);
  if (TOO_LARGE.has(type)) return new AppendTooLargeError('the event store takes no more than 1 MiB at once');
  if (type === 'stream-deleted' || type === 'stream-tombstoned')
    return new IntegrityError(null, `the stream ${stream} was deleted in the event store`);
  const unavailable = (message: string): StoreUnavailableError =>
    new StoreUnavailableError('store-unavailable', message, { cause: error });
  if (type === 'access-denied') return unavailable('the event store refuses the user of EVENT_STORE_URL');
  if (mayPass(error)) return unavailable('the event store does not answer');
  const named = type !== 'undefined' || typeof code === 'number';
  return named ? unavailable(`the event store answered ${type}`) : error;
}
