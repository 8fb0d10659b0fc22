import type { LogPoint } from './event-store.js';

/** A value derived from the events of one patient, as stored. */
export interface StoredDocument {
  readonly collection: 'timelines' | 'outcomes';
  /** Unique within the collection. */
  readonly id: string;
  readonly patientId: string;
  /** Position of the last event behind it: an older document never replaces a newer one. */
  readonly lastPosition: number;
  readonly body: unknown;
}

export interface Checkpoint extends LogPoint {
  /** Which projection code made the documents: other code means a rebuild. */
  readonly projection: string;
}

/** One set of documents that is being written: the live one, or a new one beside it. */
export interface Generation {
  checkpoint(): Promise<Checkpoint | null>;
  /** Upserts the newer documents and moves the checkpoint, the checkpoint last or in the same transaction. */
  write(documents: readonly StoredDocument[], checkpoint: Checkpoint): Promise<void>;
}

/** Versioned documents derived from the log, thrown away and built anew at will. */
export abstract class ReadModels {
  /** The generation that reads are answered from. */
  abstract live(): Generation;
  /** An empty generation beside the live one; an unfinished earlier one is dropped. */
  abstract begin(): Promise<Generation>;
  /** Makes that generation the live one and drops the old one. Readers see one or the other, never a mixture. */
  abstract switchTo(generation: Generation): Promise<void>;

  abstract get(collection: StoredDocument['collection'], id: string): Promise<StoredDocument | null>;
  /** Documents of one collection in the order of their ids, in batches, as of one moment. */
  abstract scan(
    collection: StoredDocument['collection'],
    range?: { readonly after?: string; readonly limit?: number },
  ): AsyncIterable<readonly StoredDocument[]>;
  abstract close(): Promise<void>;
}
