import { describe, expect, it } from '@jest/globals';
import {
  NoteError,
  noteSigner,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  signCheckpoint,
} from '../../src/provenance/index.js';

// The vector of the specification: a checkpoint of one leaf, Ed25519 seed 32 × 44, computed outside this code base.
const ORIGIN = 'example.org/hepatrace/1';
const VKEY = 'example.org/hepatrace/1+198cddff+AddZeTu8E6KBmoJ8dq22+6ikmu4Af0ny0JktmbglrSxI';
const SIGNATURE = 'GYzd/yxA1PXwEo2prYnMjG7BRqwY8epccVPbm8RUmLYk/MR1xIcbK9/AtEKFsrX+odMxJh2CJPpI83q+3JnwLxJ2IQU=';
const ROOT = Buffer.from('d851153cf9c409883d12516b0b4c0cb5b4908d49c8bbbedcdb8c534ad980bf8f', 'hex');
const signer = noteSigner(ORIGIN, Buffer.alloc(32, 0x44));
const note = signCheckpoint(signer, 1, ROOT);

/** The code of the refusal. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NoteError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a checkpoint in a signed note', () => {
  it('is the published one, byte for byte', () => {
    expect(signer.vkey).toBe(VKEY);
    expect(note).toBe(`${ORIGIN}\n1\n${ROOT.toString('base64')}\n\n— ${ORIGIN} ${SIGNATURE}\n`);
    expect(openCheckpoint(note, VKEY)).toEqual({ origin: ORIGIN, size: 1, root: ROOT });
  });

  it('opens beside the signature of a witness, who signs under another name', () => {
    const witness = noteSigner('witness.example', Buffer.alloc(32, 0x45));
    const line = witness
      .sign(note.slice(0, note.indexOf('\n\n') + 1))
      .split('\n')
      .at(-2);
    const cosigned = `${note}${line}\n`;
    expect(openCheckpoint(cosigned, VKEY).size).toBe(1);
    expect(openNote(cosigned, witness.vkey)).toBe(`${ORIGIN}\n1\n${ROOT.toString('base64')}\n`);
    expect(refusal(() => openCheckpoint(cosigned, witness.vkey))).toBe('malformed-note');
  });

  it('does not open after any change of one character', () => {
    const codes = new Set<string>();
    for (let at = 0; at < note.length; at += 1) {
      const char = note[at] === 'B' ? 'C' : 'B';
      codes.add(refusal(() => openCheckpoint(note.slice(0, at) + char + note.slice(at + 1), VKEY)));
    }
    expect([...codes].toSorted()).toEqual(['bad-signature', 'malformed-note', 'unknown-key']);
  });

  it('does not open under the key of another log, nor under what is no key', () => {
    const other = noteSigner(ORIGIN, Buffer.alloc(32, 0x45));
    expect(refusal(() => openNote(note, other.vkey))).toBe('unknown-key');
    for (const vkey of ['', VKEY.replace('198c', '298c'), VKEY.slice(0, -1), VKEY.replace('AddZ', 'AtdZ')])
      expect(refusal(() => openNote(note, vkey))).toBe('malformed-key');
    expect(refusal(() => noteSigner('two words', Buffer.alloc(32)))).toBe('malformed-key');
  });

  it('has three lines and no other form', () => {
    const root = ROOT.toString('base64');
    const texts = [
      `a\n01\n${root}\n`,
      `a\n-1\n${root}\n`,
      `a\n1\n${root}\nmore\n`,
      `\n1\n${root}\n`,
      `a\n1\n${root}`,
      'a\n1\nAA==\n',
    ];
    for (const text of texts) expect(refusal(() => parseCheckpoint(text))).toBe('malformed-note');
    expect(parseCheckpoint(`a\n0\n${root}\n`).size).toBe(0);
    expect(refusal(() => signer.sign('no newline at the end'))).toBe('malformed-note');
    expect(refusal(() => signer.sign('a tab\t\n'))).toBe('malformed-note');
  });
});
