import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  IntegrityError,
  ReadModels,
  SetupError,
  type Building,
  type Checkpoint,
  type Collection,
  type Generation,
  type Snapshot,
  type StoredDocument,
} from '../../ports/index.js';
import { openDatabase, storeError, type Database, type OpenOptions } from './database.js';
import { FILES } from './folder.js';

const PAGE = 500;

interface Row {
  readonly id: string;
  readonly patient_id: string;
  readonly last_position: number;
  readonly body: string;
}

/** A row as a document; its body is parsed when it is first asked for, as whoever only wants its position need not wait. */
function documentOf(collection: Collection, row: Row): StoredDocument {
  let body: unknown;
  return {
    collection,
    id: row.id,
    patientId: row.patient_id,
    lastPosition: row.last_position,
    get body() {
      return (body ??= JSON.parse(row.body) as unknown);
    },
  };
}

function statementsOf(database: Database, number: number) {
  const table = `documents_${number}`;
  return {
    checkpoint: database.prepare(
      'SELECT position, recorded_at AS recordedAt, projection FROM generations WHERE number = ? AND position IS NOT NULL',
    ),
    get: database.prepare(
      `SELECT id, patient_id, last_position, body FROM ${table} WHERE collection = ? AND id IN (SELECT value FROM json_each(?))`,
    ),
    put: database.readonly
      ? null
      : database.prepare(
          `INSERT INTO ${table} (collection, id, patient_id, last_position, body) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (collection, id) DO UPDATE SET last_position = excluded.last_position, body = excluded.body
             WHERE excluded.last_position > last_position`,
        ),
    move: database.readonly
      ? null
      : database.prepare(
          'UPDATE generations SET position = ?, recorded_at = ?, projection = ? WHERE number = ? AND (position IS NULL OR position <= ?)',
        ),
    build: database.readonly ? null : database.prepare('INSERT OR REPLACE INTO building (number, state) VALUES (?, ?)'),
  };
}

class SqliteGeneration implements Generation {
  private readonly statements: ReturnType<typeof statementsOf>;

  constructor(
    private readonly database: Database,
    private readonly file: string,
    readonly number: number,
  ) {
    this.statements = statementsOf(database, number);
  }

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.checkpointNow());
  }

  private checkpointNow(): Checkpoint | null {
    return (this.statements.checkpoint.get(this.number) as Checkpoint | undefined) ?? null;
  }

  get(collection: Collection, ids: readonly string[]): Promise<Snapshot<readonly StoredDocument[]>> {
    const read = this.database.transaction(() => ({
      rows: this.statements.get.all(collection, JSON.stringify(ids)) as Row[],
      checkpoint: this.checkpointNow(),
    }));
    const { rows, checkpoint } = read();
    return Promise.resolve({ documents: rows.map((row) => documentOf(collection, row)), checkpoint });
  }

  /** On a connection of its own, whose read transaction is the moment. */
  async scan<T>(
    collection: Collection,
    use: (snapshot: Snapshot<AsyncIterable<readonly StoredDocument[]>>) => Promise<T>,
  ): Promise<T> {
    const database = openDatabase(this.file, { readOnly: true });
    try {
      database.exec('BEGIN');
      // Another process may have switched, and dropped this generation's table.
      const number = hasTable(database, `documents_${this.number}`)
        ? this.number
        : (liveNumber(database) ?? this.number);
      const { checkpoint } = statementsOf(database, number);
      return await use({
        documents: pages(database, number, collection),
        checkpoint: (checkpoint.get(number) as Checkpoint | undefined) ?? null,
      });
    } catch (error) {
      throw storeError(error);
    } finally {
      database.close();
    }
  }

  async write(documents: readonly StoredDocument[], reached: Checkpoint | Building | null): Promise<void> {
    const { put, move, build } = this.statements;
    if (!put || !move || !build) throw new SetupError('read-only', 'the read models are open for reading only');
    try {
      this.database
        .transaction(() => {
          for (const document of documents) {
            const { collection, id, patientId, lastPosition, text = JSON.stringify(document.body) } = document;
            put.run(collection, id, patientId, lastPosition, text);
          }
          if (reached && 'goal' in reached) build.run(this.number, JSON.stringify(reached));
          else if (reached)
            move.run(reached.position, reached.recordedAt, reached.projection, this.number, reached.position);
        })
        .immediate();
    } catch (error) {
      throw storeError(error);
    }
  }
}

async function* pages(
  database: Database,
  number: number,
  collection: Collection,
): AsyncGenerator<readonly StoredDocument[]> {
  const page = database.prepare(
    `SELECT id, patient_id, last_position, body FROM documents_${number} WHERE collection = ? AND id > ? ORDER BY id LIMIT ${PAGE}`,
  );
  for (let after = ''; ;) {
    const rows = page.all(collection, after) as Row[];
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => documentOf(collection, row));
    after = last.id;
  }
}

/** Read models in one SQLite file, a table a generation. The file may be deleted at any time: it is built again. */
export class SqliteReadModels extends ReadModels {
  private constructor(
    private readonly database: Database,
    private readonly file: string,
    private current: SqliteGeneration,
  ) {
    super();
  }

  static forWriting(folder: string): SqliteReadModels {
    const file = join(folder, FILES.readModels);
    const database = openDerived(file, { derived: true });
    database.exec(
      'CREATE TABLE IF NOT EXISTS generations (number INTEGER PRIMARY KEY, live INTEGER NOT NULL, position INTEGER, recorded_at TEXT, projection TEXT) STRICT',
    );
    database.exec('CREATE TABLE IF NOT EXISTS building (number INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT');
    const number = liveNumber(database) ?? addGeneration(database, 1);
    return new SqliteReadModels(database, file, new SqliteGeneration(database, file, number));
  }

  /** Null where there are none yet: then the log itself answers. */
  static forReading(folder: string): SqliteReadModels | null {
    const file = join(folder, FILES.readModels);
    if (!existsSync(file)) return null;
    const database = openDerived(file, { readOnly: true });
    const number = hasTable(database, 'generations') ? liveNumber(database) : undefined;
    if (number !== undefined) return new SqliteReadModels(database, file, new SqliteGeneration(database, file, number));
    database.close();
    return null;
  }

  live(): Promise<Generation> {
    // A reader follows when the writer, another process, has switched.
    const number = this.database.readonly ? liveNumber(this.database) : undefined;
    if (number !== undefined && number !== this.current.number) {
      this.current = new SqliteGeneration(this.database, this.file, number);
    }
    return Promise.resolve(this.current);
  }

  unfinished(): Promise<{ readonly generation: Generation; readonly building: Building } | null> {
    const found = this.database.prepare('SELECT number, state FROM building').get() as
      { readonly number: number; readonly state: string } | undefined;
    return Promise.resolve(
      found
        ? {
            generation: new SqliteGeneration(this.database, this.file, found.number),
            building: JSON.parse(found.state) as Building,
          }
        : null,
    );
  }

  begin(): Promise<Generation> {
    const unfinished = this.database.prepare('SELECT number FROM generations WHERE live = 0').pluck().all() as number[];
    for (const number of unfinished) dropGeneration(this.database, number);
    return Promise.resolve(new SqliteGeneration(this.database, this.file, addGeneration(this.database, 0)));
  }

  switchTo(generation: Generation): Promise<void> {
    if (!(generation instanceof SqliteGeneration)) throw new TypeError('a generation of another store');
    const old = this.current.number;
    this.database
      .transaction(() => {
        this.database.prepare('UPDATE generations SET live = (number = ?)').run(generation.number);
        this.database.prepare('DELETE FROM building').run();
        dropGeneration(this.database, old);
      })
      .immediate();
    this.current = generation;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }
}

/** @throws SetupError for a damaged file, which can be built again */
function openDerived(file: string, options: OpenOptions): Database {
  try {
    return openDatabase(file, options);
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    throw new SetupError('read-models-damaged', `${file} is damaged: delete it, it is built again from the log`);
  }
}

const hasTable = (database: Database, name: string): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').pluck().get(name) !== undefined;

const liveNumber = (database: Database): number | undefined =>
  database.prepare('SELECT number FROM generations WHERE live = 1').pluck().get() as number | undefined;

function addGeneration(database: Database, live: 0 | 1): number {
  return database.transaction(() => {
    const number = Number(database.prepare('INSERT INTO generations (live) VALUES (?)').run(live).lastInsertRowid);
    database.exec(
      `CREATE TABLE documents_${number} (collection TEXT NOT NULL, id TEXT NOT NULL, patient_id TEXT NOT NULL,
         last_position INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, id)) STRICT, WITHOUT ROWID`,
    );
    return number;
  })();
}

function dropGeneration(database: Database, number: number): void {
  database.exec(`DROP TABLE IF EXISTS documents_${number}`);
  database.prepare('DELETE FROM generations WHERE number = ?').run(number);
  database.prepare('DELETE FROM building WHERE number = ?').run(number);
}
