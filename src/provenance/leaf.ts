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
  `{"at":"${at}","hc":"${hc.toString('base64url')}","id":${canonicalJson(id)},"index":${index},"sc":"${sc.toString('base64url')}","v":1}`;

/** Reads a stored leaf back. @throws IntegrityError when it is none */
export function parseLeaf(text: string, position: number): Leaf {
  try {
    const { at, hc, id, index, sc } = JSON.parse(text) as Record<'at' | 'hc' | 'id' | 'sc', string> & { index: number };
    return { at, id, index, hc: Buffer.from(hc, 'base64url'), sc: Buffer.from(sc, 'base64url') };
  } catch {
    throw new IntegrityError(position, 'its leaf is no leaf');
  }
}
