import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runAnalysis, textOf, type Member } from '../../src/analyses/index.js';
import { incidence } from '../../src/analyses/incidence.js';
import type { ConversionOrProgression } from '../../src/outcomes/index.js';
import { context, member, notEvaluable, time } from './cohort.js';

interface Case {
  readonly name: string;
  readonly times: readonly number[];
  readonly causes: readonly number[];
  readonly time: readonly number[];
  readonly incidence: readonly (readonly number[])[];
  readonly eventFree: readonly number[];
  readonly 'log-log': { readonly lower: readonly (readonly (number | null)[])[] };
}

const mgus2 = (
  JSON.parse(readFileSync('test/reference/competing-risks.json', 'utf8')) as { cases: readonly Case[] }
).cases.find(({ name }) => name === 'mgus2')!;

const first = (
  days: number,
  cause: ConversionOrProgression['cause'],
  convertedLater = false,
): ConversionOrProgression => ({ ...time(days, cause === null ? 'censored' : 'event'), cause, convertedLater });

const patient = (id: string, days: number, cause: ConversionOrProgression['cause'], later = false): Member =>
  member(id, { conversionOrProgression: first(days, cause, later) });

/** Converted at 2; progressed at 4, converted later; died at 5; still followed at 6. */
const four = [
  patient('a', 2, 'conversion'),
  patient('b', 4, 'progression', true),
  patient('c', 5, 'death'),
  patient('d', 6, null),
];

describe('the cumulative incidence of conversion', () => {
  it('is that of R for survival::mgus2, cause 1 taken for conversion and cause 2 for progression or death', () => {
    const causes = [null, 'conversion', 'progression'] as const;
    const members = mgus2.times.map((days, i) =>
      patient(String(i).padStart(4, '0'), days, causes[mgus2.causes[i] ?? 0] ?? null),
    );
    const [group] = runAnalysis(incidence, members, context).groups;
    expect(group).toMatchObject({ n: 1384, converted: 115, progressed: 860, died: 0, censored: 409 });
    expect(group?.curve.map(({ time: day }) => day)).toEqual(mgus2.time);
    for (const [i, { conversion, progressionOrDeath, eventFree }] of group?.curve.entries() ?? []) {
      expect(conversion.incidence).toBeCloseTo(mgus2.incidence[0]?.[i] ?? NaN, 12);
      expect(progressionOrDeath.incidence).toBeCloseTo(mgus2.incidence[1]?.[i] ?? NaN, 12);
      expect(conversion.lower ?? -1).toBeCloseTo(mgus2['log-log'].lower[0]?.[i] ?? -1, 10);
      // endpoints.md 11: incidences and event-free add up to 1.
      expect(conversion.incidence + progressionOrDeath.incidence + eventFree).toBeCloseTo(1, 12);
    }
  });

  it('of four patients is worked out by hand: a resection after progression is a progression here, and counted', () => {
    // Day 2: 1/4 converted. Day 4: S = 3/4, 1/3 of it progresses = 1/4. Day 5: S = 1/2, 1/2 of it dies = 1/4.
    const [group] = runAnalysis(incidence, four, { ...context, parameters: { at: [1, 4, 5, 7] } }).groups;
    expect(group).toMatchObject({ converted: 1, progressed: 1, died: 1, censored: 1, convertedLater: 1, reason: null });
    expect(
      group?.at.map(({ time: day, conversion, progressionOrDeath, atRisk, carried }) => [
        day,
        conversion.incidence,
        progressionOrDeath.incidence,
        atRisk,
        carried,
      ]),
    ).toEqual([
      [1, 0, 0, 4, false],
      [4, 0.25, 0.25, 3, false],
      [5, 0.25, 0.5, 2, false],
      [7, 0.25, 0.5, 0, true],
    ]);
  });

  it('asks only of those unresectable or uncertain at the outset; the others are excluded with the reason', () => {
    const resectable = member('r', {
      conversionOrProgression: { ...notEvaluable('initially-resectable'), cause: null, convertedLater: false },
    });
    const { excluded, patients } = runAnalysis(incidence, [...four, resectable], context);
    expect(excluded).toMatchObject([{ patientId: 'r', reason: { code: 'initially-resectable' } }]);
    expect(patients[1]).toMatchObject({ patientId: 'b', status: 'event', cause: 'progression', convertedLater: true });
  });

  it('of nobody has no curve, and says why', () => {
    expect(runAnalysis(incidence, [], context).groups).toMatchObject([
      { n: 0, curve: [], at: [], reason: { code: 'empty-cohort' } },
    ]);
  });

  it('reads as what came first, the incidences, rising curves and the sentence on who converted too late', () => {
    const text = textOf(incidence, runAnalysis(incidence, four, { ...context, parameters: { at: [4, 7] } }));
    expect(text).toMatch(/^all +4 +1 +1 +1 +1$/m);
    expect(text).toMatch(/^converted +25\.0 % \(0\.9 – 66\.5\) +—$/m);
    expect(text).toMatch(/^1 converted only after a progression: in the rate \(analyse conversion\), not here$/m);
    // The curve of conversion starts on the axis and ends at a quarter.
    expect(text).toMatch(/^ +25 % ┤.*┌─/m);
    expect(text).toMatch(/^ +0 % ┤──/m);
    expect(text).not.toMatch(/Gray/);
  });

  it('by group compares nothing, and says that no test is offered', () => {
    const grouped = runAnalysis(incidence, four, { ...context, groupBy: 'arm' });
    expect(grouped.comparison).toBeNull();
    expect(textOf(incidence, grouped)).toMatch(/Gray's is not offered/);
  });
});
