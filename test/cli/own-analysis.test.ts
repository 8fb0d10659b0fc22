import { describe, expect, it } from '@jest/globals';
import type { Analysis, Member } from '../../src/analyses/index.js';
import { watched } from '../../src/cli/own-analysis/answers.js';
import { analysisIn } from '../../src/cli/own-analysis/form.js';
import { Frame, atHandIn } from '../../src/cli/own-analysis/frame.js';
import { defaultExportOf } from '../../src/cli/own-analysis/load.js';
import { entry, member } from '../analyses/cohort.js';

const usual = {
  name: 'own',
  version: 1,
  about: 'a trial',
  parameters: {},
  patient: () => ({ one: 1 }),
  summary: () => ({ n: 1 }),
};
const asked = { question: {}, parameters: {}, groupBy: null, size: 1 } as unknown as Parameters<Analysis['summary']>[1];
const someone: Member = member('p1', {}, {}, [entry('ImagingPerformed', '+7', {}), entry('Died', '+90', {})]);

describe('what a file exports', () => {
  it.each([
    ['an analysis without a name', { name: undefined }, 'name is missing: lower-case letters'],
    ['one with a name that no command takes', { name: 'My Own' }, 'name is not lower-case letters'],
    ['one named as a built-in', { name: 'pfs' }, 'pfs is a built-in analysis'],
    ['one with a version in words', { version: '1' }, 'version is not a whole number from 1 on'],
    ['one that says nothing of itself', { about: ' ' }, 'about is not one line'],
    ['one without its function of a patient', { patient: undefined }, 'patient is missing: a function'],
    ['one with a misspelt function', { summarise: () => ({}) }, 'an analysis of your own has no "summarise"'],
    ['a parameter without a schema', { parameters: { a: 7 } }, 'the parameter a has no schema'],
    [
      'a parameter of a strange type',
      { parameters: { a: { type: 'day' } } },
      'the parameter a has not one of the types',
    ],
    ['a parameter without words', { parameters: { a: { type: 'integer' } } }, 'the parameter a has no description'],
    [
      'a parameter without a default',
      { parameters: { a: { type: ['integer', 'null'], description: 'a' } } },
      'the parameter a has no default',
    ],
    ['a parameter with a misspelt limit', { parameters: { a: { min: 1 } } }, 'the parameter a has "min"'],
  ])('%s is no analysis', (_what, change, detail) => {
    expect(() => analysisIn({ ...usual, ...change })).toThrow(detail);
  });

  it('is an analysis where all of it is there, and nothing where there is no default', () => {
    expect(analysisIn(usual)).toBe(usual);
    expect(() => analysisIn(undefined)).toThrow('there is no analysis as default export');
  });
});

describe('what a function of an analysis answers', () => {
  const itself: Record<string, unknown> = {};
  itself['itself'] = itself;

  it.each([
    ['NaN', { a: { b: [1, Number.NaN] } }, '/a/b/1 is NaN'],
    ['Infinity', { a: Infinity }, '/a is Infinity'],
    ['an absent value', { a: undefined }, '/a is undefined'],
    ['a hole in a list', { a: Array(1) }, '/a/0 is undefined'],
    ['a date', { day: new Date('2007-03-02') }, '/day is a Date'],
    ['a table', { a: new Map() }, '/a is a Map'],
    ['a function', { a: () => 1 }, '/a is a function'],
    ['half a character', { a: '\ud800' }, '/a is a text with half a character'],
    ['itself', itself, 'nested too deeply, or holds itself'],
    ['nothing', undefined, 'the answer is undefined, not an object'],
    ['a list', [], 'the answer is a list, not an object'],
    ['a promise', Promise.resolve({}), 'the answer is a Promise'],
    ['the name of the group', { name: 'x' }, 'name is what the result itself says'],
  ])('is refused where it holds %s', (_what, answer, detail) => {
    const analysis = { ...usual, summary: () => answer } as unknown as Analysis;
    expect(() => watched(analysis, new Frame()).summary({ name: 'all', rows: [] }, asked)).toThrow(detail);
  });

  it.each([
    ['another id of the patient', { patientId: 'x' }, 'patientId is what the result itself says'],
    ['an exclusion without a reason', { excluded: 'no' }, 'an exclusion is { excluded: { code, text } }'],
    ['an exclusion and a row', { excluded: { code: 'a', text: 'b' }, c: 1 }, 'and nothing else'],
  ])('is refused where a row holds %s', (_what, answer, detail) => {
    const analysis = { ...usual, patient: () => answer } as unknown as Analysis;
    expect(() => watched(analysis, new Frame()).patient(someone, asked)).toThrow(detail);
  });

  it('is taken as a copy, so that nothing done later changes it', () => {
    const kept = { n: [1] };
    const answer = watched({ ...usual, summary: () => kept }, new Frame()).summary({ name: 'all', rows: [] }, asked);
    kept.n.push(2);
    expect(answer).toEqual({ n: [1] });
  });
});

describe('while a function reads a patient', () => {
  it('the frame names the event whose fields were read last', () => {
    const frame = new Frame();
    const patient = ({ timeline }: Member): object => {
      timeline.entries.find(({ type }) => type === 'ImagingPerformed');
      throw new Error('stop');
    };
    frame.enter(0);
    expect(() => watched({ ...usual, patient }, frame).patient(someone, asked)).toThrow('stop');
    expect(atHandIn(frame.memory, [someone.timeline])).toEqual({
      doing: 'patient',
      patientId: 'p1',
      event: { id: 'ImagingPerformed +7', type: 'ImagingPerformed', occurredOn: '+7' },
    });
  });

  it('and none before the first is read, and nobody once the function has answered', () => {
    const frame = new Frame();
    frame.enter(0);
    frame.begin('patient');
    expect(atHandIn(frame.memory, [someone.timeline])).toMatchObject({ patientId: 'p1', event: null });
    watched(usual, frame).patient(someone, asked);
    expect(atHandIn(frame.memory, [someone.timeline])).toEqual({ doing: 'waiting', patientId: null, event: null });
  });
});

describe('a file', () => {
  it.each([
    ['the time', 'Date.now()'],
    ['the day', 'new Date().getTime()'],
    ['chance', 'Math.random()'],
  ])('is refused when it asks for %s', async (_what, source) => {
    await expect(defaultExportOf(`export default ${source};`, '/own.ts')).rejects.toMatchObject({
      code: 'not-reproducible',
    });
  });

  it.each([
    ['files', "import { readFileSync } from 'node:fs';", 'foreign-import', 'it imports node:fs', null],
    ['another file, later', "await import('./other.js');", 'foreign-import', 'it imports ./other.js', null],
    ['an enum', 'enum Colour { red }', 'bad-syntax', 'TypeScript enum is not supported in strip-only mode', '1:1'],
    ['what is no TypeScript', '\nconst a = = 1;', 'bad-syntax', 'Expression expected', '2:11'],
    ['a type that is not marked', "import { Row } from 'hepatrace/analysis';", 'bad-syntax', 'named .Row.', null],
  ])('is refused when it has %s', async (_what, source, code, message, place) => {
    await expect(defaultExportOf(source, '/own.ts')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      place,
    });
  });

  it('sees a day that it names, and the estimators', async () => {
    const source = `import { wilson } from 'hepatrace/analysis';
      export default [new Date('2007-03-02').getUTCDate(), new Date(2007, 2, 2) instanceof Date, wilson(1, 2).proportion];`;
    expect(await defaultExportOf(source, '/own.mjs')).toEqual([2, true, 0.5]);
  });
});
