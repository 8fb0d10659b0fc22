import { describe, expect, it } from '@jest/globals';
import { kaplanMeier, landmark, logRank } from '../../src/statistics/index.js';
import { expectCurve, reference } from './state-changes.js';

const GROUPS = ['by the landmark', 'not by the landmark'] as const;

describe(`The landmark analysis beside ${reference.R}, survival ${reference.survival}`, () => {
  it.each(
    reference.cases.flatMap((given) => given.landmarks.map((witness) => ({ ...given, at: witness.at, witness }))),
  )(
    '$name: at day $at, those dropped, both curves and the log-rank test are those of R',
    ({ times, statuses, since, at, witness }) => {
      const found = landmark(times, statuses, since, at);
      const [events, censored] = witness.dropped;
      expect(found.dropped).toEqual({ events, censored });
      expect(found.kept.length + events + censored).toBe(times.length);
      for (const [index, group] of GROUPS.entries()) {
        const of = found.groups.flatMap((one, row) => (one === group ? [row] : []));
        expect(of.length).toBe(witness.n[index]);
        const curve = kaplanMeier(
          of.map((row) => found.times[row]!),
          of.map((row) => found.statuses[row]!),
        );
        expectCurve(curve, witness.groups[index]!);
      }
      const { chiSquare, p } = logRank(found);
      expect(chiSquare).toBeCloseTo(witness.chiSquare, 8);
      expect(p).toBeCloseTo(witness.p, 8);
    },
  );
});

describe('The landmark analysis by hand', () => {
  it('resected by day 90 or not, among those still followed after it; the clock restarts', () => {
    // Dead on day 60; lost on day 90; resected on day 90 itself; on day 91, too late to count; before time zero.
    const found = landmark([60, 90, 200, 300, 91], [1, 0, 1, 0, 1], [10, null, 90, 91, -5], 90);
    expect(found).toEqual({
      at: 90,
      kept: [2, 3, 4],
      times: [110, 210, 1],
      statuses: [1, 0, 1],
      groups: ['by the landmark', 'not by the landmark', 'by the landmark'],
      dropped: { events: 1, censored: 1 },
    });
  });

  it('nobody is kept where nobody is followed beyond the landmark', () => {
    expect(landmark([5, 5], [1, 0], [1, null], 5)).toMatchObject({ kept: [], dropped: { events: 1, censored: 1 } });
  });

  it.each([
    ['a landmark before time zero', [5], [1], [null], -1, 'invalid-time', 'at'],
    ['no landmark', [5], [1], [null], NaN, 'invalid-time', 'at'],
    ['a change on half a day', [5], [1], [0.5], 3, 'invalid-since', 'since[0]'],
    ['a negative time', [-5], [1], [null], 3, 'invalid-time', 'times[0]'],
    ['fewer changes than times', [5], [1], [], 3, 'mismatched-lengths', 'since'],
  ] as const)('%s is refused at its place', (_what, times, statuses, since, at, code, place) => {
    expect(() => landmark(times, statuses, since, at)).toThrow(expect.objectContaining({ code, place }));
  });
});
