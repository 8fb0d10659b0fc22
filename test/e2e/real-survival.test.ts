import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';
import { survivalAt, type SurvivalAnalysis } from './survival-analysis.js';

/** What R's survfit gives: test/reference/survival-sets.R. */
interface Expected {
  readonly n: number;
  readonly events: number;
  readonly median: readonly (number | null)[];
  readonly asked: readonly number[];
  readonly survival: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}
/** What R's survdiff and coxph give of the arms, observation alone first. */
interface ExpectedComparison {
  readonly chiSquare: number;
  readonly p: number;
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly efron: Readonly<Record<'beta' | 'lower' | 'upper' | 'p', readonly number[]>>;
}
const expected = JSON.parse(
  readFileSync(new URL('../reference/survival-sets.json', import.meta.url), 'utf8'),
) as Record<'colonComposite' | 'colonDeath' | 'jasaDeath', Record<string, Expected>> & {
  readonly colonCompared: Record<'os' | 'pfs', ExpectedComparison>;
};

const asRecorded = (line: CommandLine, name: string, ...more: string[]): SurvivalAnalysis =>
  line.json(['analyse', name, '--rule-set', 'as-recorded', '--time-zero', 'registration', ...more]);

function expectCurves({ groups, excluded }: SurvivalAnalysis, curves: Record<string, Expected>): void {
  expect(excluded).toEqual([]);
  expect(groups.map(({ name }) => name)).toEqual(Object.keys(curves));
  for (const group of groups) {
    const { n, events, median, asked, survival, lower, upper } = curves[group.name]!;
    expect(group).toMatchObject({ n, events });
    expect([group.median.days, group.median.lower, group.median.upper]).toEqual(median);
    asked.forEach((day, i) => {
      const at = survivalAt(group, day);
      expect(at.survival).toBeCloseTo(survival[i]!, 12);
      expect(at.lower).toBeCloseTo(lower[i]!, 12);
      expect(at.upper).toBeCloseTo(upper[i]!, 12);
    });
  }
}

/** The same as R to nine digits. */
const close = expect.closeTo(1, 9) as unknown as number;

interface Import {
  readonly counts: object;
}
const importOf = (line: CommandLine, set: string): Import =>
  line.json(['import', `examples/${set}/${set}.csv`, '--mapping', `examples/${set}/mapping.yaml`]);

describe('929 patients of a trial of adjuvant chemotherapy for colon cancer', () => {
  const line = new CommandLine();
  let first: Import;
  beforeAll(() => {
    first = importOf(line, 'colon');
  });
  afterAll(() => line.dispose());

  it('are recorded once: an enrolment, a tumour and an operation each, 468 recurrences, 452 deaths, 477 alive', () => {
    // R: table(colon$etype, colon$status) has 468 and 452 events; 929 - 452 = 477; 3 * 929 + 468 + 452 + 477 = 4184.
    expect(first.counts).toMatchObject({
      patients: 929,
      rows: 1858,
      recorded: 4184,
      rowsRejected: 0,
      rowsWithoutEvent: 0,
    });
    expect(importOf(line, 'colon').counts).toMatchObject({ recorded: 0, known: 4184, changed: 0 });
  });

  it('are free of recurrence and alive as R has it, arm by arm', () => {
    expectCurves(asRecorded(line, 'pfs', '--group-by', 'arm'), expected.colonComposite);
  });

  it('are alive as R has it, arm by arm', () => {
    expectCurves(asRecorded(line, 'os', '--group-by', 'arm'), expected.colonDeath);
  });

  it.each(['os', 'pfs'] as const)('differ in their %s by arm as R has it: log-rank test and hazard ratios', (name) => {
    const { comparison } = asRecorded(line, name, '--group-by', 'arm', '--parameter', 'reference=Obs');
    const { logRank, cox } = comparison!;
    const { efron, ...test } = expected.colonCompared[name];
    expect([logRank.chiSquare / test.chiSquare, logRank.p / test.p]).toEqual([close, close]);
    const arms = ['Obs', 'Lev', 'Lev+5FU'].map((arm) => logRank.groups.find((group) => group.name === arm)!);
    expect(arms.map(({ observed }) => observed)).toEqual(test.observed);
    expect(arms.map((arm, i) => arm.expected / test.expected[i]!)).toEqual([close, close, close]);
    expect([cox.reference, ...cox.coefficients.map((one) => one.name)]).toEqual(['Obs', 'Lev', 'Lev+5FU']);
    for (const key of ['beta', 'lower', 'upper', 'p'] as const) {
      expect(cox.coefficients.map((one, i) => one[key] / efron[key][i]!)).toEqual([close, close]);
    }
  });

  it('are read off their curves on the days asked for, and in the terminal beside each other', () => {
    const os = ['os', '--group-by', 'arm', '--parameter', 'at=1096', 'reference=Obs'] as const;
    const { groups } = asRecorded(line, ...os);
    for (const { name, at } of groups) {
      expect(at).toMatchObject([{ time: 1096, carried: false }]);
      expect(at[0]!.survival).toBeCloseTo(expected.colonDeath[name]!.survival[1]!, 12);
    }
    const { stdout } = line.run(['analyse', ...os, '--rule-set', 'as-recorded', '--time-zero', 'registration']);
    expect(stdout).toMatch(/log-rank test +χ² = 11\.68 on 2 df, p = 0\.0029/);
    expect(stdout).toMatch(/Lev\+5FU +304 +123 +157\.5 +0\.69 \(0\.55 – 0\.87\) +p = 0\.0017/);
  });

  it('have no calendar: a cut-off in the calendar excludes them all, with the reason', () => {
    const { groups, excluded } = asRecorded(line, 'os', '--cut-off', '1990-12-31');
    expect(groups[0]!.n).toBe(0);
    expect(new Set(excluded.map(({ reason }) => reason.code))).toEqual(new Set(['no-calendar']));
    expect(excluded).toHaveLength(929);
  });
});

describe('103 patients accepted for a heart transplant', () => {
  const line = new CommandLine();
  let first: Import;
  beforeAll(() => {
    first = importOf(line, 'jasa');
  });
  afterAll(() => line.dispose());

  it('are recorded once: 103 acceptances, 69 transplantations, 75 deaths, 28 alive', () => {
    // R: sum(jasa$transplant) is 69, sum(jasa$fustat) 75; 103 + 69 + 75 + 28 = 275.
    expect(first.counts).toMatchObject({ patients: 103, recorded: 275, rowsRejected: 0 });
    expect(importOf(line, 'jasa').counts).toMatchObject({ recorded: 0, known: 275, changed: 0 });
  });

  it('are alive as R has it; the one who died on the day of his acceptance is an event on day 0', () => {
    const result = asRecorded(line, 'os');
    expectCurves(result, expected.jasaDeath);
    expect(result.patients.filter(({ time }) => time === 0)).toMatchObject([{ patientId: 'jasa-15', status: 'event' }]);
  });

  it('who died on the day of the transplantation was operated on and died, and nothing is asked', () => {
    const { entries } = line.json<{ entries: { type: string; occurredOn: string; data: object }[] }>([
      'timeline',
      'jasa-38',
    ]);
    expect(entries).toMatchObject([
      { type: 'PatientRegistered', occurredOn: '1970-05-05' },
      { type: 'ResectionPerformed', occurredOn: '1970-05-09', data: { organ: 'other', procedure: 'transplantation' } },
      { type: 'Died', occurredOn: '1970-05-09' },
    ]);
  });
});
