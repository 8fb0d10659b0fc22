import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './command-line.js';

const FILE = 'examples/cohorts/uncertain-converted.yaml';

interface Flow {
  readonly flow: { readonly members: number; readonly rows: readonly { readonly no: number; readonly left: number }[] };
}
interface Verdicts {
  readonly cohort: { readonly name: string; readonly version: number | null; readonly sha256: string };
  readonly patients: readonly { readonly patientId: string; readonly index: { readonly date: string } }[];
}
interface Result {
  readonly timeZero: string;
  readonly cohort: { readonly name: string; readonly version: number; readonly sha256: string; readonly size: number };
  readonly patients: readonly { readonly patientId: string; readonly time: number }[];
  readonly manifest: { readonly id: string; readonly log: { readonly size: number } };
}

const line = new CommandLine();
const wider = join(line.folder, 'wider.yaml');
let last: number;

beforeAll(() => {
  line.run(['import', 'examples/demo-cohort/events.ndjson']);
  last = JSON.parse(line.run(['replay']).stdout.trimEnd().split('\n').at(-1)!).position;
  const text = readFileSync(join(import.meta.dirname, '../..', FILE), 'utf8');
  writeFileSync(wider, text.replace('conversion.initial: uncertain', 'conversion.initial: [uncertain, unresectable]'));
  expect(line.run(['cohort', 'define', FILE, '--reason', 'Essadi 2011']).stdout).toContain('uncertain-converted@1');
  expect(line.run(['cohort', 'define', wider, '--reason', 'all']).stdout).toContain('uncertain-converted@2');
});
afterAll(() => line.dispose());

describe('The patients of the published series who were uncertain and came to resection', () => {
  it('are five, before anything is recorded of the cohort and after', () => {
    // Essadi 2011: 5 of the 18 of uncertain resectability; one of the six converted was unresectable.
    const { flow } = line.json<Flow>(['cohort', 'check', FILE]);
    expect(flow.rows.map(({ left }) => left)).toEqual([6, 5, 5]);
    expect(line.json<Flow>(['cohort', 'flow', 'uncertain-converted@1']).flow).toEqual(flow);
    expect(line.json<Verdicts>(['cohort', 'members', 'uncertain-converted@1']).patients).toHaveLength(5);
  });

  it('stay five in the first version once a second one takes in the unresectable', () => {
    const membersOf = (name: string) =>
      line.json<Verdicts>(['cohort', 'members', name]).patients.map(({ patientId }) => patientId);
    const [first, latest] = [membersOf('uncertain-converted@1'), membersOf('uncertain-converted')];
    expect([first.length, latest.length]).toEqual([5, 6]);
    const { moved } = line.json<{ moved: { patientId: string; to: { verdict: string } }[] }>([
      'cohort',
      'diff',
      'uncertain-converted@1',
      'uncertain-converted@2',
    ]);
    expect(moved.map(({ patientId, to }) => [patientId, to.verdict])).toEqual([
      [latest.find((id) => !first.includes(id)), 'in'],
    ]);
  });

  it('were in no cohort as of before its definition', () => {
    const { status, stderr } = line.run(['cohort', 'members', 'uncertain-converted', '--as-of', String(last)]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('No cohort "uncertain-converted" was defined then')]);
    const then = line.json<Verdicts>(['cohort', 'members', 'uncertain-converted', '--as-of', String(last + 1)]);
    expect(then.cohort.version).toBe(1);
  });

  it('are told apart from the others by criteria whose events are named', () => {
    const { stdout } = line.run(['cohort', 'explain', 'uncertain-converted@1', 'demo-043']);
    expect(stdout).toContain('demo-043 is not in uncertain-converted, version 1');
    expect(stdout).toMatch(
      /▶ ✗ conversion\.initial uncertain\n +conversion\.initial: unresectable\n +\d{4}-\d{2}-\d{2} /,
    );
  });

  it('are counted from the day of their resection, not from the chemotherapy before it', () => {
    const result = line.json<Result>(['analyse', 'os', '--cohort', 'uncertain-converted@1']);
    expect([result.timeZero, result.cohort.version, result.cohort.size]).toEqual(['index', 1, 5]);
    const members = line.json<Verdicts>(['cohort', 'members', 'uncertain-converted@1']);
    expect(result.cohort.sha256).toBe(members.cohort.sha256);
    const outcomes = line.json<{ endpoints: { os: { start: string; date: string } } }>(['outcomes', 'demo-002']);
    const days = (Date.parse(outcomes.endpoints.os.date) - Date.parse('2007-08-08')) / 86_400_000;
    expect(result.patients.find(({ patientId }) => patientId === 'demo-002')?.time).toBe(days);
  });

  it('are given no survival from a day before they were known to be of the cohort', () => {
    const asked = ['analyse', 'os', '--cohort', 'uncertain-converted', '--time-zero', 'first-line-treatment'];
    const { status, stderr } = line.run(asked);
    expect([status, stderr]).toEqual([1, expect.stringContaining('immortal time')]);
  });
});

describe('A definition with a mistake', () => {
  it('is refused with file, line and column, and nothing of it is recorded', () => {
    const wrong = join(line.folder, 'wrong.yaml');
    writeFileSync(wrong, 'cohort: wrong\nindex: conversion\ninclude: [{ conversion.intial: uncertain }]\n');
    const { status, stderr } = line.run(['cohort', 'define', wrong, '--reason', 'a mistake']);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^wrong\.yaml:3:13 +unknown-fact .*Nearest: conversion\.initial/),
    ]);
    expect(line.run(['cohort', 'list']).stdout).not.toContain('wrong@');
  });
});

describe('The definition of a cohort that looks ahead', () => {
  it('is counted, and refused wherever time would be', () => {
    const ahead = join(line.folder, 'ahead.yaml');
    writeFileSync(ahead, 'cohort: ahead\nindex: first-line-treatment\ninclude: [{ conversion.converted: true }]\n');
    const { cohort } = line.json<{ cohort: object }>(['analyse', 'conversion', '--cohort', ahead]);
    expect(cohort).toMatchObject({ version: null, size: 6, looksAhead: ['conversion.converted true'] });
    const { status, stderr } = line.run(['analyse', 'pfs', '--cohort', ahead]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('index: conversion')]);
  });
});

describe('A result in a file', () => {
  const file = join(line.folder, 'result.json');

  it('is made anew byte by byte from its manifest, after more is recorded', () => {
    writeFileSync(file, line.run(['analyse', 'pfs', '--cohort', 'uncertain-converted@1', '--json']).stdout);
    line.run(['cohort', 'define', 'examples/cohorts/neoadjuvant.yaml', '--reason', 'Essadi 2011']);
    const { status, stdout } = line.run(['analyse', '--verify', file]);
    expect([status, stdout]).toEqual([0, expect.stringContaining('the same, byte by byte')]);
  });

  it('in which a number was changed is told from it, with the place', () => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"n": 5,/, '"n": 6,'));
    const { status, stdout } = line.run(['analyse', '--verify', file]);
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/at \/groups\/0\/n\n +stated 6\n +found +5\n.*was changed/),
    ]);
  });
});
