import type { Checkpoint, EventStore, ReadModels, StoredDocument } from '../ports/index.js';
import { PROJECTION } from './fold.js';
import { documentsIn, replay, type Part, type ReplayOptions } from './parts.js';

/**
 * Builds the read models anew beside the live ones, then switches. Interrupted, it leaves the live ones as they were.
 * @param parts what makes the documents of the log up to a position, all parts together of all patients; one if absent
 * @throws PoisonEventError when an event cannot be read, and as {@link replay}
 */
export async function rebuild(
  store: EventStore,
  models: ReadModels,
  options: ReplayOptions & { readonly parts?: (upTo: number) => readonly AsyncIterable<Part<StoredDocument>>[] } = {},
): Promise<Checkpoint | null> {
  const { parts = (upTo) => [documentsIn(store, { upTo })] } = options;
  const head = await store.head();
  const generation = await models.begin();
  const upTo = head?.position ?? -1;
  await replay(parts(upTo), upTo + 1, (documents) => generation.write(documents, null), options);
  const checkpoint = head && { ...head, projection: PROJECTION };
  await generation.write([], checkpoint);
  await models.switchTo(generation);
  return checkpoint;
}
