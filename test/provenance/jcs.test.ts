import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { canonicalSha256 } from '../../src/provenance/index.js';

const hashOfText = (value: object): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');

describe('the hash of a result', () => {
  it('is that of its canonical JSON as another implementation writes it, whatever it holds', () => {
    const value = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(value, (one) => {
        fc.pre(canonicalize(one)?.isWellFormed() ?? false);
        expect(canonicalSha256(one)).toBe(hashOfText(one));
      }),
      { numRuns: 500 },
    );
  });

  it('is so too of more patients than are hashed at once, and leaves out what is undefined', () => {
    const patients = Array.from({ length: 3_000 }, (_, index) => ({
      patientId: `p-${index}`,
      days: index,
      name: 'Ü "x"',
    }));
    expect(canonicalSha256({ patients, 10: 1, 9: 2, none: undefined })).toBe(hashOfText({ 9: 2, 10: 1, patients }));
    expect(canonicalSha256({ a: [], 9: 2, 10: 1 })).toBe(
      createHash('sha256').update('{"10":1,"9":2,"a":[]}').digest('hex'),
    );
  });

  it('is refused where a value has no canonical JSON', () => {
    for (const member of [NaN, '\ud800', [undefined]]) expect(() => canonicalSha256({ member })).toThrow(TypeError);
  });
});
