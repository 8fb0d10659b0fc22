import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { derive } from '../../src/outcomes/index.js';
import { question, timeline } from './any-timeline.js';

const NO_R0 = ['no-time-zero', 'after-cut-off', 'death-before-time-zero', 'no-calendar'];

describe('of any patient whatsoever', () => {
  it('the class at the outset is one, for resectability and for conversion', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { resectability, conversion } = derive(one, asked).endpoints;
        expect(resectability.initial ?? 'unknown').toBe(conversion.initial);
      }),
      { numRuns: 200 },
    );
  });

  it('the lines of treatment are numbered from 1, each on a later day than the one before', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { lines } = derive(one, asked).endpoints.treatment;
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
        const starts = lines.map(({ start }) => (/^[+-]/.test(start) ? Number(start) : Date.parse(start)));
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        expect(lines.slice(0, -1).filter(({ endedBy }) => endedBy === null || endedBy === 'death')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('no more resections are done than started, nor started than planned', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        for (const { planned, started, done } of Object.values(derive(one, asked).endpoints.surgery.counts)) {
          expect(planned >= started && started >= done).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('an operation that clears the liver with R0 is there where that sets a time zero, and only there', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { os, surgery } = derive(one, { ...asked, timeZero: 'first-r0-liver-resection' }).endpoints;
        const cleared = surgery.operations.filter(({ clearing, margin }) => clearing === true && margin === 'R0');
        expect(cleared.length > 0).toBe(!NO_R0.includes(os.reason.code));
        if (os.start !== null) expect(cleared.map(({ date }) => date)).toContain(os.start);
      }),
      { numRuns: 200 },
    );
  });

  it('who dies within 30 days of an operation dies within 90, and who is alive after 90 is after 30', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const fates = (mortalityDays: number) => {
          const options = { ...asked.options, mortalityDays };
          return derive(one, { ...asked, options }).endpoints.operativeMortality.operations.map(({ status }) => status);
        };
        const late = fates(90);
        fates(30).forEach((early, index) => {
          if (early === 'died') expect(late[index]).toBe('died');
          if (late[index] === 'alive') expect(early).toBe('alive');
        });
      }),
      { numRuns: 200 },
    );
  });

  it('what is named beside a part of an answer is named beside the whole', () => {
    fc.assert(
      fc.property(timeline, question, (one, asked) => {
        const { resectability, treatment, surgery, pathologicalResponse, toxicity, operativeMortality } = derive(
          one,
          asked,
        ).endpoints;
        const wholes = [
          { whole: resectability, parts: resectability.assessments },
          { whole: treatment, parts: treatment.lines },
          { whole: surgery, parts: [...surgery.operations, ...surgery.abandoned] },
          { whole: pathologicalResponse, parts: pathologicalResponse.specimens },
          { whole: toxicity, parts: toxicity.worst },
          { whole: operativeMortality, parts: operativeMortality.operations },
        ];
        for (const { whole, parts } of wholes) {
          const named = new Set(whole.evidence);
          expect(parts.flatMap(({ evidence }) => evidence).filter((id) => !named.has(id))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
