import { IntegrityError, type LogPlace } from '../../ports/index.js';
import { leafHash } from '../../provenance/index.js';
import { storeError, type Database } from './database.js';
import { insertsInto, treeOf } from './event-tables.js';

/**
 * Puts places of another store's log here, byte by byte: events, leaves with their own `at`, and the tiles above them, in
 * one synced transaction. What was put here before is passed over, so it may be broken off and begun again.
 * @throws IntegrityError at a gap, and where this log lacks what its tiles hold
 */
export function restore(places: readonly LogPlace[], database: Database): void {
  const { event, leaf, tile } = insertsInto(database);
  const write = database.transaction(() => {
    const tree = treeOf(database);
    for (const place of places) {
      if (place.position < tree.size) continue;
      if (place.position > tree.size) throw new IntegrityError(tree.size, 'it is missing');
      event.run(
        place.position,
        place.stream,
        place.revision,
        place.id,
        place.type,
        place.patientId,
        place.recordedAt,
        place.header,
        place.headerSalt,
        place.clinical,
        place.identity,
        place.contentSalt,
      );
      leaf.run(place.position, place.leaf);
      tree.append(leafHash(place.leaf));
    }
    for (const { level, n, hashes } of tree.touched()) tile.run(level, n, hashes);
  });
  try {
    write.immediate();
  } catch (error) {
    throw storeError(error);
  }
}
