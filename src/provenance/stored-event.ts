import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';
import type { Json, JsonObject, RecordedEvent } from '../events/index.js';
import { IntegrityError, type DataKey } from '../ports/index.js';
import type { EventParts } from './event-parts.js';
import { leafText, parseLeaf, type ContentHashes } from './leaf.js';
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

export const headerHash = (header: string | Buffer, salt: Buffer): Buffer =>
  sha256('hepatrace/header/v1\n', salt, header);

export const contentHash = ({
  clinical,
  identity,
  contentSalt,
}: Pick<StoredEvent, 'clinical' | 'identity' | 'contentSalt'>): Buffer =>
  sha256('hepatrace/content/v1\n', contentSalt, clinical ?? '', identity ?? '');

const CLASS_BYTES = 1;
const LENGTH_BYTES = 4;

function encodeClear(name: 'c' | 'i', text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const encoded = Buffer.allocUnsafe(CLASS_BYTES + 1 + LENGTH_BYTES + bytes.length);
  encoded.write(name, 0, 'latin1');
  encoded[1] = CLEAR;
  encoded.writeUInt32BE(bytes.length, 2);
  bytes.copy(encoded, 6);
  return encoded;
}

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

/** The text of a class; null when its key was destroyed. @throws Error when the ciphertext does not open */
function decode(encoded: Buffer, hc: Buffer, keyOf: KeyOf): string | null {
  if (encoded[1] === CLEAR) return encoded.toString('utf8', 2 + LENGTH_BYTES);
  const keyId = encoded.subarray(2, 2 + KEY_ID_BYTES);
  const key = keyOf(keyId);
  if (!key) return null;
  const ivAt = 2 + KEY_ID_BYTES;
  const bytesAt = ivAt + IV_BYTES + LENGTH_BYTES;
  const tagAt = encoded.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, encoded.subarray(ivAt, ivAt + IV_BYTES));
  decipher.setAAD(sealContext(encoded.toString('latin1', 0, 1), keyId, hc));
  decipher.setAuthTag(encoded.subarray(tagAt));
  return Buffer.concat([decipher.update(encoded.subarray(bytesAt, tagAt)), decipher.final()]).toString('utf8');
}

/** The hashes of stored bytes, held equal to those in the leaf. @throws IntegrityError naming what differs */
export function checkHashes(stored: StoredEvent, leaf: ContentHashes, position: number): void {
  if (!headerHash(stored.header, stored.headerSalt).equals(leaf.hc))
    throw new IntegrityError(position, 'its header was altered');
  if (!contentHash(stored).equals(leaf.sc)) throw new IntegrityError(position, 'its content was altered');
}

/**
 * Holds stored bytes, id and position equal to their leaf. The leaf that these bytes would have is written anew, with the
 * instant of the one that is there: it must be the same text, so nothing needs to be parsed.
 * @returns the header hash, which sealed classes are bound to
 * @throws IntegrityError naming what differs
 */
export function checkLeaf(stored: StoredEvent, leaf: string, id: string, position: number): Buffer {
  const hc = headerHash(stored.header, stored.headerSalt);
  const sc = contentHash(stored);
  const at = leaf.slice(AT_FROM, AT_FROM + INSTANT_LENGTH);
  if (leaf === leafText({ at, hc, id, index: position, sc })) return hc;
  const parsed = parseLeaf(leaf, position);
  if (parsed.index !== position) throw new IntegrityError(position, 'its leaf was written at another index');
  checkHashes(stored, parsed, position);
  throw new IntegrityError(position, 'its leaf is that of another event');
}

const AT_FROM = '{"at":"'.length;
const INSTANT_LENGTH = '2026-01-02T03:04:05.678Z'.length;

/**
 * The event behind stored bytes, which must have been checked with {@link checkHashes}.
 * @param keyOf opens the identity class; without it that class stays shut
 */
export function openEvent(stored: StoredEvent, hc: Buffer, position: number | null, keyOf?: KeyOf): RecordedEvent {
  const header = JSON.parse(stored.header) as JsonObject;
  const clinical = stored.clinical && decode(stored.clinical, hc, keyOf ?? (() => null));
  const identity = keyOf && stored.identity ? decode(stored.identity, hc, keyOf) : null;
  const open = clinical ? besides(header, JSON.parse(clinical) as JsonObject) : header;
  const whole = identity ? overlay(open, JSON.parse(identity) as JsonObject) : open;
  return { ...whole, position } as unknown as RecordedEvent;
}

/** Header and clinical class together; the source is the one member that both have. */
function besides(header: JsonObject, clinical: JsonObject): JsonObject {
  const both = header['source'] && clinical['source'];
  return both ? overlay(header, clinical) : { ...header, ...clinical };
}

/** The classes of an event never share a leaf, so laying one over the other gives the event back. */
function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? overlay(below, value) : value;
  }
  return merged;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
