import { createRequire } from 'node:module';
import type { JsonObject } from '../../events/index.js';
import { SetupError } from '../../ports/index.js';

/** A place in the server's own order, opaque to everybody else. */
export interface Place {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event as it is given to the client: JSON through and through, for a value that JSON refuses ends the process there. */
export interface Draft {
  readonly id: string;
  readonly type: string;
  readonly contentType: 'application/json';
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** An event as the client gives it. `created` is not among these: reads cut it to seconds. */
export interface Found {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: Place | undefined;
}

export interface Resolved {
  readonly event?: Found;
}

/** A readable stream of events. */
export interface Subscription {
  /** Events that wait to be taken. */
  readonly readableLength: number;
  on(event: 'data', listener: (resolved: Resolved) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  unsubscribe(): Promise<void>;
}

/** Streams by the beginning of their names. */
export interface StreamFilter {
  readonly filterOn: 'streamName';
  readonly prefixes: string[];
  readonly checkpointInterval: number;
  readonly maxSearchWindow: number;
  readonly checkpointReached?: (subscription: unknown, place: Place) => void;
}

/** The calls of the client that the adapter makes. */
export interface Client {
  appendToStream(
    stream: string,
    events: Draft[],
    options: { readonly streamState: 'no_stream' | bigint; readonly deadline: number },
  ): Promise<{ readonly success: boolean; readonly nextExpectedRevision: bigint }>;
  readStream(
    stream: string,
    options: {
      readonly fromRevision: bigint | 'end';
      readonly direction: 'forwards' | 'backwards';
      readonly maxCount: number;
      readonly requiresLeader: true;
    },
  ): AsyncIterable<Resolved>;
  readAll(options: {
    readonly fromPosition: Place | 'start';
    readonly maxCount: number;
    readonly filter: StreamFilter;
    readonly requiresLeader: true;
  }): AsyncIterable<Resolved>;
  subscribeToStream(stream: string, options: { readonly fromRevision: bigint | 'start' }): Subscription;
  subscribeToAll(options: { readonly fromPosition: Place | 'start'; readonly filter: StreamFilter }): Subscription;
  dispose(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Makes clients of a server. @throws SetupError for an address that the client cannot read; it is never repeated */
export function clientsOf(url: string): () => Client {
  // Loaded here, so that whoever has the embedded store does not wait for it at each start.
  const { KurrentDBClient } = require('@kurrent/kurrentdb-client') as typeof import('@kurrent/kurrentdb-client');
  const open = (): Client => {
    try {
      return KurrentDBClient.connectionString(withPatience(url));
    } catch {
      throw new SetupError(
        'bad-config',
        'EVENT_STORE_URL is no address that KurrentDB understands: give kurrentdb://host:2113?tls=false or kurrentdb+discover://host:2113',
      );
    }
  };
  void open().dispose();
  return open;
}

/** What of an address is the server's, and what is ours: `streamPrefix`, for several logs in one server. */
export function addressOf(url: string): { readonly server: string; readonly prefix: string } {
  const prefix = /[?&]streamPrefix=([^&]*)/.exec(url)?.[1] ?? '';
  if (!/^[\w-]*$/.test(prefix))
    throw new SetupError('bad-config', 'streamPrefix of EVENT_STORE_URL is no name: give letters, digits, - and _');
  return {
    server: url.replace(/([?&])streamPrefix=[^&]*(&|$)/, (_, mark, more) => (more ? String(mark) : '')),
    prefix,
  };
}

/** The client looks for a server ten times before its first read fails; by default half a second goes by between two looks. */
const withPatience = (url: string): string =>
  /[?&]discoveryInterval=/i.test(url) ? url : `${url}${url.includes('?') ? '&' : '?'}discoveryInterval=100`;
