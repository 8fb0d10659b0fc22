import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '../../events/index.js';
import { IntegrityError } from '../../ports/index.js';
import { canonicalJson } from '../../provenance/index.js';
import type { Found } from './client.js';
import type { Connection } from './connection.js';
import type { LeafIndex, PlacedLeaf } from './leaf-index.js';

export const LEAVES = 'transparency-log';
const PAGE = 1_000;
const RETRY_MS = 250;

/**
 * The log's leaves in the server, one event a leaf: its revision is the position, so an append that expects the position
 * before it fences whoever was paused while another went on. Keeps the index up with the stream.
 */
export class LeafStream {
  private readonly abort = new AbortController();
  private readonly running: Promise<void>;
  /** Resolves when the index first came as far as the stream was. */
  private opened: Promise<void>;
  /** Why the index does not get on; null while it does. */
  failure: string | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly index: LeafIndex,
    /** What the names of our streams begin with in the server. */
    readonly prefix: string,
  ) {
    this.opened = this.open();
    this.running = this.opened.catch(() => undefined).then(() => this.follow());
  }

  /** Resolves when the index has what the server had at the start. @throws StoreUnavailableError while that is not so */
  async ready(): Promise<void> {
    const { opened } = this;
    try {
      await opened;
    } catch {
      // Whoever comes first after a failure tries again; the others wait for that.
      if (this.opened === opened) this.opened = this.open();
      await this.opened;
    }
  }

  /**
   * @param id one that no other attempt has: a leaf that another has written at this place is no repetition of this one
   * @throws WrongRevisionError when another has written there
   */
  async append(leaves: readonly PlacedLeaf[], newId: () => string): Promise<void> {
    const [first] = leaves;
    if (!first) return;
    const drafts = leaves.map(({ leaf, stream, revision, place }) => ({
      id: newId(),
      type: 'Leaf',
      contentType: 'application/json' as const,
      data: JSON.parse(leaf) as JsonObject,
      metadata: { stream, revision, place },
    }));
    await this.connection.append(this.name, drafts, first.position - 1);
  }

  /** Leaves from the server itself, in pages. */
  async *pages(after: number): AsyncGenerator<readonly PlacedLeaf[]> {
    for (let next = after + 1; ;) {
      const from = BigInt(next);
      const found = await this.connection.read(this.name, (client) =>
        client.readStream(this.name, {
          fromRevision: from,
          direction: 'forwards',
          maxCount: PAGE,
          requiresLeader: true,
        }),
      );
      if (found.length === 0) return;
      yield found.map(leafOf);
      next += found.length;
    }
  }

  /** Brings the index to where the stream is now. */
  async catchUp(): Promise<void> {
    for await (const page of this.pages(this.index.size - 1)) this.index.extend(page);
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  private get name(): string {
    return `${this.prefix}${LEAVES}`;
  }

  /** An index of another log, or of one that was put back to an older state, is made anew. */
  private async open(): Promise<void> {
    const last = this.index.at(this.index.size - 1);
    for await (const [found] of last ? this.pages(last.position - 1) : []) {
      if (found?.leaf === last?.leaf) return this.catchUp();
      break;
    }
    this.index.clear();
    await this.catchUp();
  }

  private async follow(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        await this.ready();
        const { size } = this.index;
        const fromRevision = size === 0 ? 'start' : BigInt(size - 1);
        const live = this.connection.subscribe(
          (client) => client.subscribeToStream(this.name, { fromRevision }),
          signal,
        );
        for await (const { events } of live) {
          this.index.extend(events.map(leafOf));
          this.failure = null;
        }
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

function leafOf({ revision, data, metadata }: Found): PlacedLeaf {
  const position = Number(revision);
  const { stream, revision: own, place } = (metadata ?? {}) as Record<string, unknown>;
  if (typeof stream !== 'string' || typeof own !== 'number' || typeof place !== 'string')
    throw new IntegrityError(position, 'its leaf is no leaf');
  return { position, leaf: canonicalJson(data), stream, revision: own, place };
}
