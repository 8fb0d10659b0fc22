import { hash } from 'node:crypto';
import { IntegrityError } from '../ports/index.js';
import { canonicalJson } from './jcs.js';

/** What a leaf says of an event: the hash of its header, and that of its content. */
export interface ContentHashes {
  readonly hc: Buffer;
  readonly sc: Buffer;
}

export interface Leaf extends ContentHashes {
  readonly at: string;
  readonly id: string;
  readonly index: number;
}

/** The small public record that is hashed into the tree: RFC 8785 JSON, whose members stand in the order of their names. */
export const leafText = ({ at, hc, id, index, sc }: Leaf): string =>
  leafOf(at, hc.toString('base64url'), id, index, sc.toString('base64url'));

/** The same of hashes that are text already. */
const leafOf = (at: string, hc: string, id: string, index: number, sc: string): string =>
  `{"at":"${at}","hc":"${hc}","id":${canonicalJson(id)},"index":${index},"sc":"${sc}","v":1}`;

/** Reads a stored leaf back. @throws IntegrityError when it is none */
export function parseLeaf(text: string, position: number): Leaf {
  try {
    const { at, hc, id, index, sc } = JSON.parse(text) as Record<'at' | 'hc' | 'id' | 'sc', string> & { index: number };
    return { at, id, index, hc: Buffer.from(hc, 'base64url'), sc: Buffer.from(sc, 'base64url') };
  } catch {
    throw new IntegrityError(position, 'its leaf is no leaf');
  }
}

/** What is hashed of an event, each in one piece: domain, salt and header; domain, salt and classes. */
export interface Hashed {
  readonly header: Buffer;
  readonly content: Buffer;
}

/**
 * Holds stored bytes, id and position equal to their leaf. The leaf that these bytes would have is written anew, with the
 * instant of the one that is there: it must be the same text, so nothing needs to be parsed.
 * @returns the header hash, base64url, which sealed classes are bound to
 * @throws IntegrityError naming what differs
 */
export function checkLeaf(hashed: Hashed, leaf: string, id: string, position: number): string {
  const hc = hash('sha256', hashed.header, 'base64url');
  const sc = hash('sha256', hashed.content, 'base64url');
  const at = leaf.slice(AT_FROM, AT_FROM + INSTANT_LENGTH);
  if (leaf === leafOf(at, hc, id, position, sc)) return hc;
  const parsed = parseLeaf(leaf, position);
  if (parsed.index !== position) throw new IntegrityError(position, 'its leaf was written at another index');
  if (parsed.hc.toString('base64url') !== hc) throw new IntegrityError(position, 'its header was altered');
  if (parsed.sc.toString('base64url') !== sc) throw new IntegrityError(position, 'its content was altered');
  throw new IntegrityError(position, 'its leaf is that of another event');
}

const AT_FROM = '{"at":"'.length;
const INSTANT_LENGTH = '2026-01-02T03:04:05.678Z'.length;
/** Characters of a leaf up to the end of its instant. */
export const LEAF_HEAD = AT_FROM + INSTANT_LENGTH;
