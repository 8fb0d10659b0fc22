import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../../events/index.js';
import { SetupError, WrongRevisionError, type LogPlace } from '../../ports/index.js';
import type { Connection } from './connection.js';
import { draftOf } from './event-form.js';
import { placeText, type LeafIndex, type PlacedLeaf } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';
import type { KurrentLog } from './log.js';

/** Bytes of one append, of the 1 MiB that the server takes. */
const LARGEST_APPEND = 500_000;
/** Events that are given their leaves together: what is found without leaves when it was broken off, one read brings. */
const BATCH = 400;

/**
 * Puts places of another store's log here, byte by byte: events in the order of their positions, then their leaves as they
 * are, with their own `at`. What was put here before is passed over, so it may be broken off and begun again.
 * @throws SetupError `holds-something-else` where other events stand here, or others write to this log
 */
export async function restore(
  places: readonly LogPlace[],
  connection: Connection,
  index: LeafIndex,
  leaves: LeafStream,
  log: KurrentLog,
): Promise<void> {
  await leaves.ready();
  const { size } = index;
  const missing = places.filter(({ position }) => position >= size);
  try {
    // Once more after the last: nothing else may wait for a leaf.
    for (let from = 0; from <= missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const there = await standing(batch, log);
      for (const run of runsOf(batch.slice(there.length))) {
        const [{ stream, revision }] = run;
        const drafts = run.map((place) => draftOf(headerOf(place), place));
        await connection.append(`${leaves.prefix}${stream}`, drafts, revision - 1);
      }
      const placed = await standing(batch, log);
      if (placed.length < batch.length) throw somethingElse();
      await leaves.append(placed, randomUUID);
      await leaves.catchUp();
    }
  } catch (error) {
    throw error instanceof WrongRevisionError ? somethingElse() : error;
  }
}

/** Those of the places whose events stand here without their leaves: salts are random, so that no other event has the same. */
async function standing(missing: readonly LogPlace[], log: KurrentLog): Promise<readonly PlacedLeaf[]> {
  return (await log.withoutLeaf()).map(({ stored, stream, revision, place }, n) => {
    const its = missing[n];
    if (!its?.headerSalt.equals(stored.headerSalt) || its.stream !== stream || its.revision !== revision)
      throw somethingElse();
    return { position: its.position, leaf: its.leaf, stream, revision, place: placeText(place) };
  });
}

const somethingElse = (): SetupError =>
  new SetupError(
    'holds-something-else',
    'the event store holds events that are not of the log to be copied, or another process writes to it: stop what runs on it, and take an empty one',
  );

/** Neighbours of one stream: they are written at once, so that the server's order is that of the positions. */
function runsOf(places: readonly LogPlace[]): readonly (readonly [LogPlace, ...LogPlace[]])[] {
  const runs: [LogPlace, ...LogPlace[]][] = [];
  let bytes = 0;
  for (const place of places) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const length = place.header.length + 1.4 * ((place.clinical?.length ?? 0) + (place.identity?.length ?? 0)) + 200;
    bytes += length;
    if (run && last?.stream === place.stream && last.revision + 1 === place.revision && bytes < LARGEST_APPEND)
      run.push(place);
    else {
      runs.push([place]);
      bytes = length;
    }
  }
  return runs;
}

const headerOf = ({ id, type, header }: LogPlace): Parameters<typeof draftOf>[0] => {
  const { version, correlationId, causationId } = JSON.parse(header) as Partial<NewEvent>;
  return {
    id,
    type,
    ...(version !== undefined && { version }),
    ...(correlationId !== undefined && { correlationId }),
    ...(causationId !== undefined && { causationId }),
  };
};
