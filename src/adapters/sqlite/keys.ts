import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IntegrityError, Keys, SetupError, type DataKey } from '../../ports/index.js';
import { openDatabase, storeError, type Database } from './database.js';
import { FILES } from './folder.js';

/** Of the key file. */
export const TABLES = `
  CREATE TABLE IF NOT EXISTS data_keys (subject TEXT PRIMARY KEY, key_id BLOB NOT NULL UNIQUE, wrapped BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS secrets (purpose TEXT PRIMARY KEY, key_id BLOB NOT NULL, wrapped BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS wrapped_under (fingerprint TEXT PRIMARY KEY) STRICT;
`;
const CACHED_KEYS = 10_000;

interface Wrapped {
  readonly key_id: Buffer;
  readonly wrapped: Buffer;
}

/** Data keys in a file of their own, wrapped with AES-256-GCM; never part of an event backup. */
export class SqliteKeys extends Keys {
  private readonly cache = new Map<string, KeyObject>();
  private wrappingKey: KeyObject | null = null;
  private database: Database | null = null;

  /**
   * @param keyEncryptionKey gives the key that data keys are wrapped under; asked at first need, so that a folder without
   * sealed fields needs none. It may make a new one only where nothing is wrapped yet
   */
  constructor(
    private readonly folder: string,
    private readonly keyEncryptionKey: (mayMake: boolean) => KeyObject,
    private readonly readOnly = false,
  ) {
    super();
  }

  forSealing(subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, DataKey>> {
    return settle(() => {
      const database = this.open();
      if (!database) throw new SetupError('keys-read-only', 'the keys are open for reading only');
      const find = database.prepare('SELECT key_id, wrapped FROM data_keys WHERE subject = ?');
      const insert = database.prepare('INSERT INTO data_keys (subject, key_id, wrapped) VALUES (?, ?, ?)');
      return database
        .transaction(() => {
          const keys = new Map<string, DataKey>();
          for (const subject of subjects) {
            let row = find.get(subject) as Wrapped | undefined;
            if (!row) {
              row = this.wrap(randomBytes(32));
              insert.run(subject, row.key_id, row.wrapped);
            }
            keys.set(subject, { keyId: row.key_id, key: this.unwrap(row) });
          }
          return keys;
        })
        .immediate();
    });
  }

  forOpening(keyId: Buffer): Promise<KeyObject | null> {
    return settle(() => {
      const cached = this.cache.get(keyId.toString('hex'));
      if (cached) return cached;
      const row = this.open()?.prepare('SELECT key_id, wrapped FROM data_keys WHERE key_id = ?').get(keyId) as
        Wrapped | undefined;
      return row ? this.unwrap(row) : null;
    });
  }

  secret(purpose: string): Promise<Buffer> {
    return settle(() => {
      const database = this.open();
      const find = database?.prepare('SELECT key_id, wrapped FROM secrets WHERE purpose = ?');
      const row = find?.get(purpose) as Wrapped | undefined;
      if (row) return this.unwrap(row).export();
      if (!database || this.readOnly) throw new SetupError('keys-read-only', 'the keys are open for reading only');
      const secret = randomBytes(32);
      const made = this.wrap(secret);
      database
        .prepare('INSERT INTO secrets (purpose, key_id, wrapped) VALUES (?, ?, ?)')
        .run(purpose, made.key_id, made.wrapped);
      return secret;
    });
  }

  close(): Promise<void> {
    return settle(() => {
      this.database?.close();
      this.database = null;
      this.cache.clear();
    });
  }

  /** The key file opens with the database, so that a lost or exchanged one is noticed before anything is sealed. */
  private open(): Database | null {
    if (this.database) return this.database;
    const file = join(this.folder, FILES.keys);
    if (this.readOnly && !existsSync(file)) return null;
    const database = openDatabase(file, { readOnly: this.readOnly, secureDelete: !this.readOnly });
    try {
      if (!this.readOnly) database.exec(TABLES);
      const known = database.prepare('SELECT fingerprint FROM wrapped_under').pluck().get();
      this.wrappingKey = this.keyEncryptionKey(known === undefined && !this.readOnly);
      const fingerprint = createHash('sha256')
        .update('hepatrace/kek/v1\n')
        .update(this.wrappingKey.export())
        .digest('hex')
        .slice(0, 16);
      if (known === undefined && !this.readOnly)
        database.prepare('INSERT INTO wrapped_under VALUES (?)').run(fingerprint);
      if (known !== undefined && known !== fingerprint) {
        throw new SetupError(
          'wrong-key',
          `${file} was made under another key file: set HEPATRACE_KEY_FILE to that one, or restore it from its backup`,
        );
      }
    } catch (error) {
      database.close();
      throw error;
    }
    this.database = database;
    return database;
  }

  private wrap(secret: Buffer): Wrapped {
    const keyId = randomBytes(16);
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.kek(), iv);
    cipher.setAAD(keyId);
    return { key_id: keyId, wrapped: Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]) };
  }

  private unwrap({ key_id, wrapped }: Wrapped): KeyObject {
    const name = key_id.toString('hex');
    const cached = this.cache.get(name);
    if (cached) return cached;
    const key = createSecretKey(this.decipher(key_id, wrapped));
    const oldest = this.cache.size >= CACHED_KEYS ? this.cache.keys().next().value : undefined;
    if (oldest !== undefined) this.cache.delete(oldest);
    this.cache.set(name, key);
    return key;
  }

  private decipher(keyId: Buffer, wrapped: Buffer): Buffer {
    const kek = this.kek();
    try {
      const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, 12));
      decipher.setAAD(keyId);
      decipher.setAuthTag(wrapped.subarray(-16));
      return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new IntegrityError(null, `the wrapped key ${keyId.toString('hex')} was altered`);
    }
  }

  private kek(): KeyObject {
    if (!this.wrappingKey) throw new SetupError('no-key', 'the keys are closed');
    return this.wrappingKey;
  }
}

/** Runs a synchronous driver call as the port promises it: with a promise, and the port's own errors. */
async function settle<T>(run: () => T): Promise<T> {
  try {
    return await Promise.resolve(run());
  } catch (error) {
    throw storeError(error);
  }
}
