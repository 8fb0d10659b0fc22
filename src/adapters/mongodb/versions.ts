import type { Collection as MongoCollection, Db } from 'mongodb';
import type { Checkpoint, Collection, StoredDocument } from '../../ports/index.js';
import { isKnownAlready } from './connection.js';
import { generationKey, isThere, type Control } from './control.js';

/** Until nothing supersedes it. */
const STILL = Number.MAX_SAFE_INTEGER;

/** One state of one document. It holds from its own position to that of the checkpoint that brought its successor. */
export interface Version {
  readonly _id: string;
  /** Which document: collection and id. */
  readonly key: string;
  readonly patientId: string;
  readonly lastPosition: number;
  readonly until: number;
  /** As JSON: the same bytes come back, and are parsed only where someone asks for them. */
  readonly body: string;
}

export const versionsOf = (database: Db, number: number): MongoCollection<Version> =>
  database.collection<Version>(`documents_${generationKey(number)}`);

/** Makes the indexes of a generation; those that are there stay. */
export async function createIndexes(database: Db, number: number): Promise<void> {
  // One by one: FerretDB 1.24 drops the connection where several are there already.
  await versionsOf(database, number).createIndex({ key: 1, lastPosition: -1 });
  await versionsOf(database, number).createIndex({ until: 1 });
}

/** Drops the documents of generations that were given a number by then, but are not named (any more). */
export async function dropUnnamed(database: Db, control: Control): Promise<void> {
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    const number = Number(/^documents_g(\d+)$/.exec(name)?.[1]);
    if (number <= control.last && !isThere(control, number)) await database.dropCollection(name);
  }
}

/** Of the versions those that a reader of that checkpoint sees, and at times older ones. */
export const heldAt = ({ position }: Checkpoint) => ({ lastPosition: { $lte: position }, until: { $gt: position } });

export const keyOf = (collection: Collection, id: string): string => `${collection}/${id}`;

/** Of each document the newest version; the versions in the order of keys, newest first. */
export function newestOf(collection: Collection, versions: readonly Version[]): readonly StoredDocument[] {
  return versions
    .filter(({ key }, index) => versions[index - 1]?.key !== key)
    .map((version) => documentOf(collection, version));
}

function documentOf(collection: Collection, { key, patientId, lastPosition, body: text }: Version): StoredDocument {
  let body: unknown;
  return {
    collection,
    id: key.slice(collection.length + 1),
    patientId,
    lastPosition,
    get body() {
      return (body ??= JSON.parse(text) as unknown);
    },
  };
}

/** May be done twice, and by two: the same version is the same document. */
export async function put(
  versions: MongoCollection<Version>,
  documents: readonly StoredDocument[],
  before: number,
  checkpoint: Checkpoint | null,
): Promise<void> {
  if (documents.length === 0) return;
  const rows = documents.map(({ collection, id, patientId, lastPosition, body, text = JSON.stringify(body) }) => {
    const key = keyOf(collection, id);
    return { _id: `${key}@${lastPosition}`, key, patientId, lastPosition, until: STILL, body: text };
  });
  const until = checkpoint?.position ?? -1;
  const renewed = rows.filter(({ lastPosition }) => lastPosition > before).map(({ key }) => key);
  // Only what the last checkpoint showed ends: never the versions that are on their way in.
  if (before >= 0 && until > before && renewed.length > 0) {
    const superseded = { key: { $in: renewed }, lastPosition: { $lte: before }, until: { $gt: until } };
    await versions.updateMany(superseded, { $set: { until } });
  }
  await versions.insertMany(rows, { ordered: false }).catch((error: unknown) => {
    if (!isKnownAlready(error)) throw error;
  });
}
