import type { RecordedEvent } from '../../events/index.js';
import {
  IntegrityError,
  StoredLog,
  type EventStore,
  type Keys,
  type LogPage,
  type LogPoint,
  type LogRange,
  type StoredLeaf,
  type StoredRecord,
  type StoredTile,
  type StreamRange,
} from '../../ports/index.js';
import { parseLeaf, sealedUnder } from '../../provenance/index.js';
import { storeError, type Database, type Statement } from './database.js';
import { IS_SELDOM, SELDOM } from './event-tables.js';
import { PAGE, eventOf, identityOf, pageOf, rowsOf, type Row } from './event-page.js';
import { LOG_PAGE, logPageOf } from './log-page.js';
import { requireLeaves, requireRecords, requireTiles } from './sound-rows.js';

const COLUMNS = `e.position, e.stream, e.revision, e.id, e.type, e.patient_id AS patientId, e.recorded_at AS recordedAt,
  e.header, e.header_salt AS headerSalt, e.clinical, e.identity, e.content_salt AS contentSalt`;

/** Below every position: what stands before the first place of a log was put there. */
const FROM_BELOW = Number.MIN_SAFE_INTEGER;

/** Reads a log file, its own writer's or another process's. Every event is checked against its leaf before it is given. */
export class EventReader extends StoredLog {
  private readonly statements;
  private indexesDifferOn: Statement | null = null;

  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {
    super();
    const page = (which: string): Statement => database.prepare(pageOf(which)).raw();
    this.statements = {
      stream: page('WHERE stream = ? AND revision BETWEEN ? AND ? AND e.position <= ? ORDER BY revision'),
      log: page('WHERE e.position > ? AND e.position <= ? ORDER BY e.position'),
      logOfTypes: page(
        'WHERE e.position > ? AND e.position <= ? AND type IN (SELECT value FROM json_each(?)) ORDER BY e.position',
      ),
      logOfSeldom: page(
        `WHERE e.position > ? AND e.position <= ? AND ${IS_SELDOM} AND type IN (SELECT value FROM json_each(?)) ORDER BY e.position`,
      ),
      // The part of a log: as isInShard of the port.
      streams: page(
        `WHERE (stream, revision) > (?, ?) AND +e.position BETWEEN 0 AND ? AND unicode(substr(stream, -1)) % ? = ?
         ORDER BY stream, revision`,
      ),
      leaf: database.prepare('SELECT leaf FROM leaves WHERE position = ?').pluck(),
      head: database.prepare('SELECT max(position) FROM leaves').pluck(),
      records: database.prepare(`SELECT ${COLUMNS} FROM events e WHERE position >= ? ORDER BY position LIMIT ?`),
      leaves: database.prepare('SELECT position, leaf FROM leaves WHERE position >= ? ORDER BY position LIMIT ?'),
      logPage: database.prepare(LOG_PAGE).raw(),
      tiles: database.prepare('SELECT level, n, hashes FROM tiles WHERE level = ? AND n > ? ORDER BY n LIMIT ?'),
    };
  }

  async *stream(
    stream: string,
    { from = 0, to, upTo, identity = false }: StreamRange = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    // A stream whose last events an index has lost looks like a shorter one.
    if (this.read(() => this.indexesDiffer().get({ stream })) === 1)
      throw new IntegrityError(null, `the indexes of stream ${stream} name different numbers of events: run verify`);
    const last = to ?? Number.MAX_SAFE_INTEGER;
    for (let next = from; next <= last;) {
      const rows = this.page(this.statements.stream, stream, next, last, upTo ?? Number.MAX_SAFE_INTEGER);
      for (const [index, { revision, position }] of rows.entries()) {
        if (revision !== next + index)
          throw new IntegrityError(position, `the event of revision ${next + index} before it is missing`);
      }
      if (rows.length > 0) yield await this.open(rows, identity);
      if (rows.length < PAGE) return;
      next += rows.length;
    }
  }

  async *streams({ upTo, shard, after = '' }: Parameters<EventStore['readStreams']>[0] = {}): AsyncGenerator<
    readonly RecordedEvent[]
  > {
    const last = upTo ?? Number.MAX_SAFE_INTEGER;
    const { index, of } = shard ?? { index: 0, of: 1 };
    let stream = after;
    let revision = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = this.page(this.statements.streams, stream, revision, last, of, index);
      for (const row of rows) {
        const next = row.stream === stream ? revision + 1 : 0;
        if (row.revision !== next)
          throw new IntegrityError(row.position, `the event of revision ${next} before it is missing`);
        ({ stream, revision } = row);
      }
      if (rows.length > 0) yield await this.open(rows, false);
      if (rows.length < PAGE) return;
    }
  }

  async *log({ after = -1, upTo, types, identity = false }: LogRange = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const last = Math.min(upTo ?? Number.MAX_SAFE_INTEGER, this.headPosition());
    const wanted = types && JSON.stringify(types);
    const { logOfTypes, logOfSeldom } = this.statements;
    const ofTypes = types?.every((type) => SELDOM.includes(type)) ? logOfSeldom : logOfTypes;
    for (let next = after; next < last;) {
      const rows = wanted ? this.page(ofTypes, next, last, wanted) : this.page(this.statements.log, next, last);
      if (!wanted) requireWhole(rows, next, last);
      if (rows.length > 0) yield await this.open(rows, identity);
      if (rows.length < PAGE) return;
      next = rows.at(-1)?.position ?? last;
    }
  }

  /** Position of the last leaf; -1 while the log is empty. */
  headPosition(): number {
    return this.read(() => this.statements.head.get() as number | null) ?? -1;
  }

  point(position: number): LogPoint | null {
    const leaf = this.read(() => this.statements.leaf.get(position) as string | undefined);
    return leaf === undefined ? null : { position, recordedAt: parseLeaf(leaf, position).at };
  }

  /** By bisection: `at` never decreases along the log. */
  pointBefore(instant: string): LogPoint | null {
    let lo = -1;
    let hi = this.headPosition();
    while (lo < hi) {
      const middle = lo + Math.ceil((hi - lo) / 2);
      const point = this.point(middle);
      if (!point) throw new IntegrityError(middle, 'its leaf is missing');
      if (point.recordedAt <= instant) lo = middle;
      else hi = middle - 1;
    }
    return lo < 0 ? null : this.point(lo);
  }

  async *records({ after = FROM_BELOW } = {}): AsyncGenerator<readonly StoredRecord[]> {
    yield* this.pages<StoredRecord>(
      (next, limit) => this.statements.records.all(next + 1, limit),
      requireRecords,
      after,
      ({ position }) => position,
    );
  }

  async *leaves({ after = FROM_BELOW } = {}): AsyncGenerator<readonly StoredLeaf[]> {
    yield* this.pages<StoredLeaf>(
      (next, limit) => this.statements.leaves.all(next + 1, limit),
      requireLeaves,
      after,
      ({ position }) => position,
    );
  }

  async *tiles(level: number): AsyncGenerator<readonly StoredTile[]> {
    yield* this.pages<StoredTile>(
      (next, limit) => this.statements.tiles.all(level, next, limit),
      requireTiles,
      FROM_BELOW,
      ({ n }) => n,
    );
  }

  /**
   * By the index over (stream, revision), which finds the rows, and by the one over (stream, id). Prepared when it is first
   * needed: a file whose indexes are gone can still be verified.
   */
  private indexesDiffer(): Statement {
    return (this.indexesDifferOn ??= this.database
      .prepare(
        `SELECT (SELECT count(*) FROM events INDEXED BY sqlite_autoindex_events_1
               WHERE stream = @stream AND revision BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}) <>
           (SELECT count(*) FROM events INDEXED BY sqlite_autoindex_events_2 WHERE stream = @stream)`,
      )
      .pluck());
  }

  /** The one writer of a log reads between its transactions, and needs no other. */
  override hold(): () => void {
    if (!this.database.readonly || this.database.inTransaction) return () => undefined;
    this.read(() => this.database.exec('BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1'));
    // Of a damaged file a COMMIT fails, and SQLite may have ended the transaction itself.
    return () => {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
    };
  }

  override eventsOfTile(n: number): Promise<LogPage> {
    return Promise.resolve(
      logPageOf(this.read(() => this.statements.logPage.get({ n }) as Parameters<typeof logPageOf>[0])),
    );
  }

  damage(): Promise<readonly string[]> {
    const found: string[] = [];
    try {
      for (const line of this.database.prepare('PRAGMA integrity_check').pluck().iterate()) found.push(String(line));
    } catch (error) {
      found.push(error instanceof Error ? error.message : String(error));
    }
    return Promise.resolve(found.filter((line) => line !== 'ok'));
  }

  /** @throws IntegrityError at damage, but only after everything before it was given */
  private *pages<T>(
    page: (next: number, limit: number) => unknown[],
    requireSound: (rows: readonly T[], after: number) => void,
    after: number,
    key: (row: T) => number,
  ): Generator<readonly T[]> {
    for (let next = after, limit = PAGE; ;) {
      let rows: readonly T[];
      try {
        rows = this.read(() => page(next, limit) as T[]);
        requireSound(rows, next);
      } catch (error) {
        if (limit === 1) throw error;
        limit = Math.ceil(limit / 4);
        continue;
      }
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      next = key(last);
    }
  }

  private page(statement: Statement, ...parameters: readonly unknown[]): readonly Row[] {
    return rowsOf(this.read(() => statement.get(...parameters) as Parameters<typeof rowsOf>[0]));
  }

  /** A call of the driver, with the port's own errors. */
  private read<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw storeError(error);
    }
  }

  private async open(rows: readonly Row[], identity: boolean): Promise<readonly RecordedEvent[]> {
    const keys = new Map<string, Awaited<ReturnType<Keys['forOpening']>>>();
    if (identity) {
      for (const row of rows) {
        const keyId = sealedUnder(identityOf(row));
        const name = keyId?.toString('hex');
        if (keyId && name && !keys.has(name)) keys.set(name, await this.keys.forOpening(keyId));
      }
    }
    const keyOf = identity ? (keyId: Buffer) => keys.get(keyId.toString('hex')) ?? null : undefined;
    return rows.map((row) => eventOf(row, keyOf));
  }
}

/** A page of the log holds every position after `after` up to its own end, which is `last` unless the page is full. */
function requireWhole(rows: readonly Row[], after: number, last: number): void {
  const gap = rows.findIndex(({ position }, index) => position !== after + 1 + index);
  const next = gap < 0 ? after + 1 + rows.length : after + 1 + gap;
  if (gap >= 0 || (rows.length < PAGE && next <= last)) throw new IntegrityError(next, 'it is missing');
}
