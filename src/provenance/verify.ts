import { setImmediate as breath } from 'node:timers/promises';
import { IntegrityError, type StoredLog } from '../ports/index.js';
import { pageCorrupt, type LogFinding } from './finding.js';
import { GrownTree } from './grown-tree.js';
import { judgeTile, type Judged } from './judged-tile.js';
import { LogCheck, type Underway } from './log-check.js';
import { TILE_WIDTH } from './merkle.js';
import { SignedChecks, type SignedStory } from './signed-checks.js';
import { checkTiles } from './tile-checks.js';

export type { LogFinding } from './finding.js';
export { judgeTile, type Judged } from './judged-tile.js';

export interface Verification {
  /** Number of leaves. */
  readonly size: number;
  /** Root of the tree over the leaves as they are stored now, hex. */
  readonly root: string;
  /** All findings: of the file itself, then in the order of the log, then of the tiles. */
  readonly findings: readonly LogFinding[];
}

/** The work of a check that needs nothing of what was before, so that other threads can do it. */
export interface Judging {
  /** What the store says of its own files. */
  readonly damage: () => Promise<readonly string[]>;
  /** The tiles of the log from the nth on, in their order; none that was written after the check began. */
  readonly tiles: (first: number) => AsyncIterable<Judged>;
}

export interface VerifyOptions extends Underway {
  /** What was signed of the log, and is kept in it and elsewhere; without it the log is held against itself alone. */
  readonly story?: SignedStory | undefined;
  /** Whether the key of that id is there. Without it nobody looks. */
  readonly hasKey?: ((keyId: Buffer) => Promise<boolean>) | undefined;
  /** First index to check; the hashes of those before are taken as the tiles have them. */
  readonly from?: number | undefined;
  /** Done in this thread if absent. */
  readonly judging?: Judging | undefined;
}

/**
 * Recomputes the transparency log from the stored bytes: content hashes, leaves, tiles, and the columns that queries use.
 * Reads everything that can be read and reports all that differs. Who rewrites the whole log, hashes included, or cuts off
 * its end everywhere, is found by what was signed and kept elsewhere alone.
 * @throws NoteError for a vkey that is none
 */
export async function verifyLog(log: StoredLog, options: VerifyOptions = {}): Promise<Verification> {
  const release = log.hold();
  try {
    return await verifiedAsItIs(log, options);
  } finally {
    release();
  }
}

async function verifiedAsItIs(log: StoredLog, options: VerifyOptions): Promise<Verification> {
  const { judging = judgingHere(log) } = options;
  let damage: readonly string[] | null = null;
  const asked = judging.damage().then((lines) => (damage = lines));
  // Whoever waits for it below hears of its failure.
  asked.catch(() => undefined);
  const swift = await verified(log, options, { judging, sound: () => damage === null || damage.length === 0 });
  const lines = await asked;
  if (lines.length === 0) return swift;
  // Where the file is damaged an index of it may lie: its events are looked at one by one, from the first.
  const slow = await verified(log, options, null);
  const ofItself = lines.map((line) => pageCorrupt(null, "the database's own integrity check", line));
  return { ...slow, findings: [...ofItself, ...slow.findings] };
}

/** Judges tiles with the store as it is. */
export const judgingHere = (log: StoredLog): Judging => ({
  damage: () => log.damage(),
  tiles: async function* (first) {
    for (let n = first; ; n += 1) yield await judgeTile(log, n);
  },
});

const EVENTS_A_BREATH = 4 * TILE_WIDTH;

/** @param swiftly tile by tile, as long as the file is sound; null event by event */
async function verified(
  log: StoredLog,
  { story, hasKey, from = 0, progress, signal }: VerifyOptions,
  swiftly: { readonly judging: Judging; readonly sound: () => boolean } | null,
): Promise<Verification> {
  const signed = story ? await SignedChecks.of(story) : null;
  const tree = new GrownTree(signed);
  const check = new LogCheck(log, tree, { from, hasKey, progress, signal });
  let { reached } = check;
  try {
    await breath();
    await check.begin();
    let next = from === 0 ? null : from;
    if (swiftly) {
      const first = Math.ceil(from / TILE_WIDTH);
      await check.look(next, first * TILE_WIDTH);
      next = first * TILE_WIDTH;
      for await (const judged of swiftly.judging.tiles(first)) {
        signal?.throwIfAborted();
        if (judged === 'nothing' || !swiftly.sound()) break;
        if (judged === 'differs' || !(await check.take(judged))) await check.look(next, next + TILE_WIDTH);
        next += TILE_WIDTH;
        progress?.(next, check.findings.length);
        // Reading is synchronous underneath: without a breath no signal would be heard until the end.
        if (next % EVENTS_A_BREATH === 0) await breath();
      }
    }
    if (!swiftly || swiftly.sound()) await check.look(next, Infinity);
    reached = Math.max(check.reached, tree.size);
    check.findings.push(...(await checkTiles(log, tree, reached)));
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    check.findings.push(pageCorrupt(check.reached, 'the file cannot be read from here on', error.what));
  }
  if (signed) check.findings.push(...signed.finish(reached, tree.whole));
  return { size: tree.size, root: tree.root().toString('hex'), findings: check.findings };
}
