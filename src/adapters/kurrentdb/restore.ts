import { randomUUID } from 'node:crypto';
import { IntegrityError, type StoredLeaf, type StoredRecord } from '../../ports/index.js';
import type { Connection } from './connection.js';
import { draftOf, keptOf } from './event-form.js';
import { placeText, type LeafIndex, type PlacedLeaf } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';

/** Bytes of one append, of the 1 MiB that the server takes. */
const LARGEST_APPEND = 500_000;

/** A place of another store's log: what was stored, and its leaf. */
export type LogPlace = StoredRecord & StoredLeaf;

/**
 * Puts the log of another store here, byte by byte: events in the order of their positions, then their leaves as they are,
 * with their own `at`. What was put here before is passed over, so it may be broken off and begun again.
 * @throws WrongRevisionError where another writes to this log; IntegrityError where other events stand here
 */
export async function restore(
  places: readonly LogPlace[],
  connection: Connection,
  index: LeafIndex,
  leaves: LeafStream,
): Promise<void> {
  await leaves.ready();
  const { size } = index;
  const missing = places.filter(({ position }) => position >= size);
  for (const run of runsOf(missing)) await leaves.append(await restoreRun(run, connection, leaves.prefix), randomUUID);
  await leaves.catchUp();
}

/** Neighbours of one stream: they are written at once, so that the server's order is that of the positions. */
function runsOf(places: readonly LogPlace[]): readonly (readonly LogPlace[])[] {
  const runs: LogPlace[][] = [];
  let bytes = 0;
  for (const place of places) {
    const last = runs.at(-1)?.at(-1);
    const length = place.header.length + 1.4 * ((place.clinical?.length ?? 0) + (place.identity?.length ?? 0)) + 200;
    bytes += length;
    if (last?.stream === place.stream && last.revision + 1 === place.revision && bytes < LARGEST_APPEND)
      runs.at(-1)?.push(place);
    else {
      runs.push([place]);
      bytes = length;
    }
  }
  return runs;
}

async function restoreRun(
  run: readonly LogPlace[],
  connection: Connection,
  prefix: string,
): Promise<readonly PlacedLeaf[]> {
  const [first] = run;
  if (!first) return [];
  const name = `${prefix}${first.stream}`;
  const standing = async (): Promise<readonly PlacedLeaf[]> => {
    const found = await connection.read(name, (client) =>
      client.readStream(name, {
        fromRevision: BigInt(first.revision),
        direction: 'forwards',
        maxCount: run.length,
        requiresLeader: true,
      }),
    );
    return found.map((one, n) => {
      const [kept, place] = [keptOf(one, prefix), run[n]];
      if (!place?.headerSalt.equals(kept.stored.headerSalt))
        throw new IntegrityError(place?.position ?? null, 'another event stands in its place in this store');
      const { position, leaf, stream, revision } = place;
      return { position, leaf, stream, revision, place: placeText(kept.place) };
    });
  };
  const there = await standing();
  const drafts = run.slice(there.length).map((place) => draftOf(headerOf(place), place));
  if (drafts.length === 0) return there;
  await connection.append(name, drafts, first.revision + there.length - 1);
  return standing();
}

const headerOf = ({ id, type, header }: LogPlace): Parameters<typeof draftOf>[0] => {
  const { version, correlationId, causationId } = JSON.parse(header) as Partial<Parameters<typeof draftOf>[0]>;
  return {
    id,
    type,
    ...(version !== undefined && { version }),
    ...(correlationId !== undefined && { correlationId }),
    ...(causationId !== undefined && { causationId }),
  };
};
