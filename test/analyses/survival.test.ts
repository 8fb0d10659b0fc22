import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import { ANALYSES, analysisOf, type Member, type SurvivalResult, runAnalysis } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import { pfs } from '../../src/analyses/pfs.js';
import { context, entry, member, notEvaluable, time } from './cohort.js';

const lung = (
  JSON.parse(readFileSync('test/reference/kaplan-meier.json', 'utf8')) as {
    cases: { name: string; times: number[]; statuses: number[]; 'log-log': { median: number[] } }[];
  }
).cases.find(({ name }) => name === 'lung');

/** The patients of survival::lung, and three of whom OS cannot be said. */
const patients: readonly Member[] = [
  ...(lung?.times ?? []).map((days, index) =>
    member(`lung-${String(index).padStart(3, '0')}`, {
      os: time(days, lung?.statuses[index] === 1 ? 'event' : 'censored'),
    }),
  ),
  member('b', { os: notEvaluable('no-follow-up') }),
  member('a', { os: notEvaluable('undated-death') }),
  member('c', { os: notEvaluable('no-follow-up') }),
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('survival of a cohort', () => {
  const result = runAnalysis(os, patients, context);

  it('has the median of R in days with its limits, and months beside them', () => {
    const median = result.groups[0]?.median;
    expect([median?.days, median?.lower, median?.upper]).toEqual(lung?.['log-log'].median);
    // 310 / 30.4375 = 10.185; 284 / 30.4375 = 9.331; 361 / 30.4375 = 11.860
    expect(median?.months).toEqual({ median: 10.18, lower: 9.33, upper: 11.86 });
    expect(median?.reason).toBeNull();
  });

  it('every patient is either in the estimate or excluded with the reason, by id', () => {
    expect(result.cohort.size).toBe(231);
    expect(result.groups[0]).toMatchObject({ name: 'all', n: 228, events: 165, censored: 63 });
    expect(result.patients).toHaveLength(228);
    expect(result.patients[0]).toEqual({
      patientId: 'lung-000',
      group: 'all',
      time: 306,
      status: 'event',
      imputed: false,
      reason: { code: 'progression', text: 'Progression.' },
      evidence: ['event-306'],
    });
    expect(result.excluded.map(({ patientId, reason }) => [patientId, reason.code])).toEqual([
      ['a', 'undated-death'],
      ['b', 'no-follow-up'],
      ['c', 'no-follow-up'],
    ]);
  });

  it('the same patients in another order give the same bytes', () => {
    expect(JSON.stringify(runAnalysis(os, patients.toReversed(), context))).toBe(JSON.stringify(result));
  });

  it('the manifest is the hash of the result without it, and its id that of inputs and hash', () => {
    const { manifest, ...body } = result;
    expect(manifest.sha256).toBe(sha256(canonicalize(body) ?? ''));
    expect(manifest.id).toBe(
      sha256(canonicalize({ inputs: manifest.inputs, sha256: manifest.sha256 }) ?? '').slice(0, 32),
    );
    expect(manifest.inputs).toEqual({
      analysis: { name: 'os', version: 1 },
      cohort: { name: 'all', version: 1 },
      ruleSet: 'as-recorded',
      timeZero: 'registration',
      options: context.question.options,
      asOf: 412,
      cutOff: null,
      parameters: { limits: 'log-log' },
      groupBy: null,
      stratifyBy: null,
      limits: 'log-log',
    });
  });

  it('another knowledge, cut-off, cohort or transform is another result', () => {
    const others = [
      { ...context, asOf: { position: 413, recordedAt: '2026-03-02T10:00:00.000Z' } },
      { ...context, cohort: { name: 'all', version: 2 } },
      { ...context, question: { ...context.question, cutOff: '+900' } },
      { ...context, parameters: { limits: 'plain' } },
    ];
    const ids = [context, ...others].map((one) => runAnalysis(os, patients, one).manifest.id);
    expect(new Set(ids).size).toBe(5);
  });

  it('PFS counts from first-line treatment unless as recorded; another time zero is refused, not ignored', () => {
    const question = { ...context.question, ruleSet: 'fda-2007-table-a', timeZero: 'diagnosis' } as const;
    expect(() => runAnalysis(pfs, [], { ...context, question })).toThrow(
      /counted from first-line-treatment, not from diagnosis/,
    );
    const own = { ...question, timeZero: 'first-line-treatment' } as const;
    expect(runAnalysis(pfs, [], { ...context, question: own }).timeZero).toBe('first-line-treatment');
    expect(runAnalysis(os, [], { ...context, question }).timeZero).toBe('diagnosis');
    expect(runAnalysis(pfs, [], context).timeZero).toBe('registration');
  });
});

describe('what a survival result says where there is nothing to say', () => {
  const medianOf = (result: SurvivalResult) =>
    result.groups.map(({ name, n, median }) => [name, n, median.days, median.reason?.code]);

  it('an empty cohort has one group of nobody, grouped or not, and an empty log no position', () => {
    const result = runAnalysis(os, [], { ...context, asOf: null, groupBy: 'arm' });
    expect(medianOf(result)).toEqual([['all', 0, null, 'empty-cohort']]);
    expect(result.asOf).toEqual({ position: null, recordedAt: null });
    expect(result).toMatchObject({ patients: [], excluded: [], cohort: { size: 0 } });
  });

  it('a cohort of whom nobody can be evaluated says so', () => {
    expect(medianOf(runAnalysis(os, [member('a', { os: notEvaluable('undated-death') })], context))).toEqual([
      ['all', 0, null, 'nobody-evaluable'],
    ]);
  });

  it('a median that most outlive is not reached; one of two patients has no upper limit', () => {
    const alive = [5, 9, 11].map((days) => member(`p${days}`, { os: time(days, days === 5 ? 'event' : 'censored') }));
    expect(medianOf(runAnalysis(os, alive, context))).toEqual([['all', 3, null, 'not-reached']]);
    const two = [5, 9].map((days) => member(`p${days}`, { os: time(days, 'event') }));
    expect(medianOf(runAnalysis(os, two, context))).toEqual([['all', 2, 7, 'limit-not-reached']]);
  });
});

describe('survival by what is fixed at time zero', () => {
  const day = { os: time(10, 'event') };
  const groupsBy = (groupBy: string, members: readonly Member[]) =>
    runAnalysis(os, members, { ...context, groupBy }).groups.map(({ name, n }) => [name, n]);

  it('patients go by the arm that they were registered in; those without stand apart', () => {
    const members = [
      member('1', day, { arm: 'B' }),
      member('2', day, { arm: 'A' }),
      member('3', day),
      member('4', day, { arm: 'B' }),
    ];
    expect(groupsBy('arm', members)).toEqual([
      ['A', 1],
      ['B', 2],
      ['not-stated', 1],
    ]);
  });

  it('the stage is that of the earliest primary on record, retracted diagnoses and metastases aside', () => {
    const staged = member('1', day, {}, [
      entry('DiagnosisMade', 'unknown', { kind: 'primary', stage: 'I' }),
      entry('DiagnosisMade', '+40', { kind: 'primary', stage: 'II' }),
      entry('DiagnosisMade', '-9', { kind: 'primary', stage: 'III' }),
      entry('DiagnosisMade', '-20', { kind: 'liver-metastasis', stage: 'IV' }),
      entry('DiagnosisMade', '-90', { kind: 'primary', stage: 'V' }, 'retracted'),
    ]);
    expect(groupsBy('diagnosis.stage', [staged])).toEqual([['III', 1]]);
  });

  it.each(['converted', 'conversion.converted', 'resected', 'responder', 'bestResponse', 'margin', 'pfs', 'death'])(
    'grouping by %s is refused: it takes time to get there',
    (groupBy) => {
      expect(() => runAnalysis(os, patients, { ...context, groupBy })).toThrow(
        expect.objectContaining({
          code: 'immortal-time',
          pointer: '/groupBy',
          detail: expect.stringContaining('immortal time'),
          remedy: expect.stringMatching(/landmark.*time-dependent.*arm, sex/),
        }),
      );
    },
  );

  it.each(['colour', 'constructor', ''])('grouping by "%s" is refused, naming what there is', (groupBy) => {
    expect(() => runAnalysis(os, patients, { ...context, groupBy })).toThrow(
      expect.objectContaining({ code: 'unknown-group-by', remedy: expect.stringContaining('metastases.timing') }),
    );
  });
});

describe('the built-in analyses', () => {
  it('are found by name, and another name is refused with those that there are', () => {
    for (const analysis of ANALYSES) expect(analysisOf(analysis.name)).toBe(analysis);
    expect(analysisOf('pfs')).toBe(pfs);
    expect(() => analysisOf('rmst')).toThrow(
      expect.objectContaining({ code: 'unknown-analysis', remedy: expect.stringContaining('pfs, os, conversion') }),
    );
  });
});
