import { IntegrityError, type StoredLeaf, type StoredLog, type StoredRecord } from '../ports/index.js';
import { gone, type LogFinding, type Report } from './finding.js';
import { TileWriter, leafHash } from './merkle.js';
import { parseLeaf, type Leaf } from './leaf.js';
import { contentHash, headerHash } from './stored-event.js';
import { StreamChecks, parseObject } from './stream-checks.js';
import { TileReader, checkTiles } from './tile-checks.js';

export type { LogFinding } from './finding.js';

export interface Verification {
  /** Number of leaves. */
  readonly size: number;
  /** Root of the tree over the leaves as they are stored now, hex. */
  readonly root: string;
  /** All findings: of the file itself, then in the order of the log, then of the tiles. */
  readonly findings: readonly LogFinding[];
}

export interface VerifyOptions {
  readonly progress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Recomputes the transparency log from the stored bytes: content hashes, leaves, tiles, and the columns that queries use.
 * Reads everything that can be read and reports all that differs. It compares the file with itself: who rewrites the whole
 * log, hashes included, or cuts off its end everywhere, is found only by a root that was kept elsewhere.
 */
export async function verifyLog(log: StoredLog, options: VerifyOptions = {}): Promise<Verification> {
  const findings = (await log.damage()).map((line) => pageCorrupt(null, "the database's own integrity check", line));
  const tree = new TileWriter();
  let reached = 0;
  try {
    for await (const index of compare(log, tree, findings, options)) reached = index + 1;
    findings.push(...(await checkTiles(log, tree, reached)));
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    findings.push(pageCorrupt(reached, 'the file cannot be read from here on', error.what));
  }
  return { size: tree.size, root: tree.root().toString('hex'), findings };
}

/** Adds the findings of each place of the log, and its leaf to the tree; gives each index that is done. */
async function* compare(
  log: StoredLog,
  tree: TileWriter,
  findings: LogFinding[],
  { progress, signal }: VerifyOptions,
): AsyncGenerator<number> {
  const tiles = new TileReader(log);
  const streams = new StreamChecks();
  let next = 0;
  let lastAt = '';
  for await (const { position, record, leaf: text } of byPosition(log)) {
    signal?.throwIfAborted();
    const leaf = text === null ? null : readLeaf(text, position);
    const report: Report = (code, how, expected = null, found = null) => {
      findings.push({ code, index: position, eventId: record?.id ?? leaf?.id ?? null, expected, found, how });
    };
    if (position < 0) {
      report('inserted', 'indexes begin at 0');
      continue;
    }
    if (position > next) {
      findings.push(gone(next, position - 1));
      for (let index = next; index < position; index += 1) {
        const hash = await tiles.leafHash(index);
        if (!hash) break;
        tree.append(hash);
      }
    }
    next = position + 1;
    const stored = await tiles.leafHash(position);
    if (text !== null) {
      const hash = leafHash(text);
      tree.append(hash);
      if (!stored) report('inserted', 'its leaf stands in no tile');
      else if (!stored.equals(hash)) {
        const [expected, found] = [stored.toString('hex'), hash.toString('hex')];
        report('altered-leaf', 'its hash differs from the one in the tile', expected, found);
      }
    } else if (stored) {
      tree.append(stored);
      report('missing', 'its leaf is gone');
    } else report('inserted', 'it has no leaf, and no tile holds its hash');
    if (!record) report('missing', 'the event is gone, its leaf is there');
    else streams.check(record, report);
    if (text !== null && !leaf) report('altered-leaf', 'it is no leaf');
    if (leaf) {
      if (leaf.index !== position)
        report('reordered', 'its leaf was written at another index', String(leaf.index), String(position));
      if (leaf.at < lastAt)
        report('time-went-back', 'its instant lies before the one of the leaf before it', `>= ${lastAt}`, leaf.at);
      lastAt = leaf.at;
      if (record) checkRecord(record, leaf, report);
    }
    yield position;
    if (next % 1_000 === 0) progress?.(next);
  }
}

/** Holds an event equal to its leaf, and its columns to its header. */
function checkRecord(record: StoredRecord, leaf: Leaf, report: Report): void {
  const hc = headerHash(record.header, record.headerSalt);
  if (!hc.equals(leaf.hc))
    report('altered-header', 'its hash differs from the one in the leaf', leaf.hc.toString('hex'), hc.toString('hex'));
  const sc = contentHash(record);
  if (!sc.equals(leaf.sc))
    report('altered-content', 'its hash differs from the one in the leaf', leaf.sc.toString('hex'), sc.toString('hex'));
  const header = parseObject(record.header);
  if (!header) return report('altered-header', 'it is no JSON object');
  const { patientId } = header;
  const columns: readonly (readonly [string, unknown, unknown])[] = [
    ['id', header['id'], record.id],
    ['leaf id', header['id'], leaf.id],
    ['type', header['type'], record.type],
    ['revision', header['revision'], record.revision],
    ['patient_id', patientId ?? null, record.patientId],
    ['recorded_at', header['recordedAt'], record.recordedAt],
    ...(typeof patientId === 'string' ? [['stream', `patient-${patientId}`, record.stream] as const] : []),
  ];
  for (const [name, expected, found] of columns) {
    if (expected !== found)
      report('altered-column', `${name} differs from the header`, String(expected), String(found));
  }
}

/** Events and leaves side by side, at every position that has one or the other. */
async function* byPosition(
  log: StoredLog,
): AsyncGenerator<{ position: number; record: StoredRecord | null; leaf: string | null }> {
  const records = flat<StoredRecord>(log.records());
  const leaves = flat<StoredLeaf>(log.leaves());
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

const pageCorrupt = (index: number | null, how: string, found: string): LogFinding => ({
  code: 'page-corrupt',
  index,
  eventId: null,
  expected: null,
  found,
  how,
});
