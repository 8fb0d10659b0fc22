import type { NewEvent, RecordedEvent } from '../../events/index.js';
import {
  IntegrityError,
  StoreUnavailableError,
  WrongRevisionError,
  meetsExpectation,
  type Appended,
  type Expected,
  type Keys,
} from '../../ports/index.js';
import { identityOf, parseLeaf, sealEvent, splitEvent } from '../../provenance/index.js';
import { answerKnown, answerOf, requireDistinctIds } from '../known-events.js';
import type { Draft } from './client.js';
import type { Connection } from './connection.js';
import { draftOf } from './event-form.js';
import type { LeafIndex, PlacedLeaf } from './leaf-index.js';
import type { LeafStream } from './leaf-stream.js';
import type { KurrentLog } from './log.js';
import { Turns } from './turns.js';

/** How often an append is fitted to a stream that others write to at the same time. */
const ATTEMPTS = 20;

/** What an append came to, before its positions are known. */
interface Written {
  readonly deduplicated: boolean;
  readonly events: readonly { readonly id: string; readonly revision: number; readonly position: number | null }[];
  /** What was sent, where the server said that it stands there. */
  readonly sent: readonly Sent[];
}

interface Sent {
  readonly draft: Draft;
  readonly hc: Buffer;
}

/**
 * Appends as the port promises it, on a server that promises less: it drops other content under a known id without a word,
 * and writes a known id again where the head is expected.
 */
export class Appender {
  private readonly turns = new Turns();
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly index: LeafIndex,
    private readonly leaves: LeafStream,
    private readonly log: KurrentLog,
    private readonly keys: Keys,
    /** How long an answer waits for its positions. */
    private readonly sequencedMs: number,
  ) {}

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    requireDistinctIds(events);
    await this.leaves.ready();
    const written = await this.turns.take(stream, () => this.write(stream, expected, events));
    const leaves = await this.sequenced(stream, written);
    if (await this.isOwn(stream, written, leaves)) return answer(written, leaves);
    // To the server, events that another wrote with these ids at this revision were a success too.
    const known = await this.known(stream, events);
    return answer(known, await this.sequenced(stream, known));
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.turns.done();
  }

  /** Ids are looked at before the revision, each time anew that another was faster. */
  private async write(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Written> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { actual, ids } = await this.log.tail(stream);
      if (events.some(({ id }) => ids.has(id) || this.index.knows(stream, id))) return this.known(stream, events);
      if (!meetsExpectation(expected, actual))
        throw new WrongRevisionError(stream, expected, actual < 0 ? null : actual);
      const sent = await this.seal(stream, events, actual + 1);
      let last: number;
      try {
        const drafts = sent.map(({ draft }) => draft);
        last = await this.connection.append(`${this.leaves.prefix}${stream}`, drafts, actual);
      } catch (error) {
        // The revision that this attempt expected has gone by: it can be written no more, and so is safe to fit anew.
        if (error instanceof WrongRevisionError) continue;
        throw error;
      }
      if (last !== actual + events.length)
        throw new IntegrityError(null, `the stream ${stream} was deleted, and its revisions go on from ${last}`);
      const written = events.map(({ id }, n) => ({ id, revision: actual + 1 + n, position: null }));
      return { deduplicated: false, events: written, sent };
    }
    throw new StoreUnavailableError('busy', `others write to the stream ${stream} all the time`);
  }

  private async known(stream: string, events: readonly NewEvent[]): Promise<Written> {
    const past: RecordedEvent[] = [];
    for await (const batch of this.log.stream(stream, { identity: true })) past.push(...batch);
    const known = answerKnown(past, events);
    if (!known) throw new IntegrityError(null, `stream ${stream} no longer holds an event that its leaf names`);
    return { ...known, sent: [] };
  }

  /** The events as they will be stored; a new key is on disk before the event that needs it. */
  private async seal(stream: string, events: readonly NewEvent[], revision: number): Promise<readonly Sent[]> {
    const identities = events.map(identityOf);
    const subjectOf = ({ patientId }: NewEvent): string => patientId ?? stream;
    const subjects = new Set(events.filter((_, n) => identities[n]).map(subjectOf));
    const keys = subjects.size > 0 ? await this.keys.forSealing(subjects) : null;
    return events.map((event, n) => {
      const parts = splitEvent(event, revision + n, identities[n] ?? null);
      const { stored, hc } = sealEvent(parts, keys?.get(subjectOf(event)));
      return { draft: draftOf(event, stored), hc };
    });
  }

  /** The leaves of what was written, where they come in time. */
  private async sequenced(stream: string, { events }: Written): Promise<ReadonlyMap<number, PlacedLeaf>> {
    const revisions = events.map(({ revision }) => revision);
    const [first, last] = [Math.min(...revisions), Math.max(...revisions)];
    const until = performance.now() + this.sequencedMs;
    for (let left = this.sequencedMs; left > 0 && !this.closed; left = until - performance.now()) {
      if (this.index.lastRevision(stream) >= last) return this.index.ofStream(stream, first, last);
      await this.index.change(left);
    }
    return new Map();
  }

  /** Whether what stands there is what was sent: the hash of a header is salted, so that no other event has it. */
  private async isOwn(
    stream: string,
    { events, sent }: Written,
    leaves: ReadonlyMap<number, PlacedLeaf>,
  ): Promise<boolean> {
    const [first] = events;
    if (sent.length === 0 || !first) return true;
    if (leaves.size === 0) {
      const drafts = sent.map(({ draft }) => draft);
      return this.log.holds(stream, first.revision, drafts);
    }
    return sent.every(({ hc }, n) => {
      const leaf = leaves.get(first.revision + n);
      return leaf !== undefined && parseLeaf(leaf.leaf, leaf.position).hc.equals(hc);
    });
  }
}

const answer = ({ deduplicated, events }: Written, leaves: ReadonlyMap<number, PlacedLeaf>): Appended =>
  answerOf(
    events.map((event) => ({ ...event, position: leaves.get(event.revision)?.position ?? null })),
    deduplicated,
  );
