import type { Db } from 'mongodb';
import {
  StoreUnavailableError,
  type Building,
  type Checkpoint,
  type Clock,
  type Collection,
  type Generation,
  type Snapshot,
  type StoredDocument,
} from '../../ports/index.js';
import { CALL_MS, type Connection } from './connection.js';
import { checkpointOf, generationKey, isThere, readControl, type Control } from './control.js';
import type { Lease } from './lease.js';
import { dropUnnamed, heldAt, keyOf, newestOf, put, versionsOf } from './versions.js';

const PAGE = 500;

/** Superseded versions, and replaced generations, stay for so long: a scan may take that time. */
const KEPT_MS = 600_000;

/** What a generation needs of the read models it belongs to. */
export interface Backend {
  readonly connection: Connection;
  readonly lease: Lease;
  readonly clock: Clock;
}

/**
 * A generation as versions of documents: written once, never changed but for their end. What is written shows when the
 * checkpoint moves, by one change of one document: so every read is of one moment, without transactions.
 */
export class MongoGeneration implements Generation {
  /** The checkpoint of a while ago: what it superseded nobody reads any more. */
  private swept: { readonly position: number; readonly at: number } | null = null;

  /** @param pinned null for the one that is live when it is first used */
  constructor(
    private readonly backend: Backend,
    private pinned: number | null,
  ) {}

  /** Null before it was used. */
  get number(): number | null {
    return this.pinned;
  }

  async checkpoint(): Promise<Checkpoint | null> {
    const control = await this.backend.connection.use(readControl);
    return control && checkpointOf(control, this.readable(control));
  }

  async get(collection: Collection, ids: readonly string[]): Promise<Snapshot<readonly StoredDocument[]>> {
    return this.backend.connection.use(async (database) => {
      for (;;) {
        const control = await readControl(database);
        const number = control && this.readable(control);
        const checkpoint = control && number && checkpointOf(control, number);
        if (!checkpoint) return { documents: [], checkpoint: null };
        const keys = ids.map((id) => keyOf(collection, id));
        const found = await versionsOf(database, number)
          .find({ key: { $in: keys }, ...heldAt(checkpoint) }, { maxTimeMS: CALL_MS })
          .sort({ key: 1, lastPosition: -1 })
          .toArray();
        const documents = newestOf(collection, found);
        // A document may be missing because its generation was dropped meanwhile: then the one that is live now answers.
        if (documents.length >= ids.length || (await stays(database, number))) return { documents, checkpoint };
      }
    });
  }

  async scan<T>(
    collection: Collection,
    use: (snapshot: Snapshot<AsyncIterable<readonly StoredDocument[]>>) => Promise<T>,
  ): Promise<T> {
    const started = this.now();
    const control = await this.backend.connection.use(readControl);
    const number = control && this.readable(control);
    const checkpoint = control && number ? checkpointOf(control, number) : null;
    return use({ documents: this.pages(collection, number, checkpoint, started), checkpoint });
  }

  /**
   * @throws StoreUnavailableError `busy` when another process leads, or has taken over since; then nothing of it shows
   */
  async write(documents: readonly StoredDocument[], reached: Checkpoint | Building | null): Promise<void> {
    const { connection, lease } = this.backend;
    const control = await lease.held();
    const number = (this.pinned ??= control.live);
    if (number !== control.live && number !== control.building) throw replaced();
    const before = checkpointOf(control, number)?.position ?? -1;
    const [building, checkpoint] = reached && 'goal' in reached ? [reached, null] : [null, reached];
    await connection.use((database) => put(versionsOf(database, number), documents, before, checkpoint));
    if (building) await lease.change(control.token, { building: number }, { $set: { built: building } });
    if (!checkpoint) return;
    const { position, recordedAt, projection } = checkpoint;
    const key = `generations.${generationKey(number)}`;
    const moved = await lease.change(
      control.token,
      { $or: [{ live: number }, { building: number }], [`${key}.position`]: { $not: { $gt: position } } },
      { $set: { [key]: { position, recordedAt, projection } }, $inc: { beat: 1 } },
    );
    if (moved) await this.sweep(control, number, { position, recordedAt, projection });
  }

  private now(): number {
    return Date.parse(this.backend.clock.now());
  }

  /** Which one is read: itself, or where it is dropped already, the one that is live now. */
  private readable(control: Control): number {
    const number = (this.pinned ??= control.live);
    return isThere(control, number) ? number : control.live;
  }

  private async *pages(
    collection: Collection,
    number: number | null,
    checkpoint: Checkpoint | null,
    started: number,
  ): AsyncGenerator<readonly StoredDocument[]> {
    if (number === null || !checkpoint) return;
    // The character after the slash: all keys of the collection lie before it.
    const end = `${collection}0`;
    for (let after = keyOf(collection, ''); ;) {
      const { found, there } = await this.backend.connection.use(async (database) => ({
        found: await versionsOf(database, number)
          .find({ key: { $gt: after, $lt: end }, ...heldAt(checkpoint) }, { maxTimeMS: CALL_MS })
          .sort({ key: 1, lastPosition: -1 })
          .limit(PAGE)
          .toArray(),
        there: await stays(database, number),
      }));
      if (!there || this.now() - started > KEPT_MS) throw replaced();
      const last = found.at(-1);
      if (last) yield newestOf(collection, found);
      if (!last || found.length < PAGE) return;
      after = last.key;
    }
  }

  /** From time to time: away with what no read of the last while can need. Never too late: numbers are not given twice. */
  private async sweep(control: Control, number: number, checkpoint: Checkpoint): Promise<void> {
    const at = this.now();
    if (this.swept && at - this.swept.at < KEPT_MS) return;
    const unread = this.swept?.position;
    this.swept = { position: checkpoint.position, at };
    if (unread === undefined || control.building !== 0) return;
    const { connection, lease } = this.backend;
    const generations = { [generationKey(number)]: checkpoint };
    const named = await lease.change(control.token, { live: number, building: 0 }, { $set: { generations } });
    await connection.use(async (database) => {
      if (named) await dropUnnamed(database, { ...control, generations });
      await versionsOf(database, number).deleteMany({ until: { $lte: unread } });
    });
  }
}

const stays = async (database: Db, number: number): Promise<boolean> => {
  const control = await readControl(database);
  return control !== null && isThere(control, number);
};

const replaced = (): StoreUnavailableError =>
  new StoreUnavailableError('store-unavailable', 'the read models were built anew meanwhile: try again');
