import { eventTypeOf } from './catalogue.js';
import type { EventType } from './event-type.js';
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
  return upcastTo(known, version, data);
}

/** Data of an event type in the shape of its newest version. @throws UnreadableEventError where no way leads there */
export function upcastTo(
  { name, version: newest, upcasters }: EventType,
  version: number,
  data: JsonObject,
): JsonObject {
  if (version > newest) {
    throw new UnreadableEventError(
      `${name} version ${version} is newer than the version ${newest} that this code knows`,
    );
  }
  let current = data;
  for (let v = version; v < newest; v += 1) {
    const step = upcasters?.[v];
    if (!step) throw new UnreadableEventError(`${name} has no upcaster from version ${v}`);
    current = step(current);
  }
  return current;
}
