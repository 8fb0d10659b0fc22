import { randomUUID } from 'node:crypto';
import { SignedLog, type LogEntry, type SignedCheckpoint } from '../../ports/index.js';
import type { Found } from './client.js';
import type { Connection } from './connection.js';
import type { LeafIndex } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';
import type { KurrentLog } from './log.js';

const CHECKPOINTS = 'transparency-checkpoints';
const PAGE = 1_000;

/** Leaves and tiles as the index has them, and the checkpoints, a stream of their own in the server. */
export class KurrentSignedLog extends SignedLog {
  /** As many as were read, in the order in which they were signed. */
  private readonly known: SignedCheckpoint[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly index: LeafIndex,
    private readonly leaves: LeafStream,
    private readonly log: KurrentLog,
  ) {
    super();
  }

  async size(): Promise<number> {
    await this.leaves.ready();
    return this.index.size;
  }

  async tile(level: number, n: number): Promise<Buffer | null> {
    await this.leaves.ready();
    return this.index.tile(level, n);
  }

  async indexOf(eventId: string): Promise<number | null> {
    await this.leaves.ready();
    return this.index.indexOf(eventId);
  }

  async *entries({ after, upTo }: { after: number; upTo?: number }): AsyncGenerator<readonly LogEntry[]> {
    await this.leaves.ready();
    for await (const page of this.log.placed(after, Math.min(upTo ?? Infinity, this.index.size - 1))) {
      yield page.map(({ kept: { stored }, leaf: { position, leaf } }) => ({
        index: position,
        leaf,
        header: stored.header,
        headerSalt: stored.headerSalt,
        contentSalt: stored.contentSalt,
        content: Buffer.concat([stored.clinical, stored.identity].filter((one) => one !== null)),
      }));
    }
  }

  async *checkpoints({ after }: { after: number }): AsyncGenerator<readonly SignedCheckpoint[]> {
    const larger = (await this.all()).filter(({ size }) => size > after).toSorted((a, b) => a.size - b.size);
    for (let from = 0; from < larger.length; from += PAGE) yield larger.slice(from, from + PAGE);
  }

  async checkpointAt(size: number): Promise<SignedCheckpoint | null> {
    return (await this.all()).findLast((one) => one.size === size) ?? null;
  }

  async lastCheckpoint(): Promise<SignedCheckpoint | null> {
    return (await this.all()).at(-1) ?? null;
  }

  /** Where another has signed in the meantime, this one is not kept. @throws WrongRevisionError */
  async keep({ origin, size, note }: SignedCheckpoint): Promise<void> {
    const draft = {
      id: randomUUID(),
      type: 'Checkpoint',
      contentType: 'application/json' as const,
      data: { origin, size, note },
      metadata: {},
    };
    await this.connection.append(this.name, [draft], (await this.all()).length - 1);
  }

  private get name(): string {
    return `${this.leaves.prefix}${CHECKPOINTS}`;
  }

  private async all(): Promise<readonly SignedCheckpoint[]> {
    for (;;) {
      const from = this.known.length;
      const found = await this.connection.read(this.name, (client) =>
        client.readStream(this.name, {
          fromRevision: BigInt(from),
          direction: 'forwards',
          maxCount: PAGE,
          requiresLeader: true,
        }),
      );
      // Another call may have read the same in the meantime.
      this.known.push(...found.slice(this.known.length - from).map(checkpointOf));
      if (found.length < PAGE) return this.known;
    }
  }
}

const checkpointOf = ({ data }: Found): SignedCheckpoint => {
  const { origin, size, note } = data as SignedCheckpoint;
  return { origin, size, note };
};
