import { setImmediate as breath } from 'node:timers/promises';
import type { StoredLog, StoredRecord } from '../ports/index.js';
import { gone, pageCorrupt, type LogFinding, type Report } from './finding.js';
import type { GrownTree } from './grown-tree.js';
import type { JudgedTile } from './judged-tile.js';
import { KeyChecks } from './key-checks.js';
import { parseLeaf, type Leaf } from './leaf.js';
import { TILE_WIDTH, leafHash } from './merkle.js';
import { contentHash, headerHash } from './stored-event.js';
import { byPosition, type Place, type Unreadable } from './stored-rows.js';
import { StreamChecks, parseObject } from './stream-checks.js';
import { TileReader } from './tile-checks.js';

/** What a long check asks and tells in between. */
export interface Underway {
  /** How many places were looked at, and how much was found in them. */
  readonly progress?: ((done: number, findings: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CheckAsked extends Underway {
  /** First index. */
  readonly from: number;
  /** Without it nobody looks for keys. */
  readonly hasKey?: ((keyId: Buffer) => Promise<boolean>) | undefined;
}

/** Goes along a log: a tile at a time where all is as it should be, event by event where it is not, and says what differs. */
export class LogCheck {
  readonly findings: LogFinding[] = [];
  /** Index after the last place that was looked at. */
  reached = 0;
  private readonly tiles: TileReader;
  private readonly streams: StreamChecks;
  private readonly keys = new KeyChecks();
  private readonly lost: Unreadable[] = [];
  private next: number;
  private lastAt = '';

  constructor(
    private readonly log: StoredLog,
    private readonly tree: GrownTree,
    private readonly asked: CheckAsked,
  ) {
    this.tiles = new TileReader(log);
    this.streams = new StreamChecks(asked.from === 0);
    this.next = asked.from;
  }

  /** Takes the hashes before the first index as the tiles have them. */
  begin(): Promise<void> {
    return this.takeAsKept(0, this.asked.from);
  }

  /** Goes on by a tile; false, and nothing changed, where it does not fit to what was before, or a key is missing. */
  async take(tile: JudgedTile): Promise<boolean> {
    if (this.next !== tile.n * TILE_WIDTH || tile.from < this.lastAt) return false;
    const { hasKey } = this.asked;
    if (hasKey && !(await this.keys.all(tile.keyIds, hasKey))) return false;
    if (!this.streams.fits(tile) || !(await this.tree.takeTile(tile))) return false;
    this.streams.take(tile);
    this.lastAt = tile.to;
    this.next += TILE_WIDTH;
    this.reached = this.next;
    return true;
  }

  /**
   * Looks at each place from `from` on, before `to`.
   * @param from null from the very first on
   */
  async look(from: number | null, to: number): Promise<void> {
    const { signal, progress } = this.asked;
    for await (const place of byPosition(this.log, from, (range) => this.cannotRead(range))) {
      signal?.throwIfAborted();
      if (place.position >= to) return;
      await this.lookAt(place);
      if (this.next % 1_000 > 0) continue;
      progress?.(this.next, this.findings.length);
      // Reading is synchronous underneath: without a breath no signal would be heard until the end.
      await breath();
    }
  }

  private async lookAt({ position, record, leaf: text }: Place): Promise<void> {
    const leaf = text === null ? null : readLeaf(text, position);
    const report: Report = (code, how, expected = null, found = null) => {
      this.findings.push({ code, index: position, eventId: record?.id ?? leaf?.id ?? null, expected, found, how });
    };
    if (position < 0) return report('inserted', 'indexes begin at 0');
    if (position > this.next) {
      if (!this.isLost('events', this.next) || !this.isLost('leaves', this.next))
        this.findings.push(gone(this.next, position - 1));
      await this.takeAsKept(this.next, position);
    }
    this.next = position + 1;
    const stored = await this.tiles.leafHash(position);
    if (text !== null) {
      const hash = leafHash(text);
      await this.tree.take(position, hash, record?.id ?? leaf?.id ?? null);
      if (!stored) report('inserted', 'its leaf stands in no tile');
      else if (!stored.equals(hash)) {
        const [expected, found] = [stored.toString('hex'), hash.toString('hex')];
        report('altered-leaf', 'its hash differs from the one in the tile', expected, found);
      }
    } else if (stored) {
      await this.tree.take(position, stored, record?.id ?? null);
      if (!this.isLost('leaves', position)) report('missing', 'its leaf is gone');
    } else if (!this.isLost('leaves', position)) report('inserted', 'it has no leaf, and no tile holds its hash');
    if (!record) {
      if (!this.isLost('events', position)) report('missing', 'the event is gone, its leaf is there');
    } else {
      this.streams.check(record, report);
      if (this.asked.hasKey) await this.keys.check(record, this.asked.hasKey, report);
    }
    if (text !== null && !leaf) report('altered-leaf', 'it is no leaf');
    if (leaf) {
      if (leaf.index !== position)
        report('reordered', 'its leaf was written at another index', String(leaf.index), String(position));
      if (leaf.at < this.lastAt)
        report('time-went-back', 'its instant lies before the one of the leaf before it', `>= ${this.lastAt}`, leaf.at);
      this.lastAt = leaf.at;
      if (record) checkRecord(record, leaf, report);
    }
    this.reached = this.next;
  }

  private async takeAsKept(from: number, to: number): Promise<void> {
    for (let index = from; index < to; index += 1) {
      const hash = await this.tiles.leafHash(index);
      if (!hash) return;
      await this.tree.take(index, hash, null);
    }
  }

  private cannotRead(range: Unreadable): void {
    this.lost.push(range);
    this.streams.lossy ||= range.table === 'events';
    this.findings.push(pageCorrupt(range.from, unreadableText(range), range.what));
  }

  private isLost(table: Unreadable['table'], index: number): boolean {
    return this.lost.some((range) => range.table === table && range.from <= index && index <= range.to);
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
