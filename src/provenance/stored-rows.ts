import { IntegrityError, type StoredLeaf, type StoredLog, type StoredRecord } from '../ports/index.js';

/** Indexes, both included, of which nothing can be read; `what` the store says. */
export interface Unreadable {
  readonly table: 'events' | 'leaves';
  readonly from: number;
  /** Infinity where nothing more can be read. */
  readonly to: number;
  readonly what: string;
}

/** What stands at one place of the log; null where there is nothing. */
export interface Place {
  readonly position: number;
  readonly record: StoredRecord | null;
  readonly leaf: string | null;
}

/**
 * Events and leaves side by side, at every position that has one or the other. Steps over what cannot be read, and tells.
 * @param from null from the very first on: what stands before index 0 was put there
 */
export async function* byPosition(
  log: StoredLog,
  from: number | null,
  told: (unreadable: Unreadable) => void,
): AsyncGenerator<Place> {
  const records = readable<StoredRecord>((range) => log.records(range), from, 'events', told);
  const leaves = readable<StoredLeaf>((range) => log.leaves(range), from, 'leaves', told);
  let record = await records.next();
  let leaf = await leaves.next();
  while (!record.done || !leaf.done) {
    const position = Math.min(record.value?.position ?? Infinity, leaf.value?.position ?? Infinity);
    const here = record.value?.position === position ? record.value : null;
    const leafHere = leaf.value?.position === position ? leaf.value.leaf : null;
    yield { position, record: here, leaf: leafHere };
    if (here) record = await records.next();
    if (leafHere !== null) leaf = await leaves.next();
  }
}

type Read<T> = (range: { readonly after?: number }) => AsyncIterable<readonly T[]>;

async function* readable<T extends { readonly position: number }>(
  read: Read<T>,
  from: number | null,
  table: Unreadable['table'],
  told: (unreadable: Unreadable) => void,
): AsyncGenerator<T, undefined> {
  let after = from === null ? undefined : from - 1;
  for (;;) {
    try {
      for await (const page of read(after === undefined ? {} : { after })) {
        yield* page;
        after = page.at(-1)?.position ?? after;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      const last: number = after ?? -1;
      const next = await nextReadable(read, last);
      told({ table, from: last + 1, to: next ?? Infinity, what: error.what });
      if (next === null) return undefined;
      after = next;
    }
  }
}

/** The nearest index after which something can be read again; null where nothing can. Asks few times, however far it is. */
async function nextReadable<T>(read: Read<T>, unreadable: number): Promise<number | null> {
  let [bad, good] = [unreadable, unreadable + 1];
  while (!(await canRead(read, good))) {
    if (good > Number.MAX_SAFE_INTEGER / 4) return null;
    [bad, good] = [good, good + 2 * (good - unreadable)];
  }
  while (good - bad > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await canRead(read, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

async function canRead<T>(read: Read<T>, after: number): Promise<boolean> {
  try {
    await read({ after })[Symbol.asyncIterator]().next();
    return true;
  } catch (error) {
    if (error instanceof IntegrityError) return false;
    throw error;
  }
}
