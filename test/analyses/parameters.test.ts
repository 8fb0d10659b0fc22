import { describe, expect, it } from '@jest/globals';
import { runAnalysis } from '../../src/analyses/index.js';
import { os } from '../../src/analyses/os.js';
import { parametersOf, type ParameterSchemas } from '../../src/analyses/parameters.js';
import { context } from './cohort.js';

const schemas: ParameterSchemas<{ landmark: number; at: readonly number[]; tau: number | null; ties: string }> = {
  landmark: { type: 'integer', minimum: 1, default: 90, description: 'the day that is fixed in advance' },
  at: { type: 'array', items: { type: 'integer', minimum: 0 }, default: [365], description: 'days' },
  tau: { type: ['integer', 'null'], minimum: 1, default: null, description: 'the horizon of the mean' },
  ties: { type: 'string', enum: ['efron', 'breslow'], default: 'efron', description: 'how ties are handled' },
};
const given = (parameters: Readonly<Record<string, unknown>>) => parametersOf('trial', schemas, parameters);

describe('the parameters of an analysis', () => {
  it('those that are not given have their defaults, and the result states them all', () => {
    expect(given({ landmark: 120 })).toEqual({ landmark: 120, at: [365], tau: null, ties: 'efron' });
    expect(runAnalysis(os, [], context).parameters).toMatchObject({ limits: 'log-log' });
  });

  it.each([
    [{ landmark: 0 }, '/parameters/landmark', 'Give integer from 1 on.'],
    [{ landmark: 1.5 }, '/parameters/landmark', 'Give integer from 1 on.'],
    [{ landmark: '90' }, '/parameters/landmark', 'Give integer from 1 on.'],
    [{ at: 365 }, '/parameters/at', 'Give array of integers from 0 on.'],
    [{ at: [365, -1] }, '/parameters/at', 'Give array of integers from 0 on.'],
    [{ tau: Number.NaN }, '/parameters/tau', 'Give integer or null from 1 on.'],
    [{ ties: 'exact' }, '/parameters/ties', 'Give one of efron, breslow.'],
  ])('%j is refused, with the place and what to give', (wrong, pointer, remedy) => {
    expect(() => given(wrong)).toThrow(expect.objectContaining({ code: 'bad-parameter', pointer, remedy }));
  });

  it('one that the analysis does not have is refused, with those that it has', () => {
    const unknown = { code: 'unknown-parameter', pointer: '/parameters/landmarks' };
    expect(() => given({ landmarks: 90 })).toThrow(
      expect.objectContaining({ ...unknown, remedy: 'Use one of landmark, at, tau, ties.' }),
    );
  });
});
