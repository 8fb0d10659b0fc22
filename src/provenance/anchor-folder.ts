import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SignedCheckpoint } from '../ports/index.js';
import { HASH_BYTES, TILE_WIDTH } from './merkle.js';
import { parseCheckpoint } from './checkpoint.js';

/**
 * A folder that keeps what a log has said of itself, laid out as c2sp.org/tlog-tiles under the log's origin:
 *
 *     ORIGIN/checkpoint              the last signed note
 *     ORIGIN/checkpoints/x001/234    every note that was kept, by its size
 *     ORIGIN/tile/0/x001/234[.p/W]   256 leaf hashes each, W in the last one
 *
 * A tile is on disk before the note that covers it.
 */
export interface AnchoredLog {
  readonly origin: string;
  /** Ascending by size; their signatures are not checked here. A note that is no checkpoint has size -1. */
  readonly checkpoints: readonly SignedCheckpoint[];
  /** Leaf hashes 256n … as many as are kept; null where none are. */
  readonly tile: (n: number) => Promise<Buffer | null>;
}

const LAST = 'checkpoint';
const ALL = 'checkpoints';
const TILES = 'tile/0';
const UNFINISHED = '.new';

/** Every log that the folder keeps something of. @throws the file system's errors, also when the folder is not there */
export async function readAnchors(folder: string): Promise<readonly AnchoredLog[]> {
  const logs: AnchoredLog[] = [];
  for (const origin of await originsIn(folder)) {
    const place = join(folder, origin);
    const files = (await filesIn(join(place, ALL))).map((file) => join(ALL, file));
    const notes = await Promise.all([...files, LAST].map((file) => readFile(join(place, file), 'utf8')));
    const checkpoints = notes
      .map((note) => ({ origin, size: sizeOf(note), note }))
      .filter(({ note }, index, all) => all.findIndex((other) => other.note === note) === index)
      .toSorted((a, b) => a.size - b.size);
    logs.push({ origin, checkpoints, tile: (n) => readTile(place, n) });
  }
  return logs;
}

/** The last note of every log in the folder; none when there is no folder yet. */
export async function lastNotesIn(folder: string): Promise<readonly string[]> {
  const origins = await originsIn(folder).catch(orNothing<string[]>([]));
  return Promise.all(origins.map((origin) => readFile(join(folder, origin, LAST), 'utf8')));
}

/**
 * Keeps a checkpoint, and the level-0 tiles up to its size that are not kept yet. Durable when it resolves. What is kept is
 * never changed.
 * @throws Error for a tile that begins otherwise than the one that is kept
 */
export async function keepInFolder(
  folder: string,
  { origin, size, note }: SignedCheckpoint,
  tileOf: (n: number) => Promise<Buffer | null>,
): Promise<void> {
  const place = join(folder, origin);
  const before = await readFile(join(place, LAST), 'utf8').then(sizeOf, orNothing(0));
  for (let n = Math.floor(Math.max(before, 0) / TILE_WIDTH); n * TILE_WIDTH < size; n += 1) {
    const width = Math.min(TILE_WIDTH, size - n * TILE_WIDTH);
    const hashes = (await tileOf(n))?.subarray(0, width * HASH_BYTES);
    if (hashes?.length !== width * HASH_BYTES) throw new Error(`tile 0/${n} of the log is gone or too short`);
    const kept = await readTile(place, n);
    if (kept && !kept.subarray(0, hashes.length).equals(hashes.subarray(0, kept.length)))
      throw new Error(`tile 0/${n} of the log is not the one that is kept here`);
    const path = join(place, TILES, numbered(n));
    await writeDurably(width === TILE_WIDTH ? path : join(`${path}.p`, String(width)), hashes);
    // What the wider tile holds, the narrower ones need not.
    const narrower = await readdir(`${path}.p`).catch(orNothing<string[]>([]));
    for (const name of narrower) if (Number(name) < width) await rm(join(`${path}.p`, name));
    if (width === TILE_WIDTH) await rm(`${path}.p`, { recursive: true, force: true });
  }
  await writeDurably(join(place, ALL, numbered(size)), note);
  await writeDurably(join(place, LAST), note);
}

async function readTile(place: string, n: number): Promise<Buffer | null> {
  const path = join(place, TILES, numbered(n));
  const whole = await readFile(path).catch(orNothing(null));
  if (whole) return whole;
  const widths = (await readdir(`${path}.p`).catch(orNothing<string[]>([]))).map(Number).filter(Number.isInteger);
  return widths.length === 0 ? null : readFile(join(`${path}.p`, String(Math.max(...widths))));
}

/** The path of a number (c2sp.org/tlog-tiles): groups of three digits, all but the last after an x; 1234067 is x001/x234/067. */
function numbered(n: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  return groups.map((group, index) => (index < groups.length - 1 ? `x${group}` : group)).join('/');
}

const sizeOf = (note: string): number => {
  try {
    return parseCheckpoint(note).size;
  } catch {
    return -1;
  }
};

/** Origins are paths, so the folders of `checkpoint` files are origins. */
async function originsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const deeper = entries.filter((entry) => entry.isDirectory() && ![ALL, 'tile', '.git'].includes(entry.name));
  const below = await Promise.all(
    deeper.map(async ({ name }) => (await originsIn(join(folder, name))).map((origin) => join(name, origin))),
  );
  return [...entries.flatMap((entry) => (entry.isFile() && entry.name === LAST ? [''] : [])), ...below.flat()];
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(orNothing([]));
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Under another name first, so that nobody ever reads half of it. */
async function writeDurably(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path + UNFINISHED, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + UNFINISHED, path);
}

/** Stands in for what is not there; other errors go on. */
const orNothing =
  <T>(nothing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return nothing;
    throw error;
  };
