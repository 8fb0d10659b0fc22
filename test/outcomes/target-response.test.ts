import { describe, expect, it } from '@jest/globals';
import { sumOfDiameters, targetResponse, type TargetLesion } from '../../src/outcomes/recist/target-response.js';

/** Lesions by their lengths in tenths of mm; null: not evaluable; nodes: `{ node: 95 }`. */
type Length = number | null | { readonly node: number };
const lesions = (...lengths: readonly Length[]): readonly TargetLesion[] =>
  lengths.map((length, index) => {
    const node = typeof length === 'object' && length !== null;
    return { id: `T${index + 1}`, node, diameter: node ? length.node : length };
  });
const now = (baseline: number, nadir: number, ...lengths: readonly Length[]) =>
  targetResponse(baseline, nadir, lesions(...lengths), false);

describe('the target lesions of a patient', () => {
  it('still respond where they grow a little from their smallest: 165 mm, 63 mm, then 65 mm', () => {
    // The worked example of the RECIST working group (recist.eortc.org, "The definition of SD: a clarification").
    expect([now(1650, 1650, 630), now(1650, 630, 650)]).toEqual(['PR', 'PR']);
  });

  // RECIST 1.1, 4.3.1: PR is a decrease of at least 30 % from baseline; PD an increase of at least 20 % and 5 mm from nadir.
  it.each([
    ['shrunk by 30 % exactly', 1000, 1000, 700, 'PR'],
    ['shrunk by a little less', 1000, 1000, 701, 'SD'],
    ['grown by 20 % exactly', 1000, 1000, 1200, 'PD'],
    ['grown by a little less', 1000, 1000, 1199, 'SD'],
    ['grown by 20 %, which is 4.9 mm', 1000, 245, 294, 'PR'],
    ['grown by 5 mm exactly, which is 20 %', 1000, 250, 300, 'PD'],
    ['grown by 5 mm, which is less than 20 %', 1000, 251, 301, 'PR'],
    // 400 of 1000 is a PR from the baseline, but 60 % more than the nadir of 250.
    ['grown from the nadir, small against the baseline', 1000, 250, 400, 'PD'],
    ['come back after all had disappeared', 1000, 0, 10, 'PD'],
    ['disappeared', 1000, 1000, 0, 'CR'],
    ['stayed away', 1000, 0, 0, 'CR'],
  ] as const)('that have %s', (_, baseline, nadir, sum, response) => {
    expect(now(baseline, nadir, sum)).toBe(response);
  });

  it('are gone when every node is under 10 mm and the rest has disappeared, whatever the sum', () => {
    expect(now(600, 600, 0, { node: 99 }, { node: 90 })).toBe('CR');
    // 10 mm is pathological: 300 to 100 is a PR.
    expect(now(300, 300, 0, { node: 100 })).toBe('PR');
    // Grown by 6.5 mm and more than 20 %, but both nodes are normal.
    expect(now(600, 60, { node: 95 }, { node: 30 })).toBe('CR');
  });

  it('with a node back to 10 mm progress after a CR; before one the 20 % and 5 mm hold', () => {
    const grown = lesions(0, { node: 100 });
    expect(targetResponse(500, 80, grown, true)).toBe('PD');
    expect(targetResponse(500, 80, grown, false)).toBe('PR');
    expect(targetResponse(500, 80, lesions(0, { node: 99 }), true)).toBe('CR');
    expect(targetResponse(500, 80, lesions(0, { node: 130 }), false)).toBe('PD');
  });

  it('with one not evaluable are NE, unless what was measured shows a progression by itself', () => {
    expect(now(1000, 1000, 300, null)).toBe('NE');
    expect(now(1000, 1000, 0, null)).toBe('NE');
    expect(now(1000, 800, 960, null)).toBe('PD');
    expect(now(1000, 800, 959, null)).toBe('NE');
    expect(now(1000, 0, 40, null)).toBe('PD');
  });

  it('add up exactly, or not at all', () => {
    expect(sumOfDiameters(lesions(123, { node: 150 }, 0))).toBe(273);
    expect(sumOfDiameters(lesions(123, null))).toBeNull();
    expect(sumOfDiameters([])).toBeNull();
  });
});
