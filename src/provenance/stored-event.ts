import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';
import type { Json, RecordedEvent } from '../events/index.js';
import type { DataKey } from '../ports/index.js';
import type { EventParts } from './event-parts.js';
import type { ContentHashes } from './leaf.js';
import { sha256 } from './merkle.js';

/**
 * The stored form of an event: bytes that are made once, hashed, and never made again. Header (who, when, what kind) in
 * the clear; class `c` (clinical) in the clear; class `i` (identity, free text) sealed with AES-256-GCM under the
 * patient's key. Two salts make the two hashes hiding, so that any part can be destroyed and every proof still stands.
 */
export interface StoredEvent {
  readonly header: string;
  readonly headerSalt: Buffer;
  /** Encoded class `c`: class, form, (key id, iv,) length, bytes(, tag). Null when the class is empty. */
  readonly clinical: Buffer | null;
  /** Encoded class `i`. */
  readonly identity: Buffer | null;
  readonly contentSalt: Buffer;
}

/** Salts and initialisation vectors are random; a test gives fixed ones to meet published vectors. */
export type RandomSource = (bytes: number) => Buffer;

/** Random bytes, fetched from the system in larger portions: an event needs a few, a thousand events need many. */
const pooledRandom: RandomSource = (bytes) => {
  if (poolUsed + bytes > POOL_BYTES) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
    poolUsed = 0;
  }
  poolUsed += bytes;
  return pool.subarray(poolUsed - bytes, poolUsed);
};
const POOL_BYTES = 16_384;
let pool = Buffer.alloc(0);
let poolUsed = POOL_BYTES;

const CLEAR = 0x00;
const SEALED = 0x01;
const KEY_ID_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const SALT_BYTES = 16;

/** Makes the bytes that will be stored, and their two hashes. `key` is required when there is an identity class. */
export function sealEvent(
  parts: EventParts,
  key: DataKey | undefined,
  random: RandomSource = pooledRandom,
): { stored: StoredEvent } & ContentHashes {
  const headerSalt = random(SALT_BYTES);
  const contentSalt = random(SALT_BYTES);
  const hc = headerHash(parts.header, headerSalt);
  const clinical = parts.clinical === null ? null : encodeClear('c', parts.clinical);
  if (parts.identity !== null && !key) throw new TypeError('an event with an identity class needs a key');
  const identity = parts.identity !== null && key ? encodeSealed('i', parts.identity, key, hc, random(IV_BYTES)) : null;
  const stored = { header: parts.header, headerSalt, clinical, identity, contentSalt };
  return { stored, hc, sc: contentHash(stored) };
}

/** What is hashed begins with its domain, so that no header passes for a content. */
export const HEADER_DOMAIN = 'hepatrace/header/v1\n';
export const CONTENT_DOMAIN = 'hepatrace/content/v1\n';

export const headerHash = (header: string | Buffer, salt: Buffer): Buffer => sha256(HEADER_DOMAIN, salt, header);

export const contentHash = ({
  clinical,
  identity,
  contentSalt,
}: Pick<StoredEvent, 'clinical' | 'identity' | 'contentSalt'>): Buffer =>
  sha256(CONTENT_DOMAIN, contentSalt, clinical ?? '', identity ?? '');

const CLASS_BYTES = 1;
const LENGTH_BYTES = 4;

/** The bytes of a class in the clear. */
export function encodeClear(name: 'c' | 'i', text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const encoded = Buffer.allocUnsafe(CLASS_BYTES + 1 + LENGTH_BYTES + bytes.length);
  encoded.write(name, 0, 'latin1');
  encoded[1] = CLEAR;
  encoded.writeUInt32BE(bytes.length, 2);
  bytes.copy(encoded, 6);
  return encoded;
}

/** The text of a class in the clear; null of a sealed one. */
export const textOfClear = (encoded: Buffer): string | null =>
  encoded[1] === CLEAR ? encoded.toString('utf8', 2 + LENGTH_BYTES) : null;

function encodeSealed(name: 'c' | 'i', text: string, { keyId, key }: DataKey, hc: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(sealContext(name, keyId, hc));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32BE(ciphertext.length);
  return Buffer.concat([
    Buffer.from(name, 'latin1'),
    Buffer.of(SEALED),
    keyId,
    iv,
    length,
    ciphertext,
    cipher.getAuthTag(),
  ]);
}

/** Binds a ciphertext to its class, key and header: it opens in no other event. */
const sealContext = (name: string, keyId: Buffer, hc: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`hepatrace/seal/v1\n${name}`, 'latin1'), keyId, hc]);

/** Finds the key of a sealed class; null when it was destroyed. */
export type KeyOf = (keyId: Buffer) => KeyObject | null;

/** Id of the key that a class is sealed under; null when it is absent or in the clear. */
export const sealedUnder = (encoded: Buffer | null): Buffer | null =>
  encoded && encoded[1] === SEALED ? encoded.subarray(2, 2 + KEY_ID_BYTES) : null;

/** What sealed classes are opened with. */
export interface Opening {
  /** The header hash, which they are bound to. */
  readonly hc: Buffer;
  readonly keyOf: KeyOf;
}

/** The text of a class; null when it is shut, or its key destroyed. @throws Error when the ciphertext does not open */
function decode(encoded: Buffer, opening?: Opening): string | null {
  if (encoded[1] === CLEAR) return encoded.toString('utf8', 2 + LENGTH_BYTES);
  const keyId = encoded.subarray(2, 2 + KEY_ID_BYTES);
  const key = opening?.keyOf(keyId);
  if (!opening || !key) return null;
  const ivAt = 2 + KEY_ID_BYTES;
  const bytesAt = ivAt + IV_BYTES + LENGTH_BYTES;
  const tagAt = encoded.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, encoded.subarray(ivAt, ivAt + IV_BYTES));
  decipher.setAAD(sealContext(encoded.toString('latin1', 0, 1), keyId, opening.hc));
  decipher.setAuthTag(encoded.subarray(tagAt));
  return Buffer.concat([decipher.update(encoded.subarray(bytesAt, tagAt)), decipher.final()]).toString('utf8');
}

/**
 * The event behind stored bytes, which must have been checked with {@link checkLeaf}.
 * @param opening opens sealed classes; without it they stay shut
 */
export function openEvent(
  stored: Pick<StoredEvent, 'header' | 'clinical' | 'identity'>,
  position: number | null,
  opening?: Opening,
): RecordedEvent {
  const event = JSON.parse(stored.header) as Laid;
  for (const encoded of [stored.clinical, opening ? stored.identity : null]) {
    const text = encoded && decode(encoded, opening);
    if (text) layOver(event, JSON.parse(text) as Laid);
  }
  event['position'] = position;
  return event as unknown as RecordedEvent;
}

/** A JSON object that is still being put together. */
type Laid = Record<string, Json>;

/** The classes of an event never share a leaf, so laying one over the other gives the event back. */
function layOver(under: Laid, over: Laid): void {
  // Adding to the object that the parser made: a spread would cost twice as much as all the parsing.
  for (const key of Object.keys(over)) {
    const [below, value] = [under[key], over[key]];
    if (isObject(below) && isObject(value)) layOver(below, value);
    else if (value !== undefined) under[key] = value;
  }
}

const isObject = (value: Json | undefined): value is Laid =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
