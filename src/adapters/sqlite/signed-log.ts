import { setImmediate as breath } from 'node:timers/promises';
import { IntegrityError, SignedLog, type LogEntry, type SignedCheckpoint } from '../../ports/index.js';
import { storeError, type Database, type Statement } from './database.js';

const CHECKPOINTS = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    number INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (origin, size)
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS checkpoints_are_kept BEFORE DELETE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
  CREATE TRIGGER IF NOT EXISTS checkpoints_stay BEFORE UPDATE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
`;

// An id stands once in the record of a patient, so there is an index over (stream, id), and none over ids alone, which are
// random and would cost every append: so many patients at a time are asked, one after the other.
const INDEX_OF = `
  WITH RECURSIVE streams(name) AS (
    SELECT min(stream) FROM events WHERE stream > ?
    UNION ALL SELECT (SELECT min(stream) FROM events WHERE stream > name) FROM streams WHERE name IS NOT NULL
    LIMIT 1000
  )
  SELECT max(name) AS last, min(e.position) AS "index" FROM streams LEFT JOIN events e ON e.stream = name AND e.id = ?`;

const ENTRIES = `
  SELECT l.position AS "index", l.leaf, e.header, e.header_salt AS headerSalt, e.content_salt AS contentSalt,
    e.clinical, e.identity
  FROM leaves l LEFT JOIN events e USING (position) WHERE l.position > ? AND l.position <= ? ORDER BY l.position LIMIT ?`;

/** As text whatever a damaged page has there: it is then a note that nobody signed. */
const NOTED = "ifnull(CAST(origin AS TEXT), '') AS origin, size, ifnull(CAST(note AS TEXT), '') AS note";

const PAGE = 1_000;

interface Asked {
  readonly last: string | null;
  readonly index: number | null;
}

type EntryRow = Omit<LogEntry, 'content'> & { readonly clinical: Buffer | null; readonly identity: Buffer | null };

/** Leaves, tiles and checkpoints of a log file. A file that was never open for signing holds no checkpoints. */
export class SqliteSignedLog extends SignedLog {
  private readonly tiles: Statement;

  constructor(private readonly database: Database) {
    super();
    if (!database.readonly) database.exec(CHECKPOINTS);
    this.tiles = database.prepare('SELECT hashes FROM tiles WHERE level = ? AND n = ?').pluck();
  }

  size(): Promise<number> {
    return this.one<number>('SELECT coalesce(max(position) + 1, 0) FROM leaves').then((size) => size ?? 0);
  }

  tile(level: number, n: number): Promise<Buffer | null> {
    return settle(() => (this.tiles.get(level, n) as Buffer | undefined) ?? null);
  }

  async indexOf(eventId: string): Promise<number | null> {
    for (let stream: string | null = ''; stream !== null; await breath()) {
      const [found]: readonly Asked[] = this.all<Asked>(INDEX_OF, stream, eventId);
      if (found && found.index !== null) return found.index;
      stream = found?.last ?? null;
    }
    return null;
  }

  async *entries({ after, upTo }: { after: number; upTo?: number }): AsyncGenerator<readonly LogEntry[]> {
    const last = upTo ?? (await this.size()) - 1;
    for (let next = after; next < last;) {
      const rows = this.all<EntryRow>(ENTRIES, next, last, PAGE);
      if (rows.length > 0) yield rows.map(entryOf);
      const reached = rows.at(-1)?.index ?? last;
      // In a damaged file rows may stand anywhere: without this the reading would never end.
      if (reached <= next) throw new IntegrityError(reached, 'the leaves are out of order: run verify');
      next = reached;
    }
  }

  async *checkpoints({ after }: { after: number }): AsyncGenerator<readonly SignedCheckpoint[]> {
    if (!(await this.hasCheckpoints())) return;
    const page = `SELECT ${NOTED}, number FROM checkpoints WHERE (size, number) > (?, ?)
      ORDER BY size, number LIMIT ?`;
    for (let [size, number] = [after, Number.MAX_SAFE_INTEGER]; ;) {
      const rows = this.all<SignedCheckpoint & { number: number }>(page, size, number, PAGE);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => ({ origin: row.origin, size: row.size, note: row.note }));
      ({ size, number } = last);
    }
  }

  checkpointAt(size: number): Promise<SignedCheckpoint | null> {
    return this.checkpoint('WHERE size = ? ORDER BY number DESC', size);
  }

  lastCheckpoint(): Promise<SignedCheckpoint | null> {
    return this.checkpoint('ORDER BY number DESC');
  }

  keep({ origin, size, note }: SignedCheckpoint): Promise<void> {
    return settle(() => {
      this.database.prepare('INSERT INTO checkpoints (origin, size, note) VALUES (?, ?, ?)').run(origin, size, note);
    });
  }

  private async checkpoint(which: string, ...parameters: readonly unknown[]): Promise<SignedCheckpoint | null> {
    if (!(await this.hasCheckpoints())) return null;
    const [found] = this.all<SignedCheckpoint>(`SELECT ${NOTED} FROM checkpoints ${which} LIMIT 1`, ...parameters);
    return found ?? null;
  }

  private async hasCheckpoints(): Promise<boolean> {
    return (await this.one("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'checkpoints'")) !== null;
  }

  private one<T>(sql: string, ...parameters: readonly unknown[]): Promise<T | null> {
    return settle(() => {
      const value = this.database
        .prepare(sql)
        .pluck()
        .get(...parameters);
      return (value as T | undefined) ?? null;
    });
  }

  private all<T>(sql: string, ...parameters: readonly unknown[]): readonly T[] {
    try {
      return this.database.prepare(sql).all(...parameters) as T[];
    } catch (error) {
      throw storeError(error);
    }
  }
}

function entryOf({ clinical, identity, ...entry }: EntryRow): LogEntry {
  const classes = [clinical, identity].filter((one) => one !== null);
  return { ...entry, content: entry.contentSalt && Buffer.concat(classes) };
}

/** Runs a synchronous driver call as the port promises it: with a promise, and the port's own errors. */
async function settle<T>(run: () => T): Promise<T> {
  try {
    return await Promise.resolve(run());
  } catch (error) {
    throw storeError(error);
  }
}
