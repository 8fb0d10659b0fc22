import type { KeyObject } from 'node:crypto';

/** A patient's data key for sealed fields. */
export interface DataKey {
  /** 16 bytes, stored beside every ciphertext. */
  readonly keyId: Buffer;
  readonly key: KeyObject;
}

/** Data keys, one a patient, wrapped under a key-encryption key that is never kept beside them. */
export abstract class Keys {
  /** The key of each subject, made and put on disk first where there is none. A subject is a patient id or a stream name. */
  abstract forSealing(subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, DataKey>>;
  /** The key of that id; null when it was destroyed. */
  abstract forOpening(keyId: Buffer): Promise<KeyObject | null>;
  /** 32 bytes for a named purpose, derived from a secret kept with the keys; the same at every call. */
  abstract secret(purpose: string): Promise<Buffer>;
  abstract close(): Promise<void>;
}
