import type { RecordedEvent } from '../../events/index.js';
import {
  IntegrityError,
  StoredLog,
  type Keys,
  type LogPoint,
  type LogRange,
  type StoredLeaf,
  type StoredRecord,
  type StoredTile,
  type StreamRange,
} from '../../ports/index.js';
import { checkHashes, openEvent, parseLeaf, sealedUnder } from '../../provenance/index.js';
import { storeError, type Database } from './database.js';

const PAGE = 1_000;
const COLUMNS = `e.position, e.stream, e.revision, e.id, e.type, e.patient_id AS patientId, e.recorded_at AS recordedAt,
  e.header, e.header_salt AS headerSalt, e.clinical, e.identity, e.content_salt AS contentSalt`;

type Row = StoredRecord & { readonly leaf: string };

/** Reads a log file, its own writer's or another process's. Every event is checked against its leaf before it is given. */
export class EventReader extends StoredLog {
  private readonly statements;

  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {
    super();
    const events = `SELECT ${COLUMNS}, l.leaf FROM events e JOIN leaves l USING (position)`;
    this.statements = {
      stream: database.prepare(
        `${events} WHERE stream = ? AND revision BETWEEN ? AND ? AND e.position <= ? ORDER BY revision LIMIT ${PAGE}`,
      ),
      log: database.prepare(`${events} WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ${PAGE}`),
      logOfTypes: database.prepare(
        `${events} WHERE e.position > ? AND e.position <= ? AND type IN (SELECT value FROM json_each(?)) ORDER BY e.position LIMIT ${PAGE}`,
      ),
      leaf: database.prepare('SELECT leaf FROM leaves WHERE position = ?').pluck(),
      head: database.prepare('SELECT max(position) FROM leaves').pluck(),
      records: database.prepare(`SELECT ${COLUMNS} FROM events e WHERE position > ? ORDER BY position LIMIT ${PAGE}`),
      leaves: database.prepare(`SELECT position, leaf FROM leaves WHERE position > ? ORDER BY position LIMIT ${PAGE}`),
      tiles: database.prepare('SELECT level, n, hashes FROM tiles WHERE level = ? AND n > ? ORDER BY n LIMIT 100'),
    };
  }

  async *stream(
    stream: string,
    { from = 0, to, upTo, identity = false }: StreamRange = {},
  ): AsyncGenerator<readonly RecordedEvent[]> {
    const last = to ?? Number.MAX_SAFE_INTEGER;
    for (let next = from; next <= last;) {
      const rows = this.rows(() => this.statements.stream.all(stream, next, last, upTo ?? Number.MAX_SAFE_INTEGER));
      if (rows.length > 0) yield await this.open(rows, identity);
      if (rows.length < PAGE) return;
      next = (rows.at(-1)?.revision ?? 0) + 1;
    }
  }

  async *log({ after = -1, upTo, types, identity = false }: LogRange = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const last = Math.min(upTo ?? Number.MAX_SAFE_INTEGER, this.headPosition());
    const wanted = types && JSON.stringify(types);
    for (let next = after; next < last;) {
      const rows = this.rows(() =>
        wanted ? this.statements.logOfTypes.all(next, last, wanted) : this.statements.log.all(next, last),
      );
      if (rows.length > 0) yield await this.open(rows, identity);
      if (rows.length < PAGE) return;
      next = rows.at(-1)?.position ?? last;
    }
  }

  /** Position of the last leaf; -1 while the log is empty. */
  headPosition(): number {
    return (this.statements.head.get() as number | null) ?? -1;
  }

  point(position: number): LogPoint | null {
    const leaf = this.statements.leaf.get(position) as string | undefined;
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

  async *records({ after = -1 } = {}): AsyncGenerator<readonly StoredRecord[]> {
    yield* this.pages<StoredRecord>(
      (next) => this.statements.records.all(next),
      after,
      ({ position }) => position,
    );
  }

  async *leaves({ after = -1 } = {}): AsyncGenerator<readonly StoredLeaf[]> {
    yield* this.pages<StoredLeaf>(
      (next) => this.statements.leaves.all(next),
      after,
      ({ position }) => position,
    );
  }

  async *tiles(level: number): AsyncGenerator<readonly StoredTile[]> {
    yield* this.pages<StoredTile>(
      (next) => this.statements.tiles.all(level, next),
      -1,
      ({ n }) => n,
    );
  }

  damage(): Promise<readonly string[]> {
    const found = this.database.prepare('PRAGMA integrity_check').pluck().all() as string[];
    return Promise.resolve(found.filter((line) => line !== 'ok'));
  }

  private *pages<T>(
    page: (next: number) => unknown[],
    after: number,
    key: (row: T) => number,
  ): Generator<readonly T[]> {
    for (let next = after; ;) {
      const rows = page(next) as T[];
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      next = key(last);
    }
  }

  private rows(read: () => unknown[]): Row[] {
    try {
      return read() as Row[];
    } catch (error) {
      throw storeError(error);
    }
  }

  private async open(rows: readonly Row[], identity: boolean): Promise<readonly RecordedEvent[]> {
    const keys = new Map<string, Awaited<ReturnType<Keys['forOpening']>>>();
    if (identity) {
      for (const row of rows) {
        const keyId = sealedUnder(row.identity);
        const name = keyId?.toString('hex');
        if (keyId && name && !keys.has(name)) keys.set(name, await this.keys.forOpening(keyId));
      }
    }
    return rows.map((row) => {
      const leaf = parseLeaf(row.leaf, row.position);
      checkHashes(row, leaf, row.position);
      return openEvent(
        row,
        leaf.hc,
        row.position,
        identity ? (keyId) => keys.get(keyId.toString('hex')) ?? null : undefined,
      );
    });
  }
}
