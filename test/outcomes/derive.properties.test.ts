import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { derive, type Outcomes } from '../../src/outcomes/index.js';
import type { Entry, Timeline } from '../../src/timeline/index.js';
import { question, timeline } from './any-timeline.js';
import { all } from './history.js';

const timeZero = 'first-line-treatment';
const timesOf = ({ pfs, os, dfs, ttp, ttf }: Outcomes['endpoints']) => [pfs, os, dfs, ttp, ttf];

/** What any answer must be, whatever was recorded. */
function expectSound({ endpoints, findings }: Outcomes, { entries }: Timeline): void {
  const ids = new Set(entries.flatMap(({ id, correctedBy }) => [id, correctedBy]));
  const named = [...all(endpoints).map(({ evidence }) => evidence), ...findings.map(({ events }) => events)];
  for (const those of named) {
    expect(those.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(those).size).toBe(those.length);
  }
  for (const { status, days, months, start, date, reason, evidence } of timesOf(endpoints)) {
    const known = status !== 'not-evaluable';
    expect([days, months, start, date].map((part) => part !== null)).toEqual(Array(4).fill(known));
    if (known) expect(Number.isInteger(days) && Number(days) >= 0 && evidence.length > 0).toBe(true);
    expect(reason.code).toMatch(/^[a-z0-9-]+$/);
  }
}

describe('the outcomes of any patient whatsoever', () => {
  it('are derived without fail: every part is there, every id is one of the record, no time is negative', () => {
    fc.assert(
      fc.property(timeline, question, (any, asked) => {
        const outcomes = derive(any, asked);
        expectSound(outcomes, any);
        // No NaN, Infinity or undefined: JSON would silently lose them.
        expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
      }),
      { numRuns: 600 },
    );
  });

  it('do not depend on the order of recording', () => {
    const shuffled = timeline.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray(one.entries as Entry[], { minLength: one.entries.length })),
    );
    fc.assert(
      fc.property(shuffled, question, ([one, entries], asked) => {
        // The last recorded of two assessments of a day rules by right: they keep their revisions.
        const again = entries.map((each, index) =>
          each.type === 'ResectabilityAssessed' ? each : { ...each, position: index, revision: index },
        );
        expect(derive({ ...one, entries: again }, asked)).toEqual(derive(one, asked));
      }),
      { numRuns: 600 },
    );
  });

  it('have a PFS no longer than the OS counted from the same day, when both are events', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { pfs, os } = derive(one, asked).endpoints;
        // One in a hundred: what is rare by nature must not be asked for by number.
        if (pfs.status !== 'event' || os.status !== 'event' || pfs.start !== os.start) return;
        expect(Number(pfs.days)).toBeLessThanOrEqual(Number(os.days));
      }),
      { numRuns: 6_000 },
    );
  });

  it('by documented progressions have an event only where they have one by intention to treat, no later', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const ask = (ruleSet: Outcomes['ruleSet']) => derive(one, { ...asked, ruleSet, timeZero }).endpoints.pfs;
        const [documented, any, recorded] = [ask('fda-2007-table-a'), ask('itt-ema'), ask('as-recorded')];
        if (documented.status !== 'event') return;
        expect([any.status, recorded.status]).toEqual(['event', 'event']);
        expect(Number(any.days)).toBeLessThanOrEqual(Number(documented.days));
      }),
      { numRuns: 300 },
    );
  });

  it('progress where PFS ends with a progression, and only there', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { pfs, ttp } = derive(one, asked).endpoints;
        const progressed = pfs.status === 'event' && pfs.reason.code === 'progression';
        expect(ttp.status === 'event').toBe(progressed);
        if (progressed) expect([ttp.days, ttp.start]).toEqual([pfs.days, pfs.start]);
        expect(ttp.status === 'not-evaluable').toBe(pfs.status === 'not-evaluable');
      }),
      { numRuns: 300 },
    );
  });

  it('fail their treatment no later than they progress or die', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { pfs, ttf } = derive(one, { ...asked, ruleSet: 'itt-ema', timeZero }).endpoints;
        expect(ttf.status === 'not-evaluable').toBe(pfs.status === 'not-evaluable');
        if (pfs.status !== 'event') return;
        expect(ttf.status).toBe('event');
        expect(Number(ttf.days)).toBeLessThanOrEqual(Number(pfs.days));
      }),
      { numRuns: 300 },
    );
  });

  it('are free of disease from a clearing R0 resection on: all that have one, where nothing is left', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const options = { ...asked.options, margins: 'R0' } as const;
        const { dfs, os } = derive(one, { ...asked, options, timeZero: 'first-r0-liver-resection' }).endpoints;
        if (['no-r0-resection', 'margin-unknown'].includes(dfs.reason.code)) {
          expect(os.reason.code).toMatch(/^(no-time-zero|after-cut-off|death-before-time-zero)$/);
        }
        if (dfs.start === null || os.start === null) return;
        const left = one.entries.some(({ data }) => Array.isArray(data['diseaseLeft']));
        if (!left) expect(dfs.start).toBe(os.start);
        if (dfs.start === os.start && dfs.status === 'event' && os.status === 'event') {
          expect(Number(dfs.days)).toBeLessThanOrEqual(Number(os.days));
        }
      }),
      { numRuns: 600 },
    );
  });
});
