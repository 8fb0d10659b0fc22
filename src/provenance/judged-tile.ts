import { hash } from 'node:crypto';
import type { LogPage, PageColumns, StoredLog } from '../ports/index.js';
import { PRINT_WORDS, printOf, putPrint } from './id-set.js';
import { LEAF_HEAD, checkLeaf, parseLeaf } from './leaf.js';
import { HASH_BYTES, TILE_WIDTH, tileRoot } from './merkle.js';
import { CONTENT_DOMAIN, HEADER_DOMAIN, SALT_BYTES, sealedUnder } from './stored-event.js';
import { namedBy, parseObject } from './stream-checks.js';

/** The 256 events of a tile, each as its leaf says and each leaf as the tile says; and what the rest of the log must fit to. */
export interface JudgedTile {
  readonly n: number;
  /** Leaf hashes, end to end. */
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
  /** Instants of the first and the last leaf; those between do not decrease. */
  readonly from: string;
  readonly to: string;
  /** Streams, with their first and last revision here; those between are gapless. */
  readonly streams: ReadonlyMap<string, readonly [first: number, last: number]>;
  /** Prints of the ids, end to end; no two are the same. */
  readonly ids: Uint32Array;
  /** Prints of events that are named here and stood here by then are left out. */
  readonly named: readonly Uint32Array[];
  /** Ids of the keys that something is sealed under, hex. */
  readonly keyIds: ReadonlySet<string>;
}

/** What is to be looked at event by event, and where there is nothing to look at. */
export type Judged = JudgedTile | 'differs' | 'nothing';

const HEADER_BYTES = HEADER_DOMAIN.length + SALT_BYTES;
const CONTENT_BYTES = CONTENT_DOMAIN.length + SALT_BYTES;

/** Whether all is as it should be in the nth tile of a log. What cannot be read is not. */
export async function judgeTile(log: StoredLog, n: number): Promise<Judged> {
  try {
    const page = await log.eventsOfTile(n);
    return !page || page.events.length === 0 ? 'nothing' : (judge(page, n) ?? 'differs');
  } catch {
    // Whoever looks at the single events says what it is.
    return 'differs';
  }
}

function judge({ events, bytes, tile }: LogPage, n: number): JudgedTile | null {
  if (events.length !== TILE_WIDTH) return null;
  const hashes = Buffer.allocUnsafe(TILE_WIDTH * HASH_BYTES);
  const ids = new Uint32Array(TILE_WIDTH * PRINT_WORDS);
  const here = new Set<string>();
  const streams = new Map<string, [number, number]>();
  const named: Uint32Array[] = [];
  const keyIds = new Set<string>();
  let [from, to, head] = ['', '', ''];
  let end = 0;
  for (const [index, columns] of events.entries()) {
    const [position, stream, revision, id, type, , , headerBytes, clinicalBytes, identityBytes, leafBytes] = columns;
    if (position !== n * TILE_WIDTH + index) return null;
    const contentAt = end + HEADER_BYTES + headerBytes;
    const clinicalAt = contentAt + CONTENT_BYTES;
    const identityAt = clinicalAt + (clinicalBytes ?? 0);
    const leafAt = identityAt + (identityBytes ?? 0);
    const hashed = { header: bytes.subarray(end, contentAt), content: bytes.subarray(contentAt, leafAt) };
    if (!isAsTheHeaderSays(columns, hashed.header.toString('utf8', HEADER_BYTES))) return null;
    end = leafAt + 1 + leafBytes;
    const leaf = bytes.toString('utf8', leafAt + 1, end);
    checkLeaf(hashed, leaf, id, position);
    hashes.write(hash('sha256', bytes.subarray(leafAt, end), 'binary'), index * HASH_BYTES, 'latin1');
    // Leaves that were written together begin alike.
    if (leaf.slice(0, LEAF_HEAD) !== head) {
      head = leaf.slice(0, LEAF_HEAD);
      const { at } = parseLeaf(leaf, position);
      if (at < to) return null;
      to = at;
      if (index === 0) from = at;
    }
    const seen = streams.get(stream);
    if (seen && revision !== seen[1] + 1) return null;
    if (seen) seen[1] = revision;
    else streams.set(stream, [revision, revision]);
    const own = `${stream}\n${id}`;
    if (here.has(own)) return null;
    here.add(own);
    putPrint(stream, id, ids, index * PRINT_WORDS);
    const clinical = clinicalBytes === null ? null : bytes.subarray(clinicalAt, identityAt);
    const corrected = namedBy({ type, clinical });
    if (corrected !== null && !here.has(`${stream}\n${corrected}`)) named.push(printOf(stream, corrected));
    for (const encoded of [clinical, identityBytes === null ? null : bytes.subarray(identityAt, leafAt)]) {
      const keyId = sealedUnder(encoded);
      if (keyId) keyIds.add(keyId.toString('hex'));
    }
  }
  if (end !== bytes.length || !tile?.equals(hashes)) return null;
  return { n, hashes, root: tileRoot(hashes), from, to, streams, ids, named, keyIds };
}

function isAsTheHeaderSays([, stream, revision, id, type, patientId, recordedAt]: PageColumns, text: string): boolean {
  const header = parseObject(text);
  if (!header) return false;
  const its = header['patientId'];
  return (
    header['id'] === id &&
    header['type'] === type &&
    header['revision'] === revision &&
    header['recordedAt'] === recordedAt &&
    (its ?? null) === patientId &&
    (typeof its !== 'string' || stream === `patient-${its}`)
  );
}
