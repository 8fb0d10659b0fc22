import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  EMPTY_ROOT,
  HashTree,
  TileWriter,
  leafHash,
  noteSigner,
  openCheckpoint,
  signCheckpoint,
  subtreeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../src/provenance/index.js';

/** A tree of so many leaves, read through its tiles. */
function treeOf(leaves: readonly Buffer[]): HashTree {
  const writer = new TileWriter();
  for (const leaf of leaves) writer.append(leaf);
  const tiles = new Map(writer.touched().map(({ level, n, hashes }) => [`${level}/${n}`, hashes]));
  return new HashTree((level, n) => Promise.resolve(tiles.get(`${level}/${n}`) ?? null));
}
const numbered = (size: number): Buffer[] => Array.from({ length: size }, (_, index) => leafHash(String(index)));
const hex = (path: readonly Buffer[]): string[] => path.map((hash) => hash.toString('hex').slice(0, 8));

// RFC 6962's well-known test leaves, as published with the Certificate Transparency code.
const PUBLISHED = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];

describe('proofs over the Merkle tree', () => {
  it('are the published ones for the well-known leaves', async () => {
    const tree = treeOf(PUBLISHED.map((leaf) => leafHash(Buffer.from(leaf, 'hex'))));
    expect(hex(await tree.inclusion(5, 8))).toEqual(['bc1a0643', 'ca854ea1', 'd37ee418']);
    expect(hex(await tree.consistency(6, 8))).toEqual(['0ebc5d34', 'ca854ea1', 'd37ee418']);
    expect((await tree.root(7)).toString('hex')).toBe(
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    );
  });

  // Outside witness: golang.org/x/mod v0.42.0, sumdb/note and sumdb/tlog, over leaves "0" … "69". ProveRecord(n, i) for all
  // i < n ≤ 70 and ProveTree(n, m) for all 1 ≤ m ≤ n ≤ 70, n then i or m ascending, all hashes laid end to end, SHA-256;
  // note.Sign with the key PRIVATE+KEY+example.org/hepatrace/1+198cddff+base64(0x01 || 32 × 0x44), and note.Open.
  it('and their signed note are those of the checksum database of Go, for all trees of up to 70 leaves', async () => {
    const tree = treeOf(numbered(70));
    const [inclusion, consistency] = [createHash('sha256'), createHash('sha256')];
    for (let size = 1; size <= 70; size += 1) {
      for (let index = 0; index < size; index += 1)
        for (const hash of await tree.inclusion(index, size)) inclusion.update(hash);
      for (let from = 1; from <= size; from += 1)
        for (const hash of await tree.consistency(from, size)) consistency.update(hash);
    }
    expect(inclusion.digest('hex')).toBe('171a8f098bc497a565d7a8b09f113a160cc9344a6099fdc352f6c3e572bb4d7e');
    expect(consistency.digest('hex')).toBe('44e41d4cae5a7e40faba4cfa595c70bdc5072c09a14cb334675897fad4be2e88');
    const name = 'example.org/hepatrace/1';
    const note = `${name}\n70\nJRy6N2ZvjDSeDmiQXyvbD+oroASDO3DSDnyxiHoHFrU=\n\n— ${name} GYzd/8VtsUuorbPLdRKTgB8Pd4NkAzTaHBjNzxyU+mb4Cbo9I5ZTZZ4XI96YPfcsK6TuJJlpVhPC67sTfWUowXRtcA0=\n`;
    expect(signCheckpoint(noteSigner(name, Buffer.alloc(32, 0x44)), 70, await tree.root(70))).toBe(note);
    const vkey = 'example.org/hepatrace/1+198cddff+AddZeTu8E6KBmoJ8dq22+6ikmu4Af0ny0JktmbglrSxI';
    expect(openCheckpoint(note, vkey).size).toBe(70);
  });

  it('verify for every event of a log, and no longer when anything of them is altered', async () => {
    const size = fc.integer({ min: 1, max: 3_000 });
    const proofs = fc.tuple(size, fc.nat(), fc.nat(), fc.nat({ max: 255 })).map(([size, index, at, bit]) => ({
      size,
      index: index % size,
      at,
      bit,
    }));
    const all = numbered(3_000);
    const tree = treeOf(all);
    await fc.assert(
      fc.asyncProperty(proofs, async ({ size, index, at, bit }) => {
        const root = await tree.root(size);
        const path = await tree.inclusion(index, size);
        const proof = { index, size, leafHash: all[index]!, path, root };
        expect(verifyInclusion(proof)).toBe(true);
        expect(verifyInclusion({ ...proof, leafHash: flipped(proof.leafHash, bit) })).toBe(false);
        expect(verifyInclusion({ ...proof, root: flipped(root, bit) })).toBe(false);
        expect(verifyInclusion({ ...proof, index: (index + 1 + (at % 5)) % (size + 5) })).toBe(false);
        expect(verifyInclusion({ ...proof, path: [...path, root] })).toBe(false);
        expect(verifyInclusion({ ...proof, size: 2 * size })).toBe(false);
        if (path.length === 0) return;
        const place = at % path.length;
        expect(verifyInclusion({ ...proof, path: path.with(place, flipped(path[place]!, bit)) })).toBe(false);
        expect(verifyInclusion({ ...proof, path: path.toSpliced(place, 1) })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('show for all pairs of sizes up to 70 that the log only grew, and for no altered pair', async () => {
    const all = numbered(70);
    const tree = treeOf(all);
    for (let to = 0; to <= 70; to += 1) {
      const toRoot = subtreeRoot(all.slice(0, to));
      for (let from = 0; from <= to; from += 1) {
        const path = await tree.consistency(from, to);
        const proof = { from, to, fromRoot: subtreeRoot(all.slice(0, from)), toRoot, path };
        expect(verifyConsistency(proof)).toBe(true);
        expect(verifyConsistency({ ...proof, fromRoot: flipped(proof.fromRoot, 7) })).toBe(false);
        expect(verifyConsistency({ ...proof, from: from + 1 })).toBe(false);
        expect(verifyConsistency({ ...proof, path: [...path, EMPTY_ROOT] })).toBe(false);
        // From the empty tree every tree goes on: there is nothing to prove.
        if (from === 0 && to > 0) continue;
        expect(verifyConsistency({ ...proof, toRoot: flipped(toRoot, 7) })).toBe(false);
        if (to > 0) expect(verifyConsistency({ ...proof, to: 2 * to })).toBe(false);
        if (path.length > 0) expect(verifyConsistency({ ...proof, path: path.slice(1) })).toBe(false);
      }
    }
  });

  it('are not made where tiles are gone', async () => {
    const tree = new HashTree(() => Promise.resolve(null));
    await expect(tree.root(3)).rejects.toThrow('the tile 0/0 is gone or too short');
    await expect(tree.inclusion(3, 3)).rejects.toThrow(RangeError);
    await expect(tree.consistency(4, 3)).rejects.toThrow(RangeError);
  });
});

/** The hash with one bit turned over. */
function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
