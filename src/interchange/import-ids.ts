import { createHmac } from 'node:crypto';
import { canonicalJson } from '../provenance/index.js';
import type { Json } from '../events/index.js';

/**
 * A UUID v8 (RFC 9562, section 5.8) that is the same whenever the same thing is imported: HMAC-SHA-256 of the parts as an
 * RFC 8785 JSON array, so that no two lists of parts give the same bytes. A plain hash would let whoever sees an id guess the row.
 * @param secret 32 bytes, kept with the keys
 */
export function importId(secret: Buffer, ...parts: readonly Json[]): string {
  if (secret.length !== 32) throw new RangeError(`the secret of imported ids has 32 bytes, not ${secret.length}`);
  const bytes = createHmac('sha256', secret).update(canonicalJson(parts)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
