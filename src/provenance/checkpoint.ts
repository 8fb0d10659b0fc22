import { HASH_BYTES } from './merkle.js';
import { NoteError, openNote, type NoteSigner } from './signed-note.js';

/** What a log says of itself (c2sp.org/tlog-checkpoint): so many leaves, under this root. */
export interface TreeHead {
  /** Name of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Buffer;
}

/** Signs a tree head as a note of three lines: origin, size, root. */
export const signCheckpoint = (signer: NoteSigner, size: number, root: Buffer): string =>
  signer.sign(`${signer.name}\n${size}\n${root.toString('base64')}\n`);

/**
 * The tree head of a checkpoint that was signed with the key, whose name is the log's origin.
 * @throws NoteError as {@link openNote}; `malformed-note` when the text is no checkpoint of that log
 */
export function openCheckpoint(note: string, vkey: string): TreeHead {
  const head = parseCheckpoint(openNote(note, vkey));
  if (vkey.startsWith(`${head.origin}+`)) return head;
  throw new NoteError('malformed-note', `the checkpoint is one of ${head.origin}, its signature is not`);
}

/** Reads the three lines without looking at signatures. @throws NoteError `malformed-note` */
export function parseCheckpoint(text: string): TreeHead {
  const [, origin = '', digits = '', base64 = ''] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:\n|$)/u.exec(text) ?? [];
  const root = Buffer.from(base64, 'base64');
  const size = Number(digits);
  if (root.length === HASH_BYTES && root.toString('base64') === base64 && Number.isSafeInteger(size))
    return { origin, size, root };
  throw new NoteError('malformed-note', 'the note is no checkpoint of three lines: origin, size, root');
}

/** The origin that a note claims: its first line. */
export const originOf = (note: string): string => note.slice(0, note.indexOf('\n'));
