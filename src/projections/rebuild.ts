import { COLLECTIONS, type Checkpoint, type EventStore, type ReadModels, type StoredDocument } from '../ports/index.js';
import { PROJECTION } from './fold.js';
import { documentsIn, replay, type Part, type ReplayOptions } from './parts.js';

/** Documents that are written at once. */
const AT_ONCE = 7_000;

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
  let made: StoredDocument[] = [];
  const write = async (checkpoint: Checkpoint | null): Promise<void> => {
    const documents = made;
    made = [];
    await generation.write(inOrder(documents), checkpoint);
  };
  const take = (documents: readonly StoredDocument[]): Promise<void> | void => {
    made.push(...documents);
    return made.length >= AT_ONCE ? write(null) : undefined;
  };
  await replay(parts(upTo), upTo + 1, take, options);
  const checkpoint = head && { ...head, projection: PROJECTION };
  await write(checkpoint);
  await models.switchTo(generation);
  return checkpoint;
}

/** Collection by collection, as stores keep them: each page is then written once. */
const inOrder = (documents: readonly StoredDocument[]): readonly StoredDocument[] =>
  COLLECTIONS.flatMap((name) => documents.filter(({ collection }) => collection === name));
