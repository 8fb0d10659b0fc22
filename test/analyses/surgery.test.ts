import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { analysisOf, runAnalysis, textOf, type Context, type Member } from '../../src/analyses/index.js';
import { surgery } from '../../src/analyses/surgery.js';
import { context, member, time } from './cohort.js';
import { patient } from './resected.js';

interface Curve {
  readonly time: readonly number[];
  readonly atRisk: readonly number[];
  readonly survival: readonly number[];
  readonly median: readonly (number | null)[];
}
interface Case {
  readonly times: readonly number[];
  readonly statuses: readonly number[];
  readonly since: readonly (number | null)[];
  /** Coefficient, its standard error, score test. */
  readonly cox: readonly [number, number, number];
  readonly curves: readonly { readonly states: readonly Curve[] }[];
  readonly landmarks: readonly {
    readonly at: number;
    readonly n: readonly number[];
    readonly dropped: readonly number[];
    readonly chiSquare: number;
    readonly p: number;
    readonly groups: readonly Curve[];
  }[];
}

/** The Stanford heart transplants of survival::jasa: a transplantation stands for the resection. */
const jasa = (JSON.parse(readFileSync('test/reference/state-changes.json', 'utf8')) as { cases: readonly Case[] })
  .cases[0]!;

const stanford = jasa.times.map((days, i) =>
  patient(
    String(i).padStart(3, '0'),
    { os: time(days, jasa.statuses[i] === 1 ? 'event' : 'censored') },
    jasa.since[i]!,
  ),
);

const run = (members: readonly Member[], parameters: Context['parameters'] = {}) =>
  runAnalysis(surgery, members, { ...context, parameters });
const groupOf = (members: readonly Member[], parameters: Context['parameters'] = {}) =>
  run(members, parameters).groups[0]!;

describe('survival by a resection that comes during follow-up', () => {
  const { timeDependent } = groupOf(stanford);

  it('has the hazard ratio of start-stop Cox regression in R, with its test', () => {
    const [beta, error, score] = jasa.cox;
    // coxph itself stops where the log likelihood changes by less than 1e-9.
    expect(timeDependent.hazardRatio?.beta).toBeCloseTo(beta, 8);
    expect(timeDependent.hazardRatio?.hazardRatio).toBeCloseTo(Math.exp(beta), 8);
    expect(timeDependent.hazardRatio?.upper).toBeCloseTo(Math.exp(beta + 1.959963984540054 * error), 8);
    expect(timeDependent.tests?.score.chiSquare).toBeCloseTo(score, 10);
  });

  it('has the curves of Simon and Makuch as R has them: who is resected leaves one and enters the other', () => {
    for (const [state, of] of [timeDependent.before, timeDependent.after].entries()) {
      const curve = jasa.curves[0]?.states[state];
      expect(of.curve.map((step) => step.time)).toEqual(curve?.time);
      expect(of.curve.map((step) => step.atRisk)).toEqual(curve?.atRisk);
      for (const [i, { survival }] of of.curve.entries()) expect(survival).toBeCloseTo(curve?.survival[i] ?? NaN, 12);
      expect(of.median.days).toBe(curve?.median[0]);
    }
  });

  it('counts the days of every patient once, in the state in which they were lived', () => {
    const all = jasa.times.reduce((sum, days) => sum + days, 0);
    expect(timeDependent.before.daysAtRisk + timeDependent.after.daysAtRisk).toBe(all);
    // Resected on day 30 of 100, and never of 50: 30 + 50 and 70.
    const two = [patient('a', { os: time(100, 'event') }, 30), patient('b', { os: time(50, 'censored') }, null)];
    const { before, after } = groupOf(two).timeDependent;
    expect([before.n, before.events, before.daysAtRisk]).toEqual([2, 0, 80]);
    expect([after.n, after.events, after.daysAtRisk]).toEqual([1, 1, 70]);
  });

  it.each(jasa.landmarks)('from a landmark at day $at has the log-rank test of R, and says who was dropped', (of) => {
    const { kept, dropped, groups, comparison } = groupOf(stanford, { landmark: of.at }).landmark;
    const [notBy, by] = groups;
    expect([by.n, notBy.n]).toEqual(of.n);
    expect([dropped.events, dropped.censored]).toEqual(of.dropped);
    expect(kept + dropped.events + dropped.censored).toBe(jasa.times.length);
    expect(comparison.logRank?.chiSquare).toBeCloseTo(of.chiSquare, 10);
    expect(comparison.logRank?.p).toBeCloseTo(of.p, 10);
    expect([by.median.days, notBy.median.days]).toEqual(of.groups.map(({ median }) => median[0]));
  });

  it('a patient resected after the landmark stays among the not resected, and is counted', () => {
    const later = [
      patient('a', { os: time(400, 'event') }, 200),
      patient('b', { os: time(300, 'event') }, 180),
      patient('c', { os: time(180, 'event') }, null),
      patient('d', { os: time(190, 'censored') }, 250),
    ];
    expect(groupOf(later).landmark).toMatchObject({
      at: 180,
      kept: 3,
      dropped: { events: 1, censored: 0 },
      reachedLater: 1,
      groups: [
        { name: 'not by the landmark', n: 2, events: 1 },
        { name: 'by the landmark', n: 1, events: 1 },
      ],
    });
  });

  it('an operation that does not clear the liver is no resection yet; one before time zero was there from it on', () => {
    const { patients } = run([
      patient('a', { os: time(400, 'event') }, 90, 20),
      patient('b', { os: time(400, 'event') }, null, 20),
      patient('c', { os: time(400, 'event') }, -15),
    ]);
    expect(patients.map(({ since }) => since)).toEqual([90, null, -15]);
    expect(patients[0]?.evidence).toEqual(['event-400', 'resection +90']);
  });

  it('counts from the time zero of the endpoint: a resection 90 days after registration is on day 60 of treatment', () => {
    const { patients } = run([patient('a', { os: { ...time(400, 'event'), start: '+30', date: '+430' } }, 90)]);
    expect(patients[0]?.since).toBe(60);
  });

  it('of nobody resected, and of nobody at all, has no hazard ratio and no test, and says why', () => {
    const never = groupOf([patient('a', { os: time(400, 'event') }, null)]);
    expect(never.timeDependent).toMatchObject({ hazardRatio: null, reason: { code: 'constant-covariate' } });
    expect(never.timeDependent.after).toMatchObject({
      n: 0,
      curve: [],
      median: { reason: { code: 'nobody-in-state' } },
    });
    expect(never.landmark.comparison).toMatchObject({ logRank: null, cox: null, reason: { code: 'one-group' } });
    expect(never.landmark.groups[1].median.reason?.code).toBe('nobody-kept');
    expect(groupOf([]).timeDependent).toMatchObject({ reason: { code: 'empty-cohort' } });
    expect(groupOf([]).timeDependent.before.median.reason?.code).toBe('empty-cohort');
  });
});

describe('a naive curve', () => {
  it.each([
    ['os', 'resected', 'hepatrace analyse surgery --parameter by=resection endpoint=os'],
    ['pfs', 'conversion.converted', 'hepatrace analyse surgery --parameter by=conversion endpoint=pfs'],
    ['pfs', 'bestResponse', 'hepatrace analyse surgery --parameter by=response endpoint=pfs'],
  ] as const)('of %s by %s is refused with the command for the valid comparison: %s', (name, groupBy, command) => {
    expect(() => runAnalysis(analysisOf(name), stanford, { ...context, groupBy })).toThrow(
      expect.objectContaining({ code: 'immortal-time', remedy: expect.stringContaining(`${command}.`) }),
    );
  });

  it('by what no analysis compares is refused without a command', () => {
    const naive = () => runAnalysis(analysisOf('os'), stanford, { ...context, groupBy: 'toxicity.worstGrade' });
    expect(naive).toThrow(expect.objectContaining({ remedy: expect.not.stringContaining('hepatrace') }));
  });
});

describe('the result in a terminal', () => {
  it('reads: the states, the hazard ratio, both curves with numbers that grow, the landmark and who was dropped', () => {
    const text = textOf(surgery, run(stanford, { landmark: 30 }));
    const { n, events, median } = groupOf(stanford).timeDependent.after;
    expect(text).toMatch(/^Overall survival and resection of the liver metastases$/m);
    expect(text).toMatch(new RegExp(`^resected +${n} +${events} +\\d+\\.\\d +${median.days} days`, 'm'));
    // exp(0.03872696) = 1.039; limits exp(0.0387 -+ 1.96 * 0.2986) = 0.579, 1.866
    expect(text).toMatch(/^hazard ratio once resected 1\.04 \(0\.58 – 1\.87\), p = 0\.8968, by start-stop Cox/m);
    // At risk after 0, 12, … 60 months, as R's own stretches (start, stop] count them; one patient's time is 0.
    expect(text).toMatch(/^not resected 101 +2 +1 +1 +0 +0$/m);
    expect(text).toMatch(/^ +resected +2 +26 +15 +7 +3 +0$/m);
    expect(text).toMatch(/^log-rank test χ² = 0\.10 on 1 df, p = 0\.7542$/m);
    expect(text).toMatch(/^78 of 103 followed past day 30; dropped: 23 with the event and 2 censored by then$/m);
  });

  it('in groups says each group by its name', () => {
    const members = ['A', 'B'].map((arm) => {
      const { timeline, outcomes } = member(arm, {}, { arm });
      const one = patient(arm, { os: time(400, 'event') }, 90);
      return { timeline, outcomes: { ...outcomes, endpoints: one.outcomes.endpoints } };
    });
    const text = textOf(surgery, runAnalysis(surgery, members, { ...context, groupBy: 'arm' }));
    expect(text).toMatch(/^A \(n = 1\)$[^]*^B \(n = 1\)$/m);
  });
});
