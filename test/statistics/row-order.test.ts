import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { rowOrder } from '../../src/statistics/row-order.js';

describe('the order of rows', () => {
  const row = fc.record({ day: fc.nat({ max: 70_000 }), stratum: fc.nat({ max: 2 }), x: fc.nat({ max: 3 }) });
  const ordered = (rows: readonly { readonly day: number; readonly stratum: number; readonly x: number }[]) => {
    const keys = [Uint32Array.from(rows, ({ stratum }) => stratum), Uint32Array.from(rows, ({ day }) => day)];
    const order = rowOrder(keys, [Float64Array.from(rows, ({ x }) => x / 3)], rows.length);
    return [...order].map((index) => rows[index]);
  };

  it.each([
    ['a few', 40],
    ['so many that digits are wider', 17_000],
  ])('%s patients stand by stratum, then by day, all of them once', (_many, count) => {
    const rows = Array.from({ length: count }, (_, index) => ({
      day: (index * 7919) % 70_001,
      stratum: index % 3,
      x: index,
    }));
    expect(ordered(rows)).toEqual(rows.toSorted((a, b) => a.stratum - b.stratum || a.day - b.day));
  });

  it('patients of one day stand the same way in whatever order they came', () => {
    const shuffled = fc
      .array(row, { maxLength: 60 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(fc.property(shuffled, ([rows, again]) => expect(ordered(again)).toEqual(ordered(rows))));
  });

  it('so do hundreds who are all censored on the last day, some of them alike, beside a few on others', () => {
    const rows = Array.from({ length: 600 }, (_, index) => ({
      day: index < 100 ? index : 100,
      stratum: 0,
      x: index % 250,
    }));
    expect(ordered(rows.toReversed())).toEqual(ordered(rows));
  });

  it('so do so many different patients of one day that some have one fingerprint', () => {
    const values = Float64Array.from({ length: 70_000 }, (_, index) => index + 0.1);
    const day = new Uint32Array(values.length);
    const lined = (column: Float64Array) => [...rowOrder([day], [column], column.length)].map((index) => column[index]);
    expect(lined(values.toReversed())).toEqual(lined(values));
    expect(new Set(lined(values)).size).toBe(values.length);
  });
});
