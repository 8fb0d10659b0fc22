import { eventTypeOf } from './catalogue.js';
import type { JsonObject } from './json.js';

/** An event that this code cannot read: of an unknown type, or of a version newer than the code. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  readonly code = 'unreadable-event';
}

/**
 * The data of a stored event in the shape of today's version.
 * @throws UnreadableEventError for an unknown type or a version newer than the code knows: it never guesses.
 */
export function upcast(type: string, version: number, data: JsonObject): JsonObject {
  const known = eventTypeOf(type);
  if (!known) throw new UnreadableEventError(`event type ${type} is not in the catalogue of this version`);
  if (version > known.version) {
    throw new UnreadableEventError(
      `${type} version ${version} is newer than the version ${known.version} that this code knows`,
    );
  }
  let current = data;
  for (let v = version; v < known.version; v += 1) {
    const step = known.upcasters?.[v];
    if (!step) throw new UnreadableEventError(`${type} has no upcaster from version ${v}`);
    current = step(current);
  }
  return current;
}
