import { IntegrityError, type StoredLeaf, type StoredRecord, type StoredTile } from '../../ports/index.js';

const KINDS = {
  whole: (value: unknown) => Number.isSafeInteger(value),
  text: (value: unknown) => typeof value === 'string',
  bytes: (value: unknown) => Buffer.isBuffer(value),
  'text or null': (value: unknown) => value === null || typeof value === 'string',
  'bytes or null': (value: unknown) => value === null || Buffer.isBuffer(value),
};

/** What each column may hold. SQLite sees to it when a row is written; a damaged page gives anything. */
type Columns<T> = Readonly<Record<keyof T & string, keyof typeof KINDS>>;

const RECORD: Columns<StoredRecord> = {
  position: 'whole',
  stream: 'text',
  revision: 'whole',
  id: 'text',
  type: 'text',
  patientId: 'text or null',
  recordedAt: 'text',
  header: 'text',
  headerSalt: 'bytes',
  clinical: 'bytes or null',
  identity: 'bytes or null',
  contentSalt: 'bytes',
};
const LEAF: Columns<StoredLeaf> = { position: 'whole', leaf: 'text' };
const TILE: Columns<StoredTile> = { level: 'whole', n: 'whole', hashes: 'bytes' };

/**
 * Makes the check that rows are of their table, and that each comes after the one before: else who reads on from the last
 * would come to no end.
 * @param place the column that orders them
 * @returns throws IntegrityError at the first row that is not so; `after` is the place before the rows
 */
function soundness<T extends object>(
  columns: Columns<T>,
  place: keyof T & string,
): (rows: readonly T[], after: number) => void {
  const kinds = Object.entries(columns) as [keyof T & string, keyof typeof KINDS][];
  return (rows, after) => {
    let last = after;
    for (const row of rows) {
      const wrong = kinds.find(([name, kind]) => !KINDS[kind](row[name]));
      if (wrong) throw new IntegrityError(last + 1, `its ${wrong[0]} cannot have been written`);
      const at = Number(row[place]);
      if (at <= last) throw new IntegrityError(last + 1, `${place} ${at} comes after ${last}`);
      last = at;
    }
  };
}

export const requireRecords = soundness(RECORD, 'position');
export const requireLeaves = soundness(LEAF, 'position');
export const requireTiles = soundness(TILE, 'n');
