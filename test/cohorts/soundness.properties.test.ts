import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { evaluate, flow, membership, type Verdict } from '../../src/cohorts/index.js';
import type { JsonObject } from '../../src/events/index.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import { registered, timelineOf, type Line } from '../outcomes/history.js';
import { planOf } from './given.js';

/** Patterns over events alone, with each kind of phrase, test, take and connective. */
const PLAN = planOf(`
cohort: patterns
events:
  cycle: { event: ChemotherapyCycleGiven, where: { regimen: FOLFOX }, take: first }
  third: { event: ChemotherapyCycleGiven, take: 3rd }
  op: { event: ResectionPerformed, where: { margin: [R0, R1] }, when: [within 6 months after cycle], take: first }
  last-op: { event: ResectionPerformed, take: last }
  relapse: { event: any-progression, when: [2 to 12 months after op] }
  between: { event: documented-progression, when: [on or after cycle, before op] }
  near: { event: [ResectionPerformed, AblationPerformed], where: { lesions: at least 2 }, when: [within 3 months of cycle] }
  either: { event: [relapse, between] }
index: cycle
landmark: 2 months
include:
  - third
  - op
  - { none: relapse }
  - { none: between }
  - { any: [near, relapse] }
  - { at-least: { count: 2, of: [third, op, near, { none: either }] } }
  - { last-op.margin: R0 }
  - { op.organ: liver }
  - { last-op.date: 2008-03 to 2008-09 }
  - { near.count: 1 to 2 }
  - { either.count: at most 1 }
  - { death.date: at least 2008-06 }
  - { none: { name: operated twice, near.count: at least 2 } }
`);

const pad = (n: number): string => String(n).padStart(2, '0');
const day = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([m, d]) => `2008-${pad(m)}-${pad(d)}`);
const date = fc.oneof({ arbitrary: day, weight: 5 }, { arbitrary: day.map((text) => text.slice(0, 7)), weight: 1 });
const stated = <T extends string | number>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const event: fc.Arbitrary<readonly [string, JsonObject]> = fc.oneof(
  fc
    .record({ regimen: fc.constantFrom('FOLFOX', 'FOLFIRI') })
    .map((data) => ['ChemotherapyCycleGiven', { ...data, cycle: 1 }] as const),
  fc
    .record({
      organ: fc.constantFrom('liver', 'primary'),
      margin: stated('R0', 'R1', 'pending'),
      lesions: stated(1, 2, 3),
    })
    .map((data) => ['ResectionPerformed', data] as const),
  fc.record({ lesions: stated(1, 2) }).map((data) => ['AblationPerformed', data] as const),
  fc.record({ basis: fc.constantFrom('imaging', 'clinical') }).map((data) => ['ProgressionDocumented', data] as const),
  fc.record({ overall: fc.constantFrom('PD', 'SD') }).map((data) => ['ResponseAssessed', data] as const),
  fc.constant(['FollowedUp', { status: 'alive' }] as const),
);
const living = fc.array(fc.tuple(date, event), { minLength: 1, maxLength: 9 });
const deaths = fc.option(
  day.map((text) => text.replace('2008', '2009')),
  { nil: null },
);
const histories = fc
  .tuple(living, deaths)
  .map(([lines, death]): readonly Line[] => [
    ...lines.map(([on, [type, data]], i): Line => [on, type, data, `event ${i}`]),
    ...(death === null ? [] : [[death, 'Died', {}, 'death'] as Line]),
  ]);

const timelineFrom = (lines: readonly Line[]) => timelineOf([registered('2008-01-01'), ...lines]);
const verdictOf = (lines: readonly Line[]): Verdict => {
  const timeline = timelineFrom(lines);
  return evaluate(PLAN, {}, timeline, derive(timeline, questionOf()), null);
};

/** A date with less in it. */
const coarser = (on: string): string =>
  on.length === 10 ? on.slice(0, 7) : on.length === 7 ? on.slice(0, 4) : 'unknown';
const changed = ([on, type, data = {}, id = '']: Line, to: { on?: string; data?: JsonObject }): Line => [
  to.on ?? on,
  type,
  to.data ?? data,
  id,
];
/** Fields without a default in the catalogue. */
const DROPPED = ['margin', 'lesions'] as const;

const SETTINGS = { seed: 20110315, numRuns: 400 };

describe('whatever the history', () => {
  const answers = (lines: readonly Line[]) =>
    verdictOf(lines).criteria.map(({ name, answer }) => [name, answer] as const);
  const turned = (before: readonly Line[], after: readonly Line[]) => {
    const known = answers(before);
    return answers(after).filter(([, answer], i) => answer !== 'cannot-tell' && answer !== known[i]?.[1]);
  };

  it('a date that becomes coarser turns no answer round: it stays, or nobody can tell', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (lines, which) => {
        const at = which % lines.length;
        const wider = lines.map((line, i): Line => (i === at ? changed(line, { on: coarser(line[0]) }) : line));
        expect(turned(lines, wider)).toEqual([]);
      }),
      SETTINGS,
    );
  });

  it('a field that is dropped turns no answer round either', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...DROPPED), fc.nat(), (lines, field, which) => {
        const at = which % lines.length;
        const poorer = lines.map((line, i): Line => {
          const { [field]: dropped, ...data } = line[2] ?? {};
          return i === at && dropped !== undefined ? changed(line, { data }) : line;
        });
        expect(turned(lines, poorer)).toEqual([]);
      }),
      SETTINGS,
    );
  });

  it('the order of recording changes no answer', () => {
    fc.assert(
      fc.property(histories, (lines) => {
        expect(answers(lines.toReversed())).toEqual(answers(lines));
      }),
      { ...SETTINGS, numRuns: 150 },
    );
  });

  it('a verdict is its criteria: in when all are yes, out when one is no; membership says the same; the flow is whole', () => {
    fc.assert(
      fc.property(fc.array(histories, { maxLength: 8 }), (all) => {
        const verdicts = all.map(verdictOf);
        for (const [i, { verdict, decidedBy, criteria }] of verdicts.entries()) {
          const given = criteria.map(({ answer }) => answer);
          const lowest = given.includes('no') ? 'no' : given.includes('cannot-tell') ? 'cannot-tell' : null;
          expect([verdict, decidedBy]).toEqual([
            lowest === null ? 'in' : lowest === 'no' ? 'out' : lowest,
            lowest && given.indexOf(lowest) + 1,
          ]);
          const timeline = timelineFrom(all[i] ?? []);
          expect(membership(PLAN, timeline, derive(timeline, questionOf()), null)).toEqual({ verdict, decidedBy });
        }
        const { registered: total, rows, members } = flow(PLAN, verdicts);
        expect(rows.reduce((sum, row) => sum + row.no + row.cannotTell, members)).toBe(total);
        expect(rows.at(-1)?.left).toBe(members);
      }),
      { ...SETTINGS, numRuns: 40 },
    );
  });
});
