import { patientStream, type Json, type JsonObject, type NewEvent, type RecordedEvent } from '../../events/index.js';
import { IntegrityError } from '../../ports/index.js';
import {
  CONTENT_DOMAIN,
  HEADER_DOMAIN,
  canonicalJson,
  checkLeaf,
  contentHash,
  encodeClear,
  headerHash,
  openEvent,
  sealedUnder,
  textOfClear,
  type ContentHashes,
  type KeyOf,
  type StoredEvent,
} from '../../provenance/index.js';
import type { Draft, Found, Place } from './client.js';

/** An event as it lies in the server, its bytes as they were hashed; not checked yet. */
export interface Kept {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly patientId: string | null;
  readonly recordedAt: string;
  readonly place: Place;
  readonly stored: StoredEvent;
}

/**
 * What is written for an event. Header and clear content stand in the data as JSON, so that the server's own tools show
 * them; what is sealed stands in the metadata with the salts. The correlation is named as the server's projections expect it.
 */
export function draftOf(
  { id, type, version, correlationId, causationId }: Pick<NewEvent, 'id' | 'type'> & Partial<NewEvent>,
  { header, headerSalt, clinical, identity, contentSalt }: StoredEvent,
): Draft {
  const clear = clinical && textOfClear(clinical);
  const keyId = sealedUnder(identity) ?? sealedUnder(clinical);
  return {
    id,
    type,
    contentType: 'application/json',
    data: { header: parsed(header), ...(clear !== null && { clinical: parsed(clear) }) },
    metadata: {
      ...(version !== undefined && { version }),
      headerSalt: headerSalt.toString('base64url'),
      contentSalt: contentSalt.toString('base64url'),
      ...(clinical && clear === null && { clinical: clinical.toString('base64url') }),
      ...(identity && { identity: identity.toString('base64url') }),
      ...(keyId && { keyId: keyId.toString('hex') }),
      ...(correlationId !== undefined && { $correlationId: correlationId }),
      ...(causationId !== undefined && { $causationId: causationId }),
    },
  };
}

const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject;

/**
 * The bytes behind what was read: header and content are RFC 8785, so writing them again gives the same text.
 * @param prefix what the names of our streams begin with in the server
 * @throws IntegrityError for what no hepatrace has written, or what stands elsewhere than its header says
 */
export function keptOf({ streamId, id, revision, type, data, metadata, position }: Found, prefix: string): Kept {
  const stream = streamId.slice(prefix.length);
  const { header, clinical } = objectOf(data);
  const meta = objectOf(metadata);
  const { patientId, recordedAt, ...said } = objectOf(header);
  const stands =
    said['id'] === id &&
    said['type'] === type &&
    said['revision'] === Number(revision) &&
    (typeof patientId === 'string' ? stream === patientStream(patientId) : !stream.startsWith(patientStream('')));
  if (!stands || !position || typeof recordedAt !== 'string')
    throw new IntegrityError(null, `what stands in ${stream} at revision ${revision} is not as its header says`);
  return {
    stream,
    revision: Number(revision),
    id,
    type,
    patientId: typeof patientId === 'string' ? patientId : null,
    recordedAt,
    place: position,
    stored: {
      header: canonicalJson(header),
      headerSalt: bytesOf(meta['headerSalt']) ?? Buffer.alloc(0),
      clinical: clinical === undefined ? bytesOf(meta['clinical']) : encodeClear('c', canonicalJson(clinical)),
      identity: bytesOf(meta['identity']),
      contentSalt: bytesOf(meta['contentSalt']) ?? Buffer.alloc(0),
    },
  };
}

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const bytesOf = (value: Json | undefined): Buffer | null =>
  typeof value === 'string' ? Buffer.from(value, 'base64url') : null;

export const hashesOf = ({ stored }: Kept): ContentHashes => ({
  hc: headerHash(stored.header, stored.headerSalt),
  sc: contentHash(stored),
});

/**
 * The event itself.
 * @param leaf null where the sequencer has not come to it: there is nothing to check it against yet
 * @throws IntegrityError where it is not as its leaf says
 */
export function openKept(
  kept: Kept,
  leaf: { readonly position: number; readonly leaf: string } | null,
  keyOf?: KeyOf,
): RecordedEvent {
  const { stored } = kept;
  const { header, headerSalt, clinical, identity, contentSalt } = stored;
  if (leaf) {
    const hashed = {
      header: Buffer.concat([Buffer.from(HEADER_DOMAIN), headerSalt, Buffer.from(header)]),
      content: Buffer.concat([
        Buffer.from(CONTENT_DOMAIN),
        contentSalt,
        clinical ?? Buffer.alloc(0),
        identity ?? Buffer.alloc(0),
      ]),
    };
    checkLeaf(hashed, leaf.leaf, kept.id, leaf.position);
  }
  const opening = keyOf && { hc: headerHash(header, headerSalt), keyOf };
  return openEvent(stored, leaf?.position ?? null, opening);
}
