import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { sha256 } from './merkle.js';

/**
 * Signed notes (c2sp.org/signed-note): a text that ends in a newline, an empty line, and lines
 * `— NAME BASE64(key id || signature)`. A verifier key names the log: `NAME+KEY ID+BASE64(type || public key)`. Only
 * Ed25519 keys (type 0x01) are made and read.
 */
const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const LARGEST_NOTE = 1_000_000;
// RFC 8410: what stands before a raw key in PKCS #8 and in SubjectPublicKeyInfo.
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A note that says nothing: it has no such form, nobody known signed it, or its signature is wrong. */
export class NoteError extends Error {
  override readonly name = 'NoteError';
  constructor(
    readonly code: 'malformed-note' | 'malformed-key' | 'unknown-key' | 'bad-signature',
    message: string,
  ) {
    super(message);
  }
}

/** Signs notes under one name. */
export interface NoteSigner {
  readonly name: string;
  /** What others verify its notes with. */
  readonly vkey: string;
  readonly sign: (text: string) => string;
}

/**
 * @param name the key's name, which for a log is its origin; no space and no plus
 * @param seed the private key of RFC 8032, 32 bytes
 */
export function noteSigner(name: string, seed: Buffer): NoteSigner {
  if (!NAME.test(name)) throw new NoteError('malformed-key', `${JSON.stringify(name)} cannot be the name of a key`);
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const typed = Buffer.concat([Buffer.of(ED25519), rawPublicKey(createPublicKey(key))]);
  const id = keyIdOf(name, typed);
  return {
    name,
    vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
    sign: (text) => {
      requireText(text);
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)]);
      return `${text}\n— ${name} ${signature.toString('base64')}\n`;
    },
  };
}

/**
 * The text of a note that was signed with the key. Signatures under other keys (witnesses) are passed over.
 * @throws NoteError `malformed-note`, `malformed-key`, `unknown-key` when the key has not signed, `bad-signature`
 */
export function openNote(note: string, vkey: string): string {
  const { name, id, key } = parseVkey(vkey);
  const { text, signatures } = parseNote(note);
  const own = signatures.filter((one) => one.name === name && one.bytes.subarray(0, KEY_ID_BYTES).equals(id));
  if (own.length === 0) throw new NoteError('unknown-key', `the note is not signed by ${name}+${id.toString('hex')}`);
  for (const { bytes } of own) {
    if (!verify(null, Buffer.from(text), key, bytes.subarray(KEY_ID_BYTES)))
      throw new NoteError('bad-signature', `the signature by ${name} is not over this text`);
  }
  return text;
}

const NAME = /^[^\s+]+$/u;

function parseVkey(vkey: string): { readonly name: string; readonly id: Buffer; readonly key: KeyObject } {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(vkey);
  const [, name = '', hex = '', base64 = ''] = match ?? [];
  const typed = Buffer.from(base64, 'base64');
  const id = Buffer.from(hex, 'hex');
  if (typed.length !== 1 + PUBLIC_KEY_BYTES || typed[0] !== ED25519 || !keyIdOf(name, typed).equals(id))
    throw new NoteError('malformed-key', `${JSON.stringify(vkey)} is no verifier key NAME+ID+KEY of an Ed25519 key`);
  const der = Buffer.concat([PUBLIC_KEY_PREFIX, typed.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

function parseNote(note: string): { text: string; signatures: { name: string; bytes: Buffer }[] } {
  const end = note.lastIndexOf('\n\n') + 1;
  const text = note.slice(0, end);
  requireText(text);
  const lines = note.slice(end + 1).split('\n');
  if (note.length > LARGEST_NOTE || lines.length < 2 || lines.pop() !== '') throw malformed('has no line of signature');
  const signatures = lines.map((line) => {
    const [, name = '', base64 = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== base64)
      throw malformed(`has a line that is no signature: ${JSON.stringify(line)}`);
    return { name, bytes };
  });
  return { text, signatures };
}

function requireText(text: string): void {
  if (!text.endsWith('\n') || !text.isWellFormed() || text.split('').some((unit) => unit < ' ' && unit !== '\n'))
    throw malformed('has no text of lines without control characters');
}

const malformed = (what: string): NoteError => new NoteError('malformed-note', `the note ${what}`);

const keyIdOf = (name: string, typed: Buffer): Buffer => sha256(`${name}\n`, typed).subarray(0, KEY_ID_BYTES);

const rawPublicKey = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_KEY_PREFIX.length);
