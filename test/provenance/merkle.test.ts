import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import canonicalize from 'canonicalize';
import { EMPTY_ROOT, TileWriter, canonicalJson, leafHash, subtreeRoot, tileRoot } from '../../src/provenance/index.js';

// RFC 6962's well-known test leaves and their roots, as published with the Certificate Transparency code.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS: Record<number, string> = {
  1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  7: 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
};

describe('the Merkle tree', () => {
  it('has the published roots', () => {
    const writer = new TileWriter();
    expect(writer.root().equals(EMPTY_ROOT)).toBe(true);
    LEAVES.forEach((leaf, index) => {
      writer.append(leafHash(Buffer.from(leaf, 'hex')));
      const root = ROOTS[index + 1];
      if (root) expect(writer.root().toString('hex')).toBe(root);
    });
    expect.assertions(6);
  });

  it('grows by a whole tile at once as by its hashes one by one', () => {
    const hashes = Array.from({ length: 600 }, (_, index) => leafHash(String(index)));
    const [oneByOne, atOnce] = [new TileWriter(), new TileWriter()];
    for (const hash of hashes) oneByOne.append(hash);
    for (const from of [0, 256]) {
      const tile = hashes.slice(from, from + 256);
      expect(tileRoot(Buffer.concat(tile))).toEqual(subtreeRoot(tile));
      atOnce.appendTile(Buffer.concat(tile), subtreeRoot(tile));
    }
    for (const hash of hashes.slice(512)) atOnce.append(hash);
    expect(atOnce.root()).toEqual(oneByOne.root());
    const named = (tree: TileWriter) => tree.touched().toSorted((a, b) => a.level - b.level || a.n - b.n);
    expect(named(atOnce)).toEqual(named(oneByOne));
    expect(() => atOnce.appendTile(Buffer.alloc(8_192), EMPTY_ROOT)).toThrow('the last tile is not full');
  });

  it('has the same root from tiles, in one go or in batches, as from all leaves at once', () => {
    const hashes = Array.from({ length: 70_000 }, (_, index) => leafHash(String(index)));
    const inOneGo = new TileWriter();
    let resumed = new TileWriter();
    const stored = new Map<string, { level: number; n: number; hashes: Buffer }>();
    hashes.forEach((hash, index) => {
      inOneGo.append(hash);
      resumed.append(hash);
      if (index % 777 !== 0 && index !== 65_535 && index !== 255) return;
      for (const tile of resumed.touched()) stored.set(`${tile.level}/${tile.n}`, tile);
      const last = new Map<number, { level: number; n: number; hashes: Buffer }>();
      for (const tile of stored.values()) if ((last.get(tile.level)?.n ?? -1) < tile.n) last.set(tile.level, tile);
      resumed = new TileWriter([...last.values()].sort((a, b) => a.level - b.level));
      expect(resumed.size).toBe(index + 1);
      if (index % 7770 === 0) expect(resumed.root().equals(subtreeRoot(hashes.slice(0, index + 1)))).toBe(true);
    });
    expect(resumed.root().equals(inOneGo.root())).toBe(true);
    expect(inOneGo.root().equals(subtreeRoot(hashes))).toBe(true);
  });
});

describe('canonical JSON', () => {
  it('is that of an independent implementation of RFC 8785', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  it('refuses what has no canonical text', () => {
    for (const value of [NaN, Infinity, '\ud800', { a: [undefined] }, 10n]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});
