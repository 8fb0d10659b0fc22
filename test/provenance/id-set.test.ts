import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { IdSet, printOf } from '../../src/provenance/id-set.js';

describe('the ids of a log', () => {
  it('are known by the first 96 bits of SHA-256 over stream and id, and told apart where the two are cut elsewhere', () => {
    const bytes = createHash('sha256').update('10:patient-p1one').digest();
    expect([...printOf('patient-p1', 'one')]).toEqual([0, 4, 8].map((at) => bytes.readUInt32LE(at)));
    expect(printOf('patient-p', '1one')).not.toEqual(printOf('patient-p1', 'one'));
  });

  it('are there once they were added and not before, however the table grows', () => {
    const ids = new IdSet();
    const prints = Array.from({ length: 20_000 }, (_, index) => printOf(`patient-${index % 7}`, String(index)));
    const [early, late] = [prints.slice(0, 10_000), prints.slice(10_000)];
    for (const print of early) {
      expect(ids.has(print)).toBe(false);
      ids.add(print);
      ids.add(print);
    }
    expect([early.every((print) => ids.has(print)), late.some((print) => ids.has(print))]).toEqual([true, false]);
  });
});
