/** An event as its bytes lie in the store, for whoever recomputes the log. */
export interface StoredRecord {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly patientId: string | null;
  readonly recordedAt: string;
  readonly header: string;
  readonly headerSalt: Buffer;
  readonly clinical: Buffer | null;
  readonly identity: Buffer | null;
  readonly contentSalt: Buffer;
}

export interface StoredLeaf {
  readonly position: number;
  readonly leaf: string;
}

/** A place of a log as another store takes it: the bytes of its event, and its leaf. */
export type LogPlace = StoredRecord & StoredLeaf;

export interface StoredTile {
  readonly level: number;
  readonly n: number;
  /** 1 to 256 hashes of 32 bytes. */
  readonly hashes: Buffer;
}

/** Columns of an event and, after them, how many bytes lie in the page: of its header, its two classes, its leaf. */
export type PageColumns = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  patientId: string | null,
  recordedAt: string,
  header: number,
  /** Null (here and below) where the class is absent. */
  clinical: number | null,
  identity: number | null,
  leaf: number,
];

/** Events of one tile with their leaves, as they lie in the store: to judge them all takes few objects. */
export interface LogPage {
  readonly events: readonly PageColumns[];
  /** Of each event, end to end: what is hashed as its header, what is hashed as its content, what is hashed as its leaf. */
  readonly bytes: Buffer;
  /** The hashes of the tile; null where there is none. */
  readonly tile: Buffer | null;
}

/** The raw bytes of the log, unchecked and in order: what verify reads. */
export abstract class StoredLog {
  /**
   * From now on all is read as it is at this moment, whoever goes on writing beside; until what it gives is called. A
   * store that cannot do so does nothing.
   */
  hold(): () => void {
    return () => undefined;
  }

  /**
   * The 256 indexes from 256n on, those of them that have an event and a leaf; null from a store that gives single events
   * alone.
   * @throws IntegrityError at damage
   */
  eventsOfTile(_n: number): Promise<LogPage | null> {
    return Promise.resolve(null);
  }
  abstract records(range?: { readonly after?: number }): AsyncIterable<readonly StoredRecord[]>;
  abstract leaves(range?: { readonly after?: number }): AsyncIterable<readonly StoredLeaf[]>;
  abstract tiles(level: number): AsyncIterable<readonly StoredTile[]>;
  /** What the store says of its own files; empty when it finds nothing wrong. */
  abstract damage(): Promise<readonly string[]>;
}
