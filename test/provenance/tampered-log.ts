import { createSecretKey } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/adapters/sqlite/database.js';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../src/adapters/sqlite/keys.js';
import {
  Checkpointer,
  contentHash,
  headerHash,
  keepInFolder,
  leafHash,
  leafText,
  TileWriter,
  verifyLog,
  vkeyOf,
} from '../../src/provenance/index.js';
import type { Verification, VerifyOptions } from '../../src/provenance/index.js';
import { collect, followUp, HandClock } from '../contracts/event-store.contract.js';

const KEK = createSecretKey(Buffer.alloc(32, 7));
export const BATCH = 100;

/**
 * A log file as it was written, and copies of it that were tampered with behind the store's back. Event i belongs to
 * patient i % 20, so its revision is floor(i / 20). The last but one corrects event 10, the last retracts event 11.
 */
export class TamperedLog {
  readonly ids: string[] = [];
  /** What its checkpoints are verified with; made after each batch of {@link BATCH} events, and kept in {@link anchor}. */
  vkey = '';
  private readonly root = mkdtempSync(join(tmpdir(), 'hepatrace-tampered-'));
  private copies = 0;

  private constructor(readonly size: number) {}

  /** @param signed with a checkpoint after each batch */
  static async written(size: number, { signed = false } = {}): Promise<TamperedLog> {
    const log = new TamperedLog(size);
    const folder = log.folder(0);
    const keys = new SqliteKeys(folder, () => KEK);
    const clock = new HandClock();
    const store = SqliteEventStore.forWriting(folder, keys, clock);
    const checkpointer = signed ? new Checkpointer(store, store.signed, keys, clock, []) : null;
    const events = Array.from({ length: size }, (_, index) =>
      followUp(`p${index % 20}`, index % 3 === 0 ? { note: `letter ${index}` } : {}),
    );
    const [corrected, retracted] = [events[10]!, events[11]!];
    const data = { eventId: corrected.id, occurredOn: '2009', data: { status: 'alive' } };
    events[size - 2] = { ...events[size - 2]!, type: 'EventCorrected', patientId: 'p10', data };
    events[size - 1] = {
      ...events[size - 1]!,
      type: 'EventRetracted',
      patientId: 'p11',
      data: { eventId: retracted.id },
    };
    for (let from = 0; from < size; from += BATCH) {
      clock.instant = `2026-03-01T10:${String(from / BATCH).padStart(2, '0')}:00.000Z`;
      const batch = events.slice(from, from + BATCH);
      await Promise.all(batch.map((event) => store.append(`patient-${event.patientId}`, 'any', [event])));
      const checkpoint = await checkpointer?.checkpoint();
      if (checkpoint) await keepInFolder(log.anchor, checkpoint, (n) => store.signed.tile(0, n));
    }
    if (signed) log.vkey = await vkeyOf(store, keys);
    await checkpointer?.close();
    log.ids.push(...events.map(({ id }) => id));
    await store.close();
    await keys.close();
    return log;
  }

  /** A folder with a copy of the log, edited by whoever can write to its file and knows SQL; triggers do not stop him. */
  edited(edit: (database: Database) => void): string {
    const folder = this.copied();
    const database = openDatabase(join(folder, 'events.db'));
    for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
      database.exec(`DROP TRIGGER ${String(name)}`);
    database.transaction(() => edit(database))();
    database.close();
    return folder;
  }

  /** A folder with a copy of the log of which bytes were overwritten. */
  overwritten(change: (bytes: Buffer) => void): string {
    const folder = this.copied();
    const file = join(folder, 'events.db');
    const bytes = readFileSync(file);
    change(bytes);
    writeFileSync(file, bytes);
    return folder;
  }

  get anchor(): string {
    return join(this.root, 'anchor');
  }

  /** A copy of the anchor, changed. */
  anchorWith(change: (folder: string) => void): string {
    this.copies += 1;
    const copy = join(this.root, `anchor-${this.copies}`);
    cpSync(this.anchor, copy, { recursive: true });
    change(join(copy, this.vkey.split('+')[0]!));
    return copy;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }

  private copied(): string {
    this.copies += 1;
    const folder = this.folder(this.copies);
    for (const file of ['events.db', 'keys.db']) copyFileSync(join(this.folder(0), file), join(folder, file));
    return folder;
  }

  private folder(number: number): string {
    const folder = join(this.root, String(number));
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

export async function reading<T>(
  folder: string,
  use: (store: SqliteEventStore, keys: SqliteKeys) => Promise<T>,
): Promise<T> {
  const keys = new SqliteKeys(folder, () => KEK, true);
  const store = SqliteEventStore.forReading(folder, keys);
  try {
    return await use(store, keys);
  } finally {
    await store.close();
    await keys.close();
  }
}

/** Verifies the file, against itself or also against a story. */
export const verified = (folder: string, options: VerifyOptions = {}): Promise<Verification> =>
  reading(folder, (store) => verifyLog(store.stored, options));

/** Each finding in short: `code index event`. */
export const findingsIn = async (folder: string, options: VerifyOptions = {}): Promise<string[]> =>
  (await verified(folder, options)).findings.map(({ code, index, eventId }) => `${code} ${index} ${eventId}`);

/** Reads the log patient by patient, as a rebuild does, and gives the number of events. */
export const servedByPatient = (folder: string): Promise<number> =>
  reading(folder, async (store) => (await collect(store.readStreams())).length);

/** Reads the whole log, or one patient's stream, and gives the number of events. */
export const served = (folder: string, stream?: string): Promise<number> =>
  reading(folder, async (store) => (await collect(stream ? store.readStream(stream) : store.readAll())).length);

interface EventRow {
  readonly position: number;
  readonly header: string;
  readonly header_salt: Buffer;
  readonly clinical: Buffer | null;
  readonly identity: Buffer | null;
  readonly content_salt: Buffer;
}

/** The thorough attacker: after editing events he makes every hash anew, leaves and tiles, under the instants they had. */
export function makeHashesAnew(database: Database, instantOf = (_: number, at: string): string => at): void {
  const leaves = database.prepare('SELECT leaf FROM leaves ORDER BY position').pluck().all() as string[];
  const events = database.prepare('SELECT * FROM events ORDER BY position').all() as EventRow[];
  database.exec('DELETE FROM leaves');
  events.forEach(({ position, header, header_salt, clinical, identity, content_salt }, index) => {
    const { at } = JSON.parse(leaves[index]!) as { at: string };
    const leaf = leafText({
      at: instantOf(position, at),
      id: (JSON.parse(header) as { id: string }).id,
      index: position,
      hc: headerHash(header, header_salt),
      sc: contentHash({ clinical, identity, contentSalt: content_salt }),
    });
    database.prepare('INSERT INTO leaves VALUES (?, ?)').run(position, leaf);
  });
  makeTilesAnew(database);
}

/** Tiles that fit the leaves as they are. */
export function makeTilesAnew(database: Database): void {
  const tree = new TileWriter();
  for (const leaf of database.prepare('SELECT leaf FROM leaves ORDER BY position').pluck().all())
    tree.append(leafHash(leaf as string));
  database.exec('DELETE FROM tiles');
  for (const { level, n, hashes } of tree.touched())
    database.prepare('INSERT INTO tiles VALUES (?, ?, ?)').run(level, n, hashes);
}

/** Puts other bytes into one cell of the table of events. */
export function rewrite(database: Database, position: number, column: string, change: (old: Buffer) => Buffer): void {
  const old = database.prepare(`SELECT ${column} FROM events WHERE position = ?`).pluck().get(position) as
    string | Buffer;
  const fresh = change(Buffer.from(old as string));
  database
    .prepare(`UPDATE events SET ${column} = ? WHERE position = ?`)
    .run(typeof old === 'string' ? fresh.toString() : fresh, position);
}

/** The bytes with one text in place of another of the same length. */
export const replaced =
  (from: string, to: string) =>
  (bytes: Buffer): Buffer => {
    const at = bytes.indexOf(from);
    if (at < 0 || from.length !== to.length) throw new Error(`no ${from} to replace`);
    const copy = Buffer.from(bytes);
    copy.write(to, at);
    return copy;
  };

/** The bytes with one bit of the middle one turned over. */
export function flip(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[Math.floor(copy.length / 2)]! ^= 1;
  return copy;
}

export const sql =
  (text: string) =>
  (database: Database): void =>
    void database.exec(text);

/** A leaf that was altered no longer gives the tile above it. */
export const TILE_ABOVE = 'altered-tile null null';
