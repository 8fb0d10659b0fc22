import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../ports/index.js';
import { openDatabase, type Database } from './database.js';
import { FILES } from './folder.js';
import { TABLES } from './keys.js';

const COLUMNS = {
  wrapped_under: ['fingerprint'],
  data_keys: ['subject', 'key_id', 'wrapped'],
  secrets: ['purpose', 'key_id', 'wrapped'],
} as const;

/**
 * Puts the keys of one folder into another, wrapped as they are: the same key file opens both. All or none; those that are
 * there already are passed over.
 * @returns how many data keys there are
 * @throws SetupError `holds-something-else` where the other folder holds other keys
 */
export function copyKeys(from: string, to: string): number {
  if (!existsSync(join(from, FILES.keys))) return 0;
  const source = openDatabase(join(from, FILES.keys), { readOnly: true });
  try {
    const target = openDatabase(join(to, FILES.keys), { secureDelete: true });
    try {
      target.exec(TABLES);
      const tables = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
      target.transaction(() => tables.forEach((table) => copyTable(table, source, target, to))).immediate();
      return countOf(target, 'data_keys');
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}

function copyTable(table: keyof typeof COLUMNS, source: Database, target: Database, folder: string): void {
  const columns = COLUMNS[table];
  const add = target.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const same = target.prepare(`SELECT 1 FROM ${table} WHERE ${columns.map((name) => `${name} = ?`).join(' AND ')}`);
  for (const row of source
    .prepare(`SELECT ${columns.join(', ')} FROM ${table}`)
    .raw()
    .iterate() as Iterable<unknown[]>) {
    add.run(...row);
    if (same.get(...row) === undefined) throw otherKeys(folder);
  }
  if (countOf(target, table) > countOf(source, table)) throw otherKeys(folder);
}

const countOf = (database: Database, table: string): number =>
  database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

const otherKeys = (folder: string): SetupError =>
  new SetupError(
    'holds-something-else',
    `${folder} holds keys that are not of the log to be copied: name an empty folder, or one that an earlier run of the same copy has filled`,
  );
