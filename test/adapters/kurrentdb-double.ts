import { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import type { Client, Draft, Found, Place, Resolved, StreamFilter } from '../../src/adapters/kurrentdb/client.js';

/** What can go wrong with an append, each as it was measured; `lost-` after the events were written. */
export type Trouble =
  | 'unavailable'
  | 'plain-grpc'
  | 'not-ready'
  | 'lost-unavailable'
  | 'lost-deadline'
  | 'lost-plain-grpc'
  | 'lost-not-ready'
  | 'hangs'
  | 'lost-hangs';

const fail = (type: string, more: object = {}): Error => Object.assign(new Error(''), { type, ...more });
const TROUBLES: Readonly<Record<string, () => Error>> = {
  unavailable: () => fail('unavailable', { code: 14 }),
  deadline: () => fail('deadline-exceeded', { code: 4 }),
  // "An append while down throws a plain gRPC Error (code 14, no type)".
  'plain-grpc': () => Object.assign(new Error('14 UNAVAILABLE: No connection established'), { code: 14 }),
  // "on a gentle stop UnknownError (Could not recognize Server Is Not Ready)".
  'not-ready': () =>
    Object.assign(fail('unknown', { code: 2 }), { message: 'Could not recognize Server Is Not Ready' }),
};

interface Written extends Found {
  readonly position: Place;
  readonly created: Date;
}

/** Bytes of one append that the server takes. */
const MAX_APPEND = 1_048_576;

/**
 * A server of one node, in memory, that behaves as KurrentDB 24.2 with the client 1.3.1 was measured to: it is no
 * witness of what another version does, only of what the adapter makes of this.
 */
export class KurrentDouble {
  readonly all: Written[] = [];
  readonly streams = new Map<string, Written[]>();
  /** Appends that got through to the server, by stream; for counting what is repeated. */
  readonly appends: { readonly stream: string; readonly ids: readonly string[]; readonly state: unknown }[] = [];
  private readonly tombstoned = new Set<string>();
  private readonly live = new Set<LiveRead>();
  private readonly troubles: { readonly trouble: Trouble; readonly stream: RegExp }[] = [];
  private isDown = false;
  clients = 0;
  /** Where subscriptions to all began. */
  readonly subscribedFrom: (Place | 'start')[] = [];

  /** The next append to such a stream meets this. */
  trouble(trouble: Trouble, stream = /patient-/): void {
    this.troubles.push({ trouble, stream });
  }

  /** "Subscriptions never resume by themselves … error with UnavailableError". */
  down(): void {
    this.isDown = true;
    this.breakSubscriptions();
  }

  up(): void {
    this.isDown = false;
  }

  breakSubscriptions(): void {
    for (const subscription of this.live) subscription.destroy(TROUBLES['unavailable']!());
    this.live.clear();
  }

  /** "Tombstoned: StreamDeletedError". */
  tombstone(stream: string): void {
    this.tombstoned.add(stream);
  }

  /** "soft-deleted stream: reads as not found; no_stream append works and numbering goes on". */
  softDelete(stream: string): void {
    this.softDeleted.add(stream);
  }
  readonly softDeleted = new Set<string>();

  readonly connect = (): Client => {
    this.clients += 1;
    // "K's reads recover only if that client had read successfully before the outage."
    let reading: 'fresh' | 'alive' | 'dead' = 'fresh';
    const mayRead = (): void => {
      if (this.isDown && reading === 'fresh') reading = 'dead';
      if (this.isDown || reading === 'dead') throw TROUBLES['unavailable']!();
      reading = 'alive';
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const server = this;
    return {
      appendToStream: (stream, events, { streamState }) => this.append(stream, events, streamState),
      async *readStream(stream, { fromRevision, direction, maxCount }) {
        await breath();
        mayRead();
        // "a number throws UnknownError".
        if (typeof fromRevision === 'number') throw fail('unknown');
        if (server.tombstoned.has(stream)) throw fail('stream-deleted', { streamName: stream });
        const events = server.streams.get(stream);
        // "Missing stream: StreamNotFoundError, thrown on iteration, not on the call."
        if (!events || server.softDeleted.has(stream)) throw fail('stream-not-found', { streamName: stream });
        const found =
          direction === 'backwards'
            ? events.toReversed()
            : // "fromRevision is inclusive … Beyond the end: no events, no error."
              events.filter(({ revision }) => fromRevision === 'end' || revision >= fromRevision);
        for (const event of found.slice(0, maxCount)) yield { event: readForm(event) };
      },
      async *readAll({ fromPosition, maxCount, filter }) {
        await breath();
        mayRead();
        // "readAll({ fromPosition }) is inclusive"; "K applies the filter".
        const from = fromPosition === 'start' ? -1n : fromPosition.commit;
        const found = server.all.filter((event) => event.position.commit >= from && matches(event, filter));
        for (const event of found.slice(0, maxCount)) yield { event: readForm(event) };
      },
      // "are exclusive: pass the last one handled"; "A missing stream is no error".
      subscribeToStream: (stream, { fromRevision }) =>
        this.subscribe(
          ({ streamId, revision }) => streamId === stream && (fromRevision === 'start' || revision > fromRevision),
        ),
      subscribeToAll: ({ fromPosition, filter }) => {
        this.subscribedFrom.push(fromPosition);
        return this.subscribe(
          (event) =>
            (fromPosition === 'start' || event.position.commit > fromPosition.commit) && matches(event, filter),
          filter,
        );
      },
      dispose: () => Promise.resolve(),
    };
  };

  private async append(
    stream: string,
    events: readonly Draft[],
    state: 'no_stream' | bigint,
  ): Promise<{ success: boolean; nextExpectedRevision: bigint }> {
    await breath();
    if (this.isDown) throw TROUBLES['plain-grpc']!();
    const at = this.troubles.findIndex((one) => one.stream.test(stream));
    const [met] = at < 0 ? [] : this.troubles.splice(at, 1);
    const kind = met?.trouble.replace('lost-', '') ?? '';
    if (met && !met.trouble.startsWith('lost-')) {
      if (kind === 'hangs') return new Promise(() => undefined);
      throw TROUBLES[kind]!();
    }
    const answer = this.write(stream, events, state);
    if (!met) return answer;
    if (kind === 'hangs') return new Promise(() => undefined);
    throw TROUBLES[kind]!();
  }

  private write(stream: string, drafts: readonly Draft[], state: 'no_stream' | bigint) {
    this.appends.push({ stream, ids: drafts.map(({ id }) => id), state });
    if (this.tombstoned.has(stream)) throw fail('stream-deleted', { streamName: stream });
    // "over 1 MiB in one append: MaxAppendSizeExceededError".
    const texts = drafts.map(({ data, metadata }) => [JSON.stringify(data), JSON.stringify(metadata)] as const);
    if (texts.reduce((sum, [data, metadata]) => sum + data.length + metadata.length, 0) > MAX_APPEND)
      throw fail('maximum-append-size-exceeded');
    // "id that is no UUID: UnknownError, Could not recognize BadRequest".
    if (drafts.some(({ id }) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)))
      throw Object.assign(fail('unknown'), { message: 'Could not recognize BadRequest' });
    const past = this.streams.get(stream) ?? [];
    const isGone = this.softDeleted.has(stream);
    const head = past.length - 1;
    const expected = state === 'no_stream' ? -1 : Number(state);
    if (expected !== head && !(isGone && expected === -1)) {
      // "same expected revision as the first time: success, nothing written", also with other data.
      const known = drafts.every(({ id }, n) => past[expected + 1 + n]?.id === id);
      if (expected < head && drafts.length > 0 && known)
        return { success: true, nextExpectedRevision: BigInt(expected + drafts.length) };
      // "type wrong-expected-version, message is empty … actualState bigint or no_stream".
      throw fail('wrong-expected-version', { actualState: head < 0 ? 'no_stream' : BigInt(head) });
    }
    // "expected = the present head: written a second time": no id is looked at here.
    this.softDeleted.delete(stream);
    const fresh = drafts.map(({ id, type }, n): Written => {
      const place = BigInt((this.all.length + n) * 100);
      const [data, metadata] = texts[n]!;
      return {
        streamId: stream,
        id,
        type,
        revision: BigInt(head + 1 + n),
        data: JSON.parse(data),
        metadata: JSON.parse(metadata),
        position: { commit: place, prepare: place },
        created: new Date(),
      };
    });
    this.all.push(...fresh);
    this.streams.set(stream, [...past, ...fresh]);
    for (const subscription of this.live) subscription.poke();
    return { success: true, nextExpectedRevision: BigInt(head + drafts.length) };
  }

  private subscribe(wanted: (event: Written) => boolean, filter?: StreamFilter): LiveRead {
    const subscription = new LiveRead(this.all, wanted, filter, () => this.live.delete(subscription));
    if (this.isDown) subscription.destroy(TROUBLES['unavailable']!());
    else this.live.add(subscription);
    return subscription;
  }
}

/** "K's reads cut created to whole seconds", and nobody may change what the server holds. */
const readForm = (event: Written): Written => ({
  ...structuredClone(event),
  created: new Date(Math.floor(event.created.getTime() / 1000) * 1000),
});

const matches = ({ streamId }: Written, { prefixes }: StreamFilter): boolean =>
  prefixes.some((prefix) => streamId.startsWith(prefix));

/** "Backpressure holds: … held 16 events"; "checkpointReached advances though nothing matches". */
class LiveRead extends Readable {
  private next = 0;
  private hungry = false;
  private searched = 0;

  constructor(
    private readonly log: readonly Written[],
    private readonly wanted: (event: Written) => boolean,
    private readonly search: StreamFilter | undefined,
    private readonly onGone: () => void,
  ) {
    super({ objectMode: true, highWaterMark: 16 });
  }

  override _read(): void {
    this.hungry = true;
    setImmediate(() => this.poke());
  }

  poke(): void {
    while (this.hungry && !this.destroyed && this.next < this.log.length) {
      const event = this.log[this.next++]!;
      this.searched += 1;
      if (this.wanted(event)) this.hungry = this.push({ event } satisfies Resolved);
      const { checkpointInterval = 0, maxSearchWindow = 0, checkpointReached } = this.search ?? {};
      if (checkpointReached && this.searched % (checkpointInterval * maxSearchWindow) === 0)
        checkpointReached(this, event.position);
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.onGone();
    done(error);
  }

  unsubscribe(): Promise<void> {
    this.destroy();
    return Promise.resolve();
  }
}
