// Proofs in a log of ten million events: every leaf hash and tile is there, and the events of a sample.
import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { SqliteSignedLog } from '../../dist/adapters/sqlite/signed-log.js';
import {
  HashTree,
  TILE_WIDTH,
  TransparencyLog,
  leafHash,
  leafText,
  noteSigner,
  openCheckpoint,
  signCheckpoint,
  splitTile,
  subtreeRoot,
} from '../../dist/provenance/index.js';
import { inFolder, median, withStore } from './folder.mjs';

const SIZE = 10_000_000;
const SAMPLE = 999;

export const provenance = () =>
  inFolder(async (folder) => {
    await withStore(folder, async () => undefined);
    const database = openDatabase(join(folder, 'events.db'));
    const log = new SqliteSignedLog(database);
    const ids = fill(database);
    const tree = new HashTree((level, n) => log.tile(level, n));
    const signer = noteSigner('hepatrace/bench/1', Buffer.alloc(32, 7));
    const note = signCheckpoint(signer, SIZE, await tree.root(SIZE));
    await log.keep({ origin: signer.name, size: SIZE, note });
    const transparency = new TransparencyLog(log);
    const inclusion = await timed(SAMPLE, (index) => transparency.inclusion(ids[index]));
    const consistency = await timed(SAMPLE, (index) => transparency.consistency(1 + 9_973 * index, SIZE));
    const signature = await timed(SAMPLE, () => signCheckpoint(signer, SIZE, Buffer.alloc(32)));
    const opening = await timed(SAMPLE, () => openCheckpoint(note, signer.vkey));
    database.close();
    return [
      { what: 'inclusion proof in 10 million events, by id, verified', ...inclusion, ceiling: 5 },
      { what: 'consistency proof up to 10 million events, verified', ...consistency, ceiling: 5 },
      { what: 'a checkpoint signed', ...signature },
      { what: 'a checkpoint opened', ...opening },
    ];
  });

/** The tiles of a log of random leaves, among them those of a sample of events; gives the ids of these. */
function fill(database) {
  const places = Array.from({ length: SAMPLE }, (_, index) => Math.floor(((index + 1) * (SIZE - 1)) / SAMPLE));
  const tile = database.prepare('INSERT INTO tiles VALUES (?, ?, ?)');
  const leaf = database.prepare('INSERT INTO leaves VALUES (?, ?)');
  const event = database.prepare(
    "INSERT INTO events VALUES (?, ?, 0, ?, 'FollowedUp', NULL, '', '{}', x'', NULL, NULL, x'')",
  );
  const ids = [];
  database.transaction(() => {
    const sampled = new Map();
    for (const index of places) {
      const id = randomUUID();
      ids.push(id);
      const text = leafText({ at: '2026-01-01T00:00:00.000Z', id, index, hc: randomBytes(32), sc: randomBytes(32) });
      leaf.run(index, text);
      event.run(index, `patient-${id}`, id);
      sampled.set(index, leafHash(text));
    }
    let above = [];
    for (let n = 0; n * TILE_WIDTH < SIZE; n += 1) {
      const hashes = splitTile(randomFillSync(Buffer.alloc(32 * Math.min(TILE_WIDTH, SIZE - n * TILE_WIDTH))));
      hashes.forEach((hash, at) => sampled.get(n * TILE_WIDTH + at)?.copy(hash));
      tile.run(0, n, Buffer.concat(hashes));
      if (hashes.length === TILE_WIDTH) above.push(subtreeRoot(hashes));
    }
    for (let level = 1; above.length > 0; level += 1) {
      const below = above;
      above = [];
      for (let n = 0; n * TILE_WIDTH < below.length; n += 1) {
        const hashes = below.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH);
        tile.run(level, n, Buffer.concat(hashes));
        if (hashes.length === TILE_WIDTH) above.push(subtreeRoot(hashes));
      }
    }
  })();
  return ids;
}

async function timed(times, run) {
  const figures = [];
  for (let index = 0; index < times; index += 1) {
    const started = performance.now();
    await run(index);
    figures.push(performance.now() - started);
  }
  return { value: median(figures), unit: `ms (worst ${Math.max(...figures).toFixed(1)})` };
}
