import type { LogPoint } from './event-store.js';

/** What read models hold: for each endpoint that is kept ready, a row of every patient. */
export const COLLECTIONS = ['pfs', 'os', 'dfs', 'ttp', 'ttf', 'conversion', 'conversionOrProgression'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** A value derived from the events of one patient, as stored. */
export interface StoredDocument {
  readonly collection: Collection;
  /** Unique within the collection. */
  readonly id: string;
  readonly patientId: string;
  /** Position of the last event behind it: an older document never replaces a newer one. */
  readonly lastPosition: number;
  readonly body: unknown;
  /** The body as JSON text, where it was made already: then nobody makes it again. */
  readonly text?: string;
}

export interface Checkpoint extends LogPoint {
  /** Which projection code made the documents: other code means a rebuild. */
  readonly projection: string;
}

/** Of a generation that is being built: what it will be, and how far it is, so that whoever is interrupted goes on there. */
export interface Building {
  /** The checkpoint of the whole. */
  readonly goal: Checkpoint;
  /** The parts of the log that are gone through side by side, each of whole streams, in the order of patient ids. */
  readonly parts: readonly PartBuilt[];
}

/** How far a part is. */
export interface PartBuilt {
  /** The last patient in it, with all before him; null: nobody yet. */
  readonly patientId: string | null;
  /** Events gone through for that. */
  readonly events: number;
}

/** What was read, and the checkpoint that held at that very moment; null, and no documents, where none was ever written. */
export interface Snapshot<T> {
  readonly documents: T;
  readonly checkpoint: Checkpoint | null;
}

/** One whole set of documents: the live one, or a new one that is being built beside it. */
export interface Generation {
  checkpoint(): Promise<Checkpoint | null>;
  /** Documents by id, and the checkpoint of the same moment. */
  get(collection: Collection, ids: readonly string[]): Promise<Snapshot<readonly StoredDocument[]>>;
  /**
   * One collection in the order of ids, in batches, all as of one moment: what is written, or switched to, while `use`
   * reads it does not show.
   */
  scan<T>(
    collection: Collection,
    use: (snapshot: Snapshot<AsyncIterable<readonly StoredDocument[]>>) => Promise<T>,
  ): Promise<T>;
  /**
   * Upserts the newer documents and moves the checkpoint, the checkpoint last or in the same transaction; null leaves it
   * where it is. A generation that is being built has none, and keeps how far it is instead.
   */
  write(documents: readonly StoredDocument[], reached: Checkpoint | Building | null): Promise<void>;
}

/** Documents derived from the log, thrown away and built anew at will. */
export abstract class ReadModels {
  /**
   * Whether this process is the one that writes; it becomes so where no other does, and stays so until it ends. Where
   * the store lets in one writer only, that is whoever opened it. Begin, write and switch are refused (`busy`) while
   * another process leads, and to one that was paused or cut off so long that another has taken over.
   */
  lead(): Promise<boolean> {
    return Promise.resolve(true);
  }
  /** The generation that reads are answered from. */
  abstract live(): Promise<Generation>;
  /** The generation that was begun and never switched to, and how far it is; null where there is none that says so. */
  abstract unfinished(): Promise<{ readonly generation: Generation; readonly building: Building } | null>;
  /** An empty generation beside the live one; an unfinished earlier one is dropped. */
  abstract begin(): Promise<Generation>;
  /** Makes that generation the live one and drops the old one. Readers see one or the other, never a mixture. */
  abstract switchTo(generation: Generation): Promise<void>;
  abstract close(): Promise<void>;
}
