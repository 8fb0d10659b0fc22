import type { JsonObject, NewEvent, RecordedEvent } from '../../events/index.js';
import {
  meetsExpectation,
  WrongRevisionError,
  type Appended,
  type Clock,
  type DataKey,
  type Expected,
  type Keys,
  type LogPoint,
} from '../../ports/index.js';
import {
  identityOf,
  leafHash,
  leafText,
  parseLeaf,
  sealEvent,
  splitEvent,
  withoutIdentity,
  type TileWriter,
} from '../../provenance/index.js';
import { answerOf } from '../known-events.js';
import { storeError, type Database } from './database.js';
import { insertsInto, treeOf } from './event-tables.js';

interface Request {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
  /** What of each event has to be sealed; null where nothing has. */
  readonly identities: readonly (JsonObject | null)[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** So many events at most share one transaction: enough to share the sync, few enough to keep answers quick. */
const LARGEST_GROUP = 2_000;

/**
 * The only writer of a log. Appends that wait together share one synced transaction (group commit); each is judged on its
 * own, in the order of arrival. Events, leaves and tiles are written in that one transaction.
 */
export class EventWriter {
  private queue: Request[] = [];
  private working: Promise<void> | null = null;
  private tree: TileWriter;
  private lastAt: string;
  private readonly statements;

  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
    private readonly clock: Clock,
    /** Told of what is durable now, as it is read without keys. */
    private readonly onCommit: (events: readonly RecordedEvent[]) => void,
    /** Answers a request whose ids are known already. */
    private readonly answerKnown: (stream: string, events: readonly NewEvent[]) => Promise<Appended>,
  ) {
    this.statements = {
      known: database.prepare('SELECT 1 FROM events WHERE stream = ? AND id = ?').pluck(),
      revision: database.prepare('SELECT max(revision) FROM events WHERE stream = ?').pluck(),
      ...insertsInto(database),
    };
    this.tree = treeOf(database);
    const last = database.prepare('SELECT leaf FROM leaves ORDER BY position DESC LIMIT 1').pluck().get() as
      string | undefined;
    this.lastAt = last === undefined ? '' : parseLeaf(last, this.tree.size - 1).at;
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.queue.push({ stream, expected, events, identities: events.map(identityOf), resolve, reject });
      this.working ??= this.work();
    });
  }

  /** The last place of the log, which the only writer knows without asking; null while it is empty. */
  head(): LogPoint | null {
    return this.tree.size === 0 ? null : { position: this.tree.size - 1, recordedAt: this.lastAt };
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.working) await this.working;
  }

  private async work(): Promise<void> {
    // Requests of the same turn of the event loop, and those that come while a transaction syncs, form a group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.writeGroup(await this.nextGroup());
    this.working = null;
  }

  /** Takes what fits from the queue; a request that shares an id with an earlier one of the group waits for the next. */
  private async nextGroup(): Promise<Request[]> {
    const group: Request[] = [];
    const waiting: Request[] = [];
    const ids = new Set<string>();
    let size = 0;
    for (const request of this.queue.splice(0)) {
      const own = request.events.map(({ id }) => `${request.stream}\n${id}`);
      if (size >= LARGEST_GROUP || own.some((id) => ids.has(id))) {
        waiting.push(request);
        for (const id of own) ids.add(id);
        continue;
      }
      try {
        const { stream, events } = request;
        const isNew = this.statements.revision.get(stream) === null;
        if (!isNew && events.some(({ id }) => this.statements.known.get(stream, id) !== undefined)) {
          request.resolve(await this.answerKnown(request.stream, request.events));
          continue;
        }
      } catch (error) {
        request.reject(storeError(error));
        continue;
      }
      for (const id of own) ids.add(id);
      size += own.length;
      group.push(request);
    }
    this.queue.unshift(...waiting);
    return group;
  }

  private async writeGroup(group: readonly Request[]): Promise<void> {
    if (group.length === 0) return;
    let answers: (() => void)[];
    const written: RecordedEvent[] = [];
    try {
      const subjects = new Set(
        group.flatMap(({ stream, events, identities }) =>
          events.filter((_, index) => identities[index]).map((event) => subjectOf(stream, event)),
        ),
      );
      // A new key is on disk before the event that needs it.
      const keys = subjects.size > 0 ? await this.keys.forSealing(subjects) : new Map<string, DataKey>();
      const tree = this.tree.fork();
      const at = this.nextInstant();
      answers = this.database.transaction(() => this.writeAll(group, tree, at, keys, written)).immediate();
      this.tree = tree;
      this.lastAt = at;
    } catch (error) {
      if (error instanceof TypeError && group.length > 1) {
        // One request holds what cannot be written down; the others must not suffer for it.
        for (const request of group) await this.writeGroup([request]);
        return;
      }
      for (const { reject } of group) reject(storeError(error));
      return;
    }
    for (const answer of answers) answer();
    if (written.length > 0) this.onCommit(written);
  }

  /** `at` never goes back, whatever the clock does: an instant once answered always answers the same. */
  private nextInstant(): string {
    const now = this.clock.now();
    return now > this.lastAt ? now : this.lastAt;
  }

  private writeAll(
    group: readonly Request[],
    tree: TileWriter,
    at: string,
    keys: ReadonlyMap<string, DataKey>,
    all: RecordedEvent[],
  ): (() => void)[] {
    const revisions = new Map<string, number>();
    const answers = group.map(({ stream, expected, events, identities, resolve, reject }) => {
      const actual = revisions.get(stream) ?? (this.statements.revision.get(stream) as number | null) ?? -1;
      if (!meetsExpectation(expected, actual)) {
        return () => reject(new WrongRevisionError(stream, expected, actual < 0 ? null : actual));
      }
      const written = events.map((event, index) =>
        this.writeOne(stream, event, identities[index] ?? null, actual + 1 + index, tree, at, keys),
      );
      all.push(...written);
      revisions.set(stream, actual + events.length);
      return () => resolve(answerOf(written, false));
    });
    for (const { level, n, hashes } of tree.touched()) this.statements.tile.run(level, n, hashes);
    return answers;
  }

  private writeOne(
    stream: string,
    event: NewEvent,
    identityPart: JsonObject | null,
    revision: number,
    tree: TileWriter,
    at: string,
    keys: ReadonlyMap<string, DataKey>,
  ): RecordedEvent {
    const position = tree.size;
    const { id, type, patientId, recordedAt } = event;
    const { stored, hc, sc } = sealEvent(splitEvent(event, revision, identityPart), keys.get(subjectOf(stream, event)));
    const leaf = leafText({ at, hc, id, index: position, sc });
    this.statements.event.run(
      position,
      stream,
      revision,
      id,
      type,
      patientId ?? null,
      recordedAt,
      stored.header,
      stored.headerSalt,
      stored.clinical,
      stored.identity,
      stored.contentSalt,
    );
    this.statements.leaf.run(position, leaf);
    tree.append(leafHash(leaf));
    return withoutIdentity({ ...event, revision, position }, identityPart);
  }
}

const subjectOf = (stream: string, event: NewEvent): string => event.patientId ?? stream;
