import type { JsonObject } from '../events/index.js';
import type { StoredLeaf, StoredLog, StoredRecord } from '../ports/index.js';
import { HASH_BYTES, TILE_WIDTH, TileWriter, leafHash, splitTile } from './merkle.js';
import { contentHash, headerHash, parseLeaf, type Leaf } from './stored-event.js';

export type FindingCode =
  | 'altered-header'
  | 'altered-content'
  | 'altered-leaf'
  | 'altered-column'
  | 'altered-tile'
  | 'missing'
  | 'inserted'
  | 'revision-gap'
  | 'duplicate-id'
  | 'time-went-back'
  | 'dangling-reference'
  | 'page-corrupt';

/** One thing that is not as it was written, and how we know. */
export interface LogFinding {
  readonly code: FindingCode;
  readonly index: number | null;
  readonly eventId: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  readonly how: string;
}

export interface Verification {
  /** Number of leaves. */
  readonly size: number;
  /** Root of the tree over the leaves as they are stored now, hex. */
  readonly root: string;
  /** All findings, in the order of the log. */
  readonly findings: readonly LogFinding[];
}

/**
 * Recomputes the transparency log from the stored bytes: content hashes, leaves, tiles, and the columns that queries use.
 * Reads everything and reports all that differs. It compares the file with itself: who rewrites the whole log, hashes
 * included, is found only by a root that was kept elsewhere.
 */
export async function verifyLog(
  log: StoredLog,
  { progress, signal }: { progress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<Verification> {
  const findings: LogFinding[] = [];
  for (const line of await log.damage()) {
    findings.push({
      code: 'page-corrupt',
      index: null,
      eventId: null,
      expected: 'ok',
      found: line,
      how: "the database's own integrity check",
    });
  }
  const tree = new TileWriter();
  const tiles = new TileReader(log);
  const streams = new StreamChecks();
  let lastAt = '';
  for await (const { position, record, leaf: text } of byPosition(log)) {
    signal?.throwIfAborted();
    const report = (
      code: FindingCode,
      how: string,
      expected: string | null = null,
      found: string | null = null,
    ): void => {
      findings.push({ code, index: position, eventId: record?.id ?? null, expected, found, how });
    };
    const stored = await tiles.leafHash(position);
    if (text !== null) {
      const hash = leafHash(text);
      if (!stored) report('inserted', 'a leaf stands in no tile');
      else if (!stored.equals(hash))
        report(
          'altered-leaf',
          'its hash differs from the one in the tile',
          stored.toString('hex'),
          hash.toString('hex'),
        );
      tree.append(hash);
    } else {
      report('missing', 'its leaf is gone');
      if (stored) tree.append(stored);
    }
    if (!record) {
      report('missing', 'the event is gone, its leaf is there');
      continue;
    }
    if (text === null) continue;
    const leaf = readLeaf(text, position);
    if (!leaf) {
      report('altered-leaf', 'it is no leaf');
      continue;
    }
    if (leaf.at < lastAt)
      report('time-went-back', 'its instant lies before the one of the leaf before it', `>= ${lastAt}`, leaf.at);
    lastAt = leaf.at;
    checkRecord(record, leaf, report);
    streams.check(record, report);
    if (position % 1_000 === 999) progress?.(position + 1);
  }
  findings.push(...(await missingTiles(log, tree)));
  return { size: tree.size, root: tree.root().toString('hex'), findings };
}

type Report = (code: FindingCode, how: string, expected?: string | null, found?: string | null) => void;

function checkRecord(record: StoredRecord, leaf: Leaf, report: Report): void {
  const hc = headerHash(record.header, record.headerSalt);
  if (!hc.equals(leaf.hc))
    report('altered-header', 'its hash differs from the one in the leaf', leaf.hc.toString('hex'), hc.toString('hex'));
  const sc = contentHash(record);
  if (!sc.equals(leaf.sc))
    report('altered-content', 'its hash differs from the one in the leaf', leaf.sc.toString('hex'), sc.toString('hex'));
  const header = parse(record.header);
  if (!header) return report('altered-header', 'it is no JSON');
  const { patientId } = header;
  const columns: readonly [string, unknown, unknown][] = [
    ['id', header['id'], record.id],
    ['leaf id', header['id'], leaf.id],
    ['leaf index', record.position, leaf.index],
    ['type', header['type'], record.type],
    ['revision', header['revision'], record.revision],
    ['patient_id', patientId ?? null, record.patientId],
    ['recorded_at', header['recordedAt'], record.recordedAt],
    ...(typeof patientId === 'string'
      ? [['stream', `patient-${patientId}`, record.stream] as [string, unknown, unknown]]
      : []),
  ];
  for (const [name, expected, found] of columns) {
    if (expected !== found)
      report('altered-column', `${name} differs from the header`, String(expected), String(found));
  }
}

/** What holds along each stream: revisions without gaps, ids that stand once, references that lead somewhere. */
class StreamChecks {
  private readonly streams = new Map<string, { revision: number; readonly ids: Set<string> }>();

  check(record: StoredRecord, report: Report): void {
    const stream = this.streams.get(record.stream) ?? { revision: -1, ids: new Set() };
    this.streams.set(record.stream, stream);
    if (record.revision !== stream.revision + 1) {
      report(
        'revision-gap',
        'revisions of a patient are gapless',
        String(stream.revision + 1),
        String(record.revision),
      );
    }
    stream.revision = record.revision;
    if (stream.ids.has(record.id)) report('duplicate-id', 'an id stands once in the record of a patient');
    stream.ids.add(record.id);
    if (record.type !== 'EventCorrected' && record.type !== 'EventRetracted') return;
    const content = record.clinical && parse(record.clinical.toString('utf8', 6));
    const named = (content?.['data'] as JsonObject | undefined)?.['eventId'];
    // A batch may be recorded in an order of its own, so what it names may follow; it never follows in a later batch.
    if (typeof named === 'string' && !stream.ids.has(named))
      report('dangling-reference', 'it names an event that is not there', named);
  }
}

/** Level-0 tiles, read along with the log. */
class TileReader {
  private readonly tiles: AsyncIterator<readonly { readonly n: number; readonly hashes: Buffer }[]>;
  private page: readonly { readonly n: number; readonly hashes: Buffer }[] = [];

  constructor(log: StoredLog) {
    this.tiles = log.tiles(0)[Symbol.asyncIterator]();
  }

  async leafHash(position: number): Promise<Buffer | null> {
    const n = Math.floor(position / TILE_WIDTH);
    while ((this.page.at(-1)?.n ?? -1) < n) {
      const next = await this.tiles.next();
      if (next.done) return null;
      this.page = next.value;
    }
    const tile = this.page.find((one) => one.n === n);
    const from = (position % TILE_WIDTH) * HASH_BYTES;
    return tile && tile.hashes.length >= from + HASH_BYTES ? tile.hashes.subarray(from, from + HASH_BYTES) : null;
  }
}

/** Holds the tiles above the leaves equal to what the leaves give, and finds hashes beyond the last leaf. */
async function missingTiles(log: StoredLog, tree: TileWriter): Promise<LogFinding[]> {
  const findings: LogFinding[] = [];
  const given = new Map(tree.touched().map((tile) => [`${tile.level}/${tile.n}`, tile.hashes]));
  const levels = 1 + Math.max(0, ...[...given.keys()].map((name) => Number(name.split('/')[0])));
  for (let level = 0; level <= levels; level += 1) {
    for await (const page of log.tiles(level)) {
      for (const { n, hashes } of page) {
        const name = `${level}/${n}`;
        const expected = given.get(name);
        given.delete(name);
        if (level === 0) {
          const leaves = n * TILE_WIDTH + splitTile(hashes).length;
          for (let index = Math.max(tree.size, n * TILE_WIDTH); index < leaves; index += 1) {
            findings.push({
              code: 'missing',
              index,
              eventId: null,
              expected: null,
              found: null,
              how: 'the tile holds its hash, event and leaf are gone',
            });
          }
        } else if (!expected?.equals(hashes)) {
          findings.push({
            code: 'altered-tile',
            index: null,
            eventId: null,
            expected: null,
            found: name,
            how: 'the tile differs from what the leaves below it give',
          });
        }
      }
    }
  }
  for (const name of given.keys()) {
    findings.push({
      code: 'altered-tile',
      index: null,
      eventId: null,
      expected: name,
      found: null,
      how: 'the tile is gone',
    });
  }
  return findings;
}

/** Events and leaves side by side; positions that either lacks are reported as such. */
async function* byPosition(
  log: StoredLog,
): AsyncGenerator<{ position: number; record: StoredRecord | null; leaf: string | null }> {
  const records = flat<StoredRecord>(log.records());
  const leaves = flat<StoredLeaf>(log.leaves());
  let record = (await records.next()).value ?? null;
  let leaf = (await leaves.next()).value ?? null;
  for (let position = 0; record || leaf; position += 1) {
    const here = record?.position === position ? record : null;
    const leafHere = leaf?.position === position ? leaf.leaf : null;
    // Several rows of one position cannot be: it is the primary key.
    yield { position, record: here, leaf: leafHere };
    if (here) record = (await records.next()).value ?? null;
    if (leafHere !== null) leaf = (await leaves.next()).value ?? null;
  }
}

async function* flat<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T, undefined> {
  for await (const page of pages) yield* page;
  return undefined;
}

function readLeaf(text: string, position: number): Leaf | null {
  try {
    return parseLeaf(text, position);
  } catch {
    return null;
  }
}

function parse(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return null;
  }
}
