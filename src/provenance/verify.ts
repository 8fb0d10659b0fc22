import { setImmediate as breath } from 'node:timers/promises';
import { IntegrityError, type StoredLog, type StoredRecord } from '../ports/index.js';
import { gone, type LogFinding, type Report } from './finding.js';
import { TileWriter, leafHash } from './merkle.js';
import { parseLeaf, type Leaf } from './leaf.js';
import { SignedChecks, type SignedStory } from './signed-checks.js';
import { contentHash, headerHash } from './stored-event.js';
import { KeyChecks } from './key-checks.js';
import { byPosition, type Unreadable } from './stored-rows.js';
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
  /** What was signed of the log, and is kept in it and elsewhere; without it the log is held against itself alone. */
  readonly story?: SignedStory | undefined;
  /** Whether the key of that id is there. Without it nobody looks. */
  readonly hasKey?: ((keyId: Buffer) => Promise<boolean>) | undefined;
  /** First index to check; the hashes of those before are taken as the tiles have them. */
  readonly from?: number | undefined;
  readonly progress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Recomputes the transparency log from the stored bytes: content hashes, leaves, tiles, and the columns that queries use.
 * Reads everything that can be read and reports all that differs. Who rewrites the whole log, hashes included, or cuts off
 * its end everywhere, is found by what was signed and kept elsewhere alone.
 * @throws NoteError for a vkey that is none
 */
export async function verifyLog(log: StoredLog, options: VerifyOptions = {}): Promise<Verification> {
  const findings = (await log.damage()).map((line) => pageCorrupt(null, "the database's own integrity check", line));
  const signed = options.story ? await SignedChecks.of(options.story) : null;
  const tree = new GrownTree(signed);
  let reached = 0;
  try {
    for await (const index of compare(log, tree, findings, options)) reached = index + 1;
    reached = Math.max(reached, tree.size);
    findings.push(...(await checkTiles(log, tree, reached)));
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    findings.push(pageCorrupt(reached, 'the file cannot be read from here on', error.what));
  }
  if (signed) findings.push(...signed.finish(reached, tree.whole));
  return { size: tree.size, root: tree.root().toString('hex'), findings };
}

/** The tree over the leaves that are read, held against what was signed while it grows. */
class GrownTree extends TileWriter {
  constructor(private readonly signed: SignedChecks | null) {
    super();
  }

  /** Leaves before the first whose hash nobody knows: there is no root beyond. */
  whole = 0;

  async take(index: number, hash: Buffer, eventId: string | null): Promise<void> {
    const whole = index === this.size;
    this.append(hash);
    if (whole) this.whole = this.size;
    await this.signed?.take(index, hash, eventId, whole ? this : null);
  }
}

/** Adds the findings of each place of the log, and its leaf to the tree; gives each index that is done. */
async function* compare(
  log: StoredLog,
  tree: GrownTree,
  findings: LogFinding[],
  { progress, signal, hasKey, from = 0 }: VerifyOptions,
): AsyncGenerator<number> {
  const tiles = new TileReader(log);
  const streams = new StreamChecks(from === 0);
  const keys = new KeyChecks();
  const lost: Unreadable[] = [];
  const isLost = (table: Unreadable['table'], index: number): boolean =>
    lost.some((range) => range.table === table && range.from <= index && index <= range.to);
  const told = (range: Unreadable): void => {
    lost.push(range);
    streams.lossy ||= range.table === 'events';
    findings.push(pageCorrupt(range.from, unreadableText(range), range.what));
  };
  let next = from;
  let lastAt = '';
  for (let index = 0; index < from; index += 1) {
    const hash = await tiles.leafHash(index);
    if (!hash) break;
    await tree.take(index, hash, null);
  }
  for await (const { position, record, leaf: text } of byPosition(log, from, told)) {
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
      if (!isLost('events', next) || !isLost('leaves', next)) findings.push(gone(next, position - 1));
      for (let index = next; index < position; index += 1) {
        const hash = await tiles.leafHash(index);
        if (!hash) break;
        await tree.take(index, hash, null);
      }
    }
    next = position + 1;
    const stored = await tiles.leafHash(position);
    if (text !== null) {
      const hash = leafHash(text);
      await tree.take(position, hash, record?.id ?? leaf?.id ?? null);
      if (!stored) report('inserted', 'its leaf stands in no tile');
      else if (!stored.equals(hash)) {
        const [expected, found] = [stored.toString('hex'), hash.toString('hex')];
        report('altered-leaf', 'its hash differs from the one in the tile', expected, found);
      }
    } else if (stored) {
      await tree.take(position, stored, record?.id ?? null);
      if (!isLost('leaves', position)) report('missing', 'its leaf is gone');
    } else if (!isLost('leaves', position)) report('inserted', 'it has no leaf, and no tile holds its hash');
    if (!record) {
      if (!isLost('events', position)) report('missing', 'the event is gone, its leaf is there');
    } else {
      streams.check(record, report);
      if (hasKey) await keys.check(record, hasKey, report);
    }
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
    if (next % 1_000 > 0) continue;
    progress?.(next);
    // Reading is synchronous underneath: without a breath no signal would be heard until the end.
    await breath();
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

function readLeaf(text: string, position: number): Leaf | null {
  try {
    return parseLeaf(text, position);
  } catch {
    return null;
  }
}

const unreadableText = ({ table, from, to }: Unreadable): string =>
  `the ${table} ${to === Infinity ? `from index ${from} on` : `of indexes ${from} to ${to}`} cannot be read`;

const pageCorrupt = (index: number | null, how: string, found: string): LogFinding => ({
  code: 'page-corrupt',
  index,
  eventId: null,
  expected: null,
  found,
  how,
});
