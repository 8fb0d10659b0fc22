/** A signed note over the tree of the first `size` leaves. */
export interface SignedCheckpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly note: string;
}

/** A place of the log with what its leaf was made of; bytes as they were hashed. */
export interface LogEntry {
  readonly index: number;
  readonly leaf: string;
  /** Null (here and below) where the event is gone. */
  readonly header: string | null;
  readonly headerSalt: Buffer | null;
  readonly contentSalt: Buffer | null;
  /** The encoded classes, end to end; sealed ones as ciphertext. */
  readonly content: Buffer | null;
}

/** The log as it is proven and signed: single leaves and tiles by their number, and the checkpoints signed so far. */
export abstract class SignedLog {
  /** Number of leaves. */
  abstract size(): Promise<number>;
  /** The hashes of a tile, as many as there are; null where there is none. */
  abstract tile(level: number, n: number): Promise<Buffer | null>;
  /** A place of an event with that id, which stands once in the record of a patient; null where there is none. */
  abstract indexOf(eventId: string): Promise<number | null>;
  /** Places after an index, in pages. */
  abstract entries(range: { readonly after: number; readonly upTo?: number }): AsyncIterable<readonly LogEntry[]>;
  /** Checkpoints of more than `after` leaves by size, in pages. */
  abstract checkpoints(range: { readonly after: number }): AsyncIterable<readonly SignedCheckpoint[]>;
  /** The newest checkpoint of just that size; null where none was signed. */
  abstract checkpointAt(size: number): Promise<SignedCheckpoint | null>;
  /** The one that was signed last; null before the first. */
  abstract lastCheckpoint(): Promise<SignedCheckpoint | null>;
  /** Keeps a checkpoint, durably. */
  abstract keep(checkpoint: SignedCheckpoint): Promise<void>;
}

/** A place outside that keeps what the log has said of itself, so that it cannot be taken back. */
export abstract class Anchor {
  /** How it is named in config: `file:/srv/anchor`. */
  abstract readonly name: string;
  /** The last note of each log that it keeps, whoever signed it. */
  abstract lastNotes(): Promise<readonly string[]>;
  /**
   * Keeps a checkpoint and the leaf hashes up to its size that it does not have yet; durable when it resolves.
   * @param tileOf the level-0 tiles of the log
   */
  abstract keep(checkpoint: SignedCheckpoint, tileOf: (n: number) => Promise<Buffer | null>): Promise<void>;
}
