import {
  COLLECTIONS,
  type Building,
  type Checkpoint,
  type EventStore,
  type Generation,
  type PartBuilt,
  type ReadModels,
  type StoredDocument,
} from '../ports/index.js';
import { PROJECTION, isOfLog } from './fold.js';
import { documentsIn, replay, type Part, type ReplayOptions } from './parts.js';
import { Projection } from './projection.js';

/** Documents that are written at once. */
const AT_ONCE = 7_000;

export interface RebuildOptions extends ReplayOptions {
  /**
   * What makes the documents of the log up to a position, all parts together of all patients; one if absent.
   * @param built how far an interrupted rebuild had come with each of its parts: the same parts are to go on from there
   */
  readonly parts?: (upTo: number, built: readonly PartBuilt[] | null) => readonly AsyncIterable<Part<StoredDocument>>[];
  /** Starts anew also where an interrupted rebuild could go on. */
  readonly fresh?: boolean;
  /** Is told how far the interrupted rebuild had come that goes on. */
  readonly resuming?: (building: Building) => void;
}

/**
 * Builds the read models anew beside the live ones, then switches. Interrupted, it leaves the live ones as they were, and
 * the next rebuild goes on where this one stood, if the same code reads the same log; what was recorded since is added.
 * @throws PoisonEventError when an event cannot be read, and as {@link replay}
 */
export async function rebuild(
  store: EventStore,
  models: ReadModels,
  options: RebuildOptions = {},
): Promise<Checkpoint | null> {
  const head = await store.head();
  const earlier = options.fresh ? null : await resumable(store, models);
  if (earlier) options.resuming?.(earlier.building);
  const generation = earlier?.generation ?? (await models.begin());
  let reached: Checkpoint | null = null;
  if (head) {
    const goal = earlier?.building.goal ?? { ...head, projection: PROJECTION };
    await build(store, generation, goal, earlier?.building.parts ?? null, options);
    reached = await catchUp(store, generation, goal);
  }
  await models.switchTo(generation);
  return reached;
}

/** What an interrupted rebuild left, where this code would make the same of this log. */
async function resumable(store: EventStore, models: ReadModels): ReturnType<ReadModels['unfinished']> {
  const left = await models.unfinished();
  return left && (await isOfLog(left.building.goal, store)) ? left : null;
}

/** Writes the documents of the log up to the goal, those aside that are in already. */
async function build(
  store: EventStore,
  generation: Generation,
  goal: Checkpoint,
  built: readonly PartBuilt[] | null,
  { parts = partsOf(store), ...options }: RebuildOptions,
): Promise<void> {
  const upTo = goal.position;
  const sources = parts(upTo, built);
  const reached = built ? [...built] : sources.map((): PartBuilt => ({ patientId: null, events: 0 }));
  let made: StoredDocument[] = [];
  let written: Promise<void> = Promise.resolve();
  // One after the other: what says how far a part is must not be in before the documents that it speaks of.
  const write = (state: Checkpoint | Building): Promise<void> => {
    const documents = inOrder(made);
    made = [];
    return (written = written.then(() => generation.write(documents, state)));
  };
  const take = ({ made: documents, events, lastPatient }: Part<StoredDocument>, part: number): Promise<void> | void => {
    made.push(...documents);
    const before = reached[part];
    if (before && lastPatient !== null) reached[part] = { patientId: lastPatient, events: before.events + events };
    return made.length >= AT_ONCE ? write({ goal, parts: [...reached] }) : undefined;
  };
  const before = reached.reduce((sum, { events }) => sum + events, 0);
  await replay(sources, { of: upTo + 1, before }, take, options);
  await write(goal);
}

/** One part; where an interrupted rebuild had several, the same ones. */
const partsOf =
  (store: EventStore): NonNullable<RebuildOptions['parts']> =>
  (upTo, built) =>
    built?.map(({ patientId: after }, index) =>
      documentsIn(store, { upTo, after, shard: { index, of: built.length } }),
    ) ?? [documentsIn(store, { upTo })];

/** Takes into account what was recorded after the goal. */
async function catchUp(store: EventStore, generation: Generation, goal: Checkpoint): Promise<Checkpoint> {
  const projection = new Projection(generation, store);
  let reached = goal;
  for await (const batch of store.readAll({ after: goal.position })) reached = await projection.apply(batch);
  return reached;
}

/** Collection by collection, as stores keep them: each page is then written once. */
const inOrder = (documents: readonly StoredDocument[]): readonly StoredDocument[] =>
  COLLECTIONS.flatMap((name) => documents.filter(({ collection }) => collection === name));
