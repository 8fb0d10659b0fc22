import type { RecordedEvent } from '../../events/index.js';
import {
  IntegrityError,
  StoredLog,
  type Keys,
  type LogRange,
  type StoredLeaf,
  type StoredRecord,
  type StoredTile,
  type StreamRange,
} from '../../ports/index.js';
import { sealedUnder } from '../../provenance/index.js';
import type { Draft, Place } from './client.js';
import type { Connection } from './connection.js';
import { keptOf, openKept, type Kept } from './event-form.js';
import { isAfter, placeOf, type LeafIndex, type PlacedLeaf } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';
import { isOurs, ourStreams } from './streams.js';

const PAGE = 500;

/** Reads the server. Every event that has a leaf is checked against it before it is given. */
export class KurrentLog extends StoredLog {
  constructor(
    private readonly connection: Connection,
    private readonly index: LeafIndex,
    private readonly leafStream: LeafStream,
    private readonly keys: Keys,
  ) {
    super();
  }

  async *stream(
    stream: string,
    { from = 0, to = Infinity, upTo, identity = false }: StreamRange = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    await this.leafStream.ready();
    const sequenced = this.index.lastRevision(stream);
    for (let next = from; next <= to;) {
      const kept = await this.page(stream, next);
      if (kept.length < PAGE && next + kept.length <= sequenced)
        throw new IntegrityError(null, `stream ${stream} has no event at revision ${next + kept.length}`);
      const leaves = this.index.ofStream(stream, next, next + kept.length - 1);
      const wanted = kept.filter(({ revision }) => {
        const position = leaves.get(revision)?.position ?? null;
        return revision <= to && (upTo === undefined || (position !== null && position <= upTo));
      });
      if (wanted.length > 0) yield await this.open(wanted, ({ revision }) => leaves.get(revision) ?? null, identity);
      if (kept.length < PAGE || wanted.length < kept.length) return;
      next += kept.length;
    }
  }

  /** Where a stream ends, and the ids of its events that have no leaf yet. */
  async tail(stream: string): Promise<{ readonly actual: number; readonly ids: ReadonlySet<string> }> {
    const ids = new Set<string>();
    let actual = this.index.lastRevision(stream);
    // The last one with a leaf is read again: where it is gone, the server would begin anew.
    const from = Math.max(actual, 0);
    for (let next = from; ;) {
      const kept = await this.page(stream, next);
      if (kept.length === 0 && next <= actual)
        throw new IntegrityError(null, `stream ${stream} has no event at revision ${next}`);
      for (const { id, revision } of kept) {
        ids.add(id);
        actual = Math.max(actual, revision);
      }
      if (kept.length < PAGE) return { actual, ids };
      next += kept.length;
    }
  }

  /** Whether just these drafts stand there: salts are random, so that another's event never has the same. */
  async holds(stream: string, from: number, drafts: readonly Draft[]): Promise<boolean> {
    for (let next = 0; next < drafts.length;) {
      const kept = await this.page(stream, from + next, drafts.length - next);
      const salts = kept.map(({ stored }) => stored.headerSalt.toString('base64url'));
      if (salts.length === 0 || salts.some((salt, n) => salt !== drafts[next + n]?.metadata['headerSalt']))
        return false;
      next += salts.length;
    }
    return true;
  }

  async *events({ after = -1, upTo, types, identity = false }: LogRange = {}): AsyncGenerator<
    readonly RecordedEvent[]
  > {
    await this.leafStream.ready();
    const last = Math.min(upTo ?? Infinity, this.index.size - 1);
    for await (const page of this.placed(after, last)) {
      const wanted = types ? page.filter(({ kept }) => types.includes(kept.type)) : page;
      const leafOf = new Map(wanted.map(({ kept, leaf }) => [kept, leaf]));
      if (wanted.length > 0) yield await this.open([...leafOf.keys()], (kept) => leafOf.get(kept) ?? null, identity);
    }
  }

  async *records({ after = -1 } = {}): AsyncGenerator<readonly StoredRecord[]> {
    await this.leafStream.ready();
    for await (const page of this.placed(Math.max(after, -1), this.index.size - 1)) {
      yield page.map(({ kept: { stream, revision, id, type, patientId, recordedAt, stored }, leaf: { position } }) => ({
        position,
        stream,
        revision,
        id,
        type,
        patientId,
        recordedAt,
        ...stored,
      }));
    }
  }

  async *leaves({ after = -1 } = {}): AsyncGenerator<readonly StoredLeaf[]> {
    for await (const page of this.leafStream.pages(Math.max(after, -1)))
      yield page.map(({ position, leaf }) => ({ position, leaf }));
  }

  async *tiles(level: number): AsyncGenerator<readonly StoredTile[]> {
    await this.leafStream.ready();
    for (let next = -1; ;) {
      const tiles = this.index.tiles(level, next, PAGE);
      const last = tiles.at(-1);
      if (!last) return;
      yield tiles;
      next = last.n;
    }
  }

  /** The server looks after its own files. */
  damage(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  /** Events in the order of the log, which is the server's own, each with its leaf. */
  async *placed(
    after: number,
    upTo: number,
  ): AsyncGenerator<readonly { readonly kept: Kept; readonly leaf: PlacedLeaf }[]> {
    const before = this.index.at(after);
    let place: Place | null = before && placeOf(before.place);
    for (let next = after + 1; next <= upTo;) {
      const all = await this.pageOfAll(place);
      const fresh = all.filter((kept) => !place || isAfter(kept.place, place));
      const leaves = this.index.after(next - 1, upTo, fresh.length);
      const page = leaves.map((leaf, n) => {
        const kept = fresh[n];
        if (kept?.stream !== leaf.stream || kept.revision !== leaf.revision)
          throw new IntegrityError(leaf.position, 'it does not stand where its leaf says');
        return { kept, leaf };
      });
      if (page.length === 0) throw new IntegrityError(next, 'it is missing');
      yield page;
      place = page.at(-1)?.kept.place ?? place;
      next += page.length;
    }
  }

  /** Events after the last leaf in the server's own order, as many as are read at once. */
  async withoutLeaf(): Promise<readonly Kept[]> {
    const last = this.index.at(this.index.size - 1);
    const place = last && placeOf(last.place);
    return (await this.pageOfAll(place)).filter((kept) => !place || isAfter(kept.place, place));
  }

  private async pageOfAll(from: Place | null): Promise<readonly Kept[]> {
    const { prefix } = this.leafStream;
    const found = await this.connection.read('$all', (client) =>
      client.readAll({
        fromPosition: from ?? 'start',
        maxCount: PAGE,
        filter: ourStreams(prefix),
        requiresLeader: true,
      }),
    );
    return found.filter(({ streamId }) => isOurs(streamId, prefix)).map((one) => keptOf(one, prefix));
  }

  private async page(stream: string, from: number, maxCount = PAGE): Promise<readonly Kept[]> {
    const { prefix } = this.leafStream;
    const name = `${prefix}${stream}`;
    const found = await this.connection.read(name, (client) =>
      client.readStream(name, {
        fromRevision: BigInt(from),
        direction: 'forwards',
        maxCount: Math.min(maxCount, PAGE),
        requiresLeader: true,
      }),
    );
    return found.map((one, n) => {
      if (Number(one.revision) !== from + n)
        throw new IntegrityError(null, `stream ${stream} has no event at revision ${from + n}`);
      return keptOf(one, prefix);
    });
  }

  private async open(
    events: readonly Kept[],
    leafOf: (kept: Kept) => PlacedLeaf | null,
    identity: boolean,
  ): Promise<readonly RecordedEvent[]> {
    const keys = new Map<string, Awaited<ReturnType<Keys['forOpening']>>>();
    for (const { stored } of identity ? events : []) {
      const keyId = sealedUnder(stored.identity);
      const name = keyId?.toString('hex');
      if (keyId && name && !keys.has(name)) keys.set(name, await this.keys.forOpening(keyId));
    }
    const keyOf = identity ? (keyId: Buffer) => keys.get(keyId.toString('hex')) ?? null : undefined;
    return events.map((kept) => openKept(kept, leafOf(kept), keyOf));
  }
}
