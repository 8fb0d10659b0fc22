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

export interface StoredTile {
  readonly level: number;
  readonly n: number;
  /** 1 to 256 hashes of 32 bytes. */
  readonly hashes: Buffer;
}

/** The raw bytes of the log, unchecked and in order: what verify reads. */
export abstract class StoredLog {
  abstract records(range?: { readonly after?: number }): AsyncIterable<readonly StoredRecord[]>;
  abstract leaves(range?: { readonly after?: number }): AsyncIterable<readonly StoredLeaf[]>;
  abstract tiles(level: number): AsyncIterable<readonly StoredTile[]>;
  /** What the store says of its own files; empty when it finds nothing wrong. */
  abstract damage(): Promise<readonly string[]>;
}
